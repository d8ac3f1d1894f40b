"""The base of every aggregate."""

from typing import Any, ClassVar, Self
from uuid import UUID

from eventsourcing.domain import BaseAggregate, CanInitAggregate

from domain.kernel.fact import Fact, topic_of
from domain.kernel.occasion import Occasion


class Root(BaseAggregate[UUID]):
    """An aggregate root that holds its state in immutable values only.

    An applier assigns a new value and never changes one in place, so a cached aggregate is copied without walking it.
    """

    __slots__ = ("_era",)  # beside its state: two are the same whenever they were loaded

    TOPIC: ClassVar[str]

    repeated: ClassVar[tuple[str, ...]] = ()
    """What of it every fact but the first says again, so that views and timers need no look-up."""

    def __init_subclass__(cls) -> None:
        cls.TOPIC = topic_of(cls)
        super().__init_subclass__()

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

    @classmethod
    def began(cls, fact: type[CanInitAggregate[UUID]], id_: UUID, on: Occasion, /, **payload: Any) -> Self:
        """A new one, of which this is the first fact."""
        return cls._create(fact, id=id_, timestamp=on.at, cause=on.cause, **payload)

    def happened(self, fact: type[Fact], on: Occasion, /, **payload: Any) -> None:
        """State a fact. Whatever a clock says, a stream doesn't go back in time, but for facts that look back."""
        at = on.at if fact.looks_back else max(on.at, self.modified_on)
        again = {name: getattr(self, name) for name in self.repeated}
        self.trigger_event(fact, timestamp=at, cause=on.cause, **again, **payload)
