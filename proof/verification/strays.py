"""Events that aren't where they belong, and places that lack theirs: some of the one are found in the other."""

from proof.leaf import moved
from proof.verification.faults import MOST, Faults, Kind


class Strays:
    """Keeps the first of each, as many as can be tried with each other in a second."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._vacant: dict[int, tuple[bytes, Kind]] = {}  # by position, the leaf that belongs there
        self._there: dict[int, tuple[bytes, bool]] = {}  # by where they stand, events that don't belong there

    def lacks(self, position: int, leaf: bytes, kind: Kind) -> None:
        """At this position of the tree, there is none or another event than the one with this leaf."""
        if len(self._vacant) < MOST:
            self._vacant[position] = (leaf, kind)
        else:
            self._faults.add(kind, position)

    def stands(self, position: int, entry: bytes, *, inserted: bool) -> None:
        """At this position of the log, an event doesn't belong, and no other one does if it was inserted."""
        if len(self._there) < MOST:
            self._there[position] = (entry, inserted)
        elif inserted:
            self._faults.add(Kind.INSERTED, position)

    def find(self) -> None:
        """Report those that stand elsewhere as moved or swapped, and the others as what they were taken for."""
        home = {position: self._home_of(entry) for position, (entry, _) in self._there.items()}
        at = {home_: position for position, home_ in home.items() if home_ is not None}
        for position, (_, kind) in self._vacant.items():
            if position not in at:
                self._faults.add(kind, position)
            elif at.get(at[position]) == position:
                self._swapped(position, at[position])
            else:
                self._moved(position, at[position])
        for position, (_, inserted) in self._there.items():
            if inserted and home[position] is None:
                self._faults.add(Kind.INSERTED, position)

    def is_at_home(self, entry: bytes) -> bool:
        """Whether it belongs to a place that lacks its event."""
        return self._home_of(entry) is not None

    def _home_of(self, entry: bytes) -> int | None:
        return next((home for home, (leaf, _) in self._vacant.items() if moved(entry, home) == leaf), None)

    def _swapped(self, one: int, other: int) -> None:
        if one < other:
            what = f"Positions {one:,} and {other:,}: their events were swapped."
            self._faults.add(Kind.SWAPPED, one, other, what)

    def _moved(self, home: int, position: int) -> None:
        what = f"Position {home:,}: its event was moved, and stands at position {position:,}."
        self._faults.add(Kind.MOVED, home, home, what)
