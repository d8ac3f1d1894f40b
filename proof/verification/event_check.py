"""Follows events beside the leaves that a tree has for them, and tells what happened to those that differ.

Most of a log is as it was: whole tiles are compared at once. Where one differs, its events are gone through one by one.
What was inserted or removed may have moved all that follows, so it is remembered by how much that was moved.
"""

from collections.abc import Callable, Iterator
from itertools import islice

from proof.leaf import Row, entry_of, leaf_of
from proof.verification.faults import Faults, Kind
from proof.verification.strays import Strays

Leaf = Callable[[int], bytes | None]  # by position, what the tree has; None beyond it
NO_LEAF = b""  # of what can't be an event
NEAR, FAR = 16, 512  # so many events that were inserted or removed together are found to have been
LOST = 64  # changed ones next to each other, after which it is looked less often for where the log goes on


class EventCheck:
    """Takes the events of a log, in the order of their positions."""

    def __init__(self, rows: Iterator[Row], leaf: Leaf, faults: Faults, strays: Strays) -> None:
        self._rows = rows
        self._leaf = leaf
        self._faults = faults
        self._strays = strays
        self._ahead: list[Row] = []
        self.shift = 0  # how much further on events stand than they belong, by now
        self._changed_in_a_row = 0
        self.seen = 0

    def leaves(self, first: int, last: int) -> bytes | None:
        """The leaves of the events that belong to these positions, which are still to come; None if some lack."""
        count = last - first + 1
        block = self._peek(count)[:count]
        if len(block) < count or block[0].position != first + self.shift or block[-1].position != last + self.shift:
            return None
        if self.shift:
            block = [row._replace(position=row.position - self.shift) for row in block]
        try:
            return b"".join(map(leaf_of, block))
        except ValueError:
            return None

    def skip(self, count: int) -> None:
        """These were as they belong."""
        del self._ahead[:count]
        self.seen += count

    def examine(self, first: int, last: int) -> None:
        """Go through the events that belong to these positions one by one, and report what happened to them."""
        position = first
        while position <= last:
            position += self._examined(position)

    def rest(self) -> Iterator[Row]:
        """The events that the tree doesn't have."""
        yield from self._ahead
        yield from self._rows

    @property
    def ended(self) -> bool:
        """Whether there are no more."""
        return not self._peek(1)

    def _examined(self, position: int) -> int:
        """How many positions are dealt with; none if only an event that doesn't belong anywhere was."""
        ahead = self._peek(1)
        if not ahead or ahead[0].position - self.shift > position:
            self._lacks(position, Kind.REMOVED)
            return 1
        if ahead[0].position - self.shift < position:
            self._stray(inserted=True)
            return 0
        if self._as_at(ahead[0], position) == self._leaf(position):
            self.skip(1)
            self._changed_in_a_row = 0
            return 1
        return self._differs(position)

    def _differs(self, position: int) -> int:
        """What follows tells: it goes on where it belongs, or some events further on, or before."""
        self._changed_in_a_row += 1
        for distance in range(1, self._how_far_to_look() + 1):
            inserted, removed = self._inserted(position, distance), self._removed(position, distance)
            if self._goes_on(position, distance) or (inserted and removed):
                break
            if inserted:
                for _ in range(distance):
                    self._stray(inserted=True)
                self.shift += distance
                return 0
            if removed:
                for lacking in range(position, position + distance):
                    self._lacks(lacking, Kind.REMOVED)
                self.shift -= distance
                return distance
        self._stray(inserted=False)
        self._lacks(position, Kind.CHANGED)
        return 1

    def _how_far_to_look(self) -> int:
        """Far now and then only, since most of what was changed next to each other was just that."""
        changed = self._changed_in_a_row
        if changed & (changed - 1) == 0:
            return FAR
        return NEAR if changed < LOST else 0

    def _goes_on(self, position: int, distance: int) -> bool:
        """Whether the event so much further on is the one that belongs there."""
        ahead = self._peek(distance + 1)
        if len(ahead) <= distance:
            return False
        return self._as_at(ahead[distance], position + distance) == self._leaf(position + distance)

    def _inserted(self, position: int, distance: int) -> bool:
        """Whether the event so much further on belongs here."""
        ahead = self._peek(distance + 1)
        return len(ahead) > distance and self._as_at(ahead[distance], position) == self._leaf(position)

    def _removed(self, position: int, distance: int) -> bool:
        """Whether the event that is here belongs so much further on."""
        return self._as_at(self._peek(1)[0], position + distance) == self._leaf(position + distance)

    def _lacks(self, position: int, kind: Kind) -> None:
        self._strays.lacks(position, self._leaf(position) or NO_LEAF, kind)

    def _stray(self, *, inserted: bool) -> None:
        """The next event doesn't belong where it is."""
        row = self._ahead[0]
        try:
            self._strays.stands(row.position, entry_of(row), inserted=inserted)
        except ValueError:  # it can't have been an event
            self._strays.stands(row.position, NO_LEAF, inserted=inserted)
        self.skip(1)

    def _as_at(self, row: Row, position: int) -> bytes:
        """The leaf of the event if it stood there."""
        try:
            return leaf_of(row._replace(position=position))
        except ValueError:
            return NO_LEAF

    def _peek(self, count: int) -> list[Row]:
        """So many of those to come, or all that there are."""
        if len(self._ahead) < count:
            self._ahead.extend(islice(self._rows, count - len(self._ahead)))
        return self._ahead
