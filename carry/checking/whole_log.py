"""An export of the whole log: the tree over its events has to be the one that was signed."""

from collections.abc import Iterable, Sequence

from carry.file.manifest import Announced
from carry.file.problems import Damaged
from proof.edge import Edge
from proof.leaf import Row, leaf_of
from proof.tree import HASH, WIDTH, root_of
from proof.verification.verify import Signed

MOST = 1_000  # tiles that differ and are remembered


class WholeLog:
    """Takes in the events frame by frame. Memory stays the same however many there are."""

    def __init__(self, signed: Iterable[Signed]) -> None:
        """`signed`: what checkpoints say of it."""
        self._signed = sorted(signed)
        self._edge = Edge()
        self._announced = Edge()  # over the roots of tiles that the file says there were
        self._differ: list[int] = []  # tiles whose root isn't the one announced
        self._disagrees: Signed | None = None

    @property
    def root(self) -> bytes:
        """Of what was taken in."""
        return self._edge.root()

    def take_in(self, announced: Announced, rows: Sequence[Row]) -> None:
        """The rows of a frame. Raises Damaged."""
        tiles = announced.tiles_ending()
        if len(announced.tiles) != len(tiles) * HASH:
            before = f"{announced.first - 1:,}"
            raise Damaged(f"After line {before}, position {before}: {len(tiles)} roots of tiles are to be there.")
        leaves = b"".join([leaf_of(row) for row in rows])
        for each in [each for each in self._signed if announced.first <= each.size <= announced.last]:
            count = (each.size - self._edge.size) * HASH
            self._grow(leaves[:count], announced)
            leaves = leaves[count:]
            if self._edge.root() != each.root and self._disagrees is None:
                self._disagrees = each
        self._grow(leaves, announced)
        self._announced.extend(announced.tiles)

    def require_signed(self) -> None:
        """After the last event. Raises Damaged, which names the lines if the file itself tells which they are."""
        empty = [each for each in self._signed if each.size == 0 and each.root != Edge().root()]
        disagrees = self._disagrees or next(iter(empty), None)
        if disagrees is None:
            return
        first, last = self._lines()
        if (first, last) == (1, self._edge.size) or last > disagrees.size:
            first, last = 1, disagrees.size
        raise Damaged(
            f"Lines {first:,} to {last:,}, positions {first:,} to {last:,}: something there isn't what was signed, as "
            f"the root of the first {disagrees.size:,} events is another."
        )

    def _grow(self, leaves: bytes, announced: Announced) -> None:
        first = announced.tiles_ending().start
        for tile in self._edge.extend(leaves):
            level, number = tile.coordinates
            if level == 0 and len(self._differ) < MOST:
                at = (number - first) * HASH
                if root_of(tile.hashes) != announced.tiles[at : at + HASH]:
                    self._differ.append(number)

    def _lines(self) -> tuple[int, int]:
        """Where something differs, if the announced roots are those that were signed; or else anywhere."""
        size = self._edge.size
        partial = self._edge.partial[:1] or [b""]
        announced = Edge(size, [*partial, *self._announced.partial]).root()
        if not self._differ or Signed(size, announced) not in self._signed:
            return 1, size
        return self._differ[0] * WIDTH + 1, (self._differ[-1] + 1) * WIDTH
