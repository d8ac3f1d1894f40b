"""Follows a stored tree beside the one that events make, and tells which of the two was changed where they differ.

A tile's root is in the tile above, and the edge's is beside it: whichever of two has the root that is written there is
the one that was there when the tree was made.
"""

from collections.abc import Callable
from typing import Protocol

from proof.edge import Edge
from proof.tree import FULL, HASH, HEIGHT, WIDTH, root_of
from proof.verification.faults import Faults, Kind


class StoredTree(Protocol):
    """A tree as somebody keeps it, whatever was done to it."""

    size: int
    root: bytes
    partial: list[bytes]

    def tile(self, level: int, number: int) -> bytes | None:
        """A full tile."""


class TreeCheck:
    """Is fed what is taken to be right, tile by tile; so what is wrong in one place is so in no other."""

    def __init__(self, tree: StoredTree, faults: Faults) -> None:
        self._tree = tree
        self._faults = faults
        self._made: list[bytes] = [b""]  # of each level the hashes of the tile that isn't full yet
        self._size = 0
        self._false_edge = False  # its leaves, which is said already

    def leaves_of(self, number: int) -> bytes | None:
        """What the tree has of the tile of this number at level 0; None if it lacks what it should have."""
        first = number * WIDTH
        if first + WIDTH <= self._tree.size:
            return self._tree.tile(0, number)
        return self._partial(0) if first < self._tree.size else b""

    def right_leaves(self, number: int, made: bytes | None, examine: Callable[[], None]) -> bytes | None:
        """Of the leaves that events make and those of the tree, which differ, those that the tree was made of.

        `made`: None if not all events are there. `examine` is called if it is the events that were changed.
        """
        stored = self.leaves_of(number)
        told = self._told(number, stored)
        if stored is None or not told(stored):
            self._report_tile(0, number)
            if made is not None and (stored is None or told(made)):
                return made
        examine()
        return stored

    def feed(self, leaves: bytes) -> None:
        """The next leaves that the tree was made of: a whole tile's, or the last ones."""
        self._size += len(leaves) // HASH
        hashes, level = leaves, 0
        while len(hashes) == FULL:
            self._made[level] = b""
            if len(self._made) == level + 1:
                self._made.append(b"")
            level += 1
            hashes = self._made[level] + root_of(hashes)
            if len(hashes) == FULL:
                hashes = self._right_tile(level, (self._size >> HEIGHT * (level + 1)) - 1, hashes)
        self._made[level] = hashes

    def root_within(self, leaves: bytes, count: int) -> bytes:
        """Of those that were fed, and the first so many of the next ones."""
        return Edge(self._size + count, [leaves[: count * HASH], *self._made[1:]]).root()

    def end(self, leaves: bytes) -> None:
        """The leaves after those that were fed are the stored tree's last ones. Compares its edge, size and root."""
        count = len(leaves) // HASH
        size, made = self._size + count, [leaves, *self._made[1:]]
        stored = [leaves, *self._tree.partial[1:]] if self._false_edge else self._tree.partial
        if (self._tree.size, self._tree.root) == (size, self.root_within(leaves, count)) and _same(made, stored):
            return
        edge = Edge(self._tree.size, stored)
        if size != self._tree.size or not edge.fits() or edge.root() != self._tree.root:
            self._faults.add(Kind.EDGE, size, size, f"Position {size:,}: the edge of the tree there was changed.")
            return
        for level in range(1, len(stored)):
            self._report_children(level, size >> HEIGHT * (level + 1), made[level], stored[level])

    def _partial(self, level: int) -> bytes:
        return self._tree.partial[level] if level < len(self._tree.partial) else b""

    def _told(self, number: int, stored: bytes | None) -> Callable[[bytes], bool]:
        """By what is written elsewhere in the tree, whether leaves are those that it was made of."""
        if stored is None or number * WIDTH + WIDTH <= self._tree.size:
            parent = self._parent(0, number)
            return lambda leaves: root_of(leaves) == parent
        return lambda leaves: self.root_within(leaves, len(stored) // HASH) == self._tree.root

    def _right_tile(self, level: int, number: int, made: bytes) -> bytes:
        stored = self._tree.tile(level, number) if (number + 1) << HEIGHT * (level + 1) <= self._tree.size else made
        if stored == made:
            return made
        parent = self._parent(level, number)
        if stored is None or root_of(stored) != parent:
            self._report_tile(level, number)
            return made
        self._report_children(level, number, made, stored)
        return stored

    def _report_children(self, level: int, number: int, made: bytes, stored: bytes) -> None:
        """Their root is right and those below differ: so the events were changed together with their tiles."""
        span = 1 << HEIGHT * level
        for nr, at in enumerate(range(0, len(stored), HASH), number * WIDTH):
            if made[at : at + HASH] != stored[at : at + HASH]:
                first, last = nr * span + 1, (nr + 1) * span
                what = f"Positions {first:,} to {last:,}: something was changed, in the events and in their tile."
                self._faults.add(Kind.CHANGED, first, last, what)

    def _report_tile(self, level: int, number: int) -> None:
        span = 1 << HEIGHT * (level + 1)
        first, last = number * span + 1, min((number + 1) * span, self._tree.size)
        what = f"Positions {first:,} to {last:,}: tile {number} of level {level} of the tree was changed."
        if first + span - 1 > last:
            what = f"Positions {first:,} to {last:,}: the leaves in the edge of the tree were changed."
            self._false_edge = True
        self._faults.add(Kind.EDGE if self._false_edge else Kind.TILE, first, last, what)

    def _parent(self, level: int, number: int) -> bytes:
        """What is written above as the root of a tile; nothing if nothing is."""
        above, at = divmod(number, WIDTH)
        full = (above + 1) << HEIGHT * (level + 2) <= self._tree.size
        hashes = (self._tree.tile(level + 1, above) if full else self._partial(level + 1)) or b""
        return hashes[at * HASH : (at + 1) * HASH]


def _same(made: list[bytes], stored: list[bytes]) -> bool:
    """But for levels without any hashes above the others."""
    levels = max(len(made), len(stored))
    return [*made, *[b""] * levels][:levels] == [*stored, *[b""] * levels][:levels]
