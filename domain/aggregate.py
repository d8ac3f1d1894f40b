"""The base of every aggregate."""

from typing import Self

from eventsourcing.domain import Aggregate


class Root(Aggregate):
    """An aggregate root that holds its state in immutable values only.

    An applier assigns a new value and never changes one in place, so a cached aggregate is copied without walking it.
    """

    __slots__ = ("_era",)  # beside its state: two are the same whenever they were loaded

    @property
    def era(self) -> int | None:
        """When it was loaded (domain.event_log.era); None for a new one, which rests on nothing."""
        return getattr(self, "_era", None)

    @era.setter
    def era(self, number: int) -> None:
        self._era = number

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin._pending_events = list(self._pending_events)
        return twin
