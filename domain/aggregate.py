"""The base of every aggregate."""

from typing import Self

from eventsourcing.domain import Aggregate


class Root(Aggregate):
    """An aggregate root that holds its state in immutable values only.

    An applier assigns a new value and never changes one in place, so a cached aggregate is copied without walking it.
    """

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin._pending_events = list(self._pending_events)
        return twin
