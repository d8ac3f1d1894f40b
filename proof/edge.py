"""The right edge of a tree: its size and its partial tiles, which are all that it takes to let it grow."""

from collections.abc import Sequence
from typing import NamedTuple

from proof.tree import FULL, HASH, HEIGHT, WIDTH, Coordinates, Span, hash_of, root_of


class FullTile(NamedTuple):
    """A tile that never changes any more."""

    coordinates: Coordinates
    hashes: bytes  # FULL bytes


class Edge:
    """Grows by leaves; what becomes full is handed out."""

    def __init__(self, size: int = 0, partial: Sequence[bytes] = ()) -> None:
        """`partial`: the hashes of each level's partial tile, from level 0 on; b"" where it has none."""
        self.size = size
        self._partial = list(partial)

    @property
    def partial(self) -> list[bytes]:
        """The hashes of each level's partial tile, from level 0 on; b"" where it has none."""
        return self._partial

    def tiles(self) -> dict[Coordinates, bytes]:
        """The partial tiles by where they are."""
        return {
            Coordinates(level, self.size >> HEIGHT * (level + 1)): hashes
            for level, hashes in enumerate(self._partial)
            if hashes
        }

    def root(self) -> bytes:
        """Of the tree of this size."""
        return hash_of(Span(0, self.size), self.tiles())

    def fits(self) -> bool:
        """Whether there are as many hashes as a tree of this size has in its partial tiles."""
        widths = [len(hashes) for hashes in self._partial]
        return widths == [width * HASH for width in widths_of(self.size)]

    def extend(self, leaves: bytes) -> list[FullTile]:
        """Grow by these leaves' hashes, one after the other. Returns what is full now, the lower levels first."""
        before, self.size = self.size, self.size + len(leaves) // HASH
        grown, level = leaves, 0
        made: list[FullTile] = []
        while grown:
            if level == len(self._partial):
                self._partial.append(b"")
            hashes = self._partial[level] + grown
            index = before >> HEIGHT * (level + 1)
            full = len(hashes) - len(hashes) % FULL
            self._partial[level] = hashes[full:]
            roots = []
            for nr, at in enumerate(range(0, full, FULL)):
                tile = hashes[at : at + FULL]
                roots.append(root_of(tile))
                made.append(FullTile(Coordinates(level, index + nr), tile))
            grown, level = b"".join(roots), level + 1
        return made


def widths_of(size: int) -> list[int]:
    """How many hashes the partial tile of each level has, from level 0 on."""
    widths = []
    while size:
        widths.append(size % WIDTH)
        size //= WIDTH
    return widths
