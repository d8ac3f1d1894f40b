"""The base of every aggregate."""

from typing import Any, Self

from eventsourcing.domain import Aggregate, CanMutateAggregate


class Root(Aggregate):
    """An aggregate root that holds its state in immutable values only.

    An applier assigns a new value and never changes one in place, so a cached aggregate is copied without walking it.
    """

    __slots__ = ("_era",)  # beside its state: two are the same whenever they were loaded

    @property
    def era(self) -> int | None:
        """When it was loaded (event_log.era); None for a new one, which rests on nothing."""
        return getattr(self, "_era", None)

    @era.setter
    def era(self, number: int) -> None:
        self._era = number

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin._pending_events = list(self._pending_events)
        return twin

    def trigger_event(self, event_class: type[CanMutateAggregate[Any]], **values: Any) -> None:
        """State a fact. Whatever a clock says, a stream doesn't go back in time, but for facts that look back."""
        if not getattr(event_class, "looks_back", False):
            values["timestamp"] = max(values["timestamp"], self.modified_on)
        super().trigger_event(event_class, **values)
