"""What every recorded fact carries besides its own payload: who, from where, and because of what."""

from typing import Any, ClassVar
from uuid import UUID

from eventsourcing.domain import AggregateEvent
from eventsourcing.utils import get_topic

from domain.kernel.occasion import Cause, Occasion


def topic_of(kind: type) -> str:
    """The name by which the log knows a class: "ringlog.Call.Ended", or what one that was renamed states as TOPIC."""
    stated: str | None = vars(kind).get("TOPIC")
    return stated or f"ringlog.{kind.__qualname__}"


class Fact(AggregateEvent):
    """Base of every event: something that happened at `timestamp`, which is when it took effect, in UTC.

    One that `looks_back` may say what happened before other facts of its stream did: when somebody was last alive.

    What all facts have, the envelope, has a version of its own. A second comes with an `upcast_envelope_v1_v2` here:
    it gets the state of any fact as the first wrote it, and changes `timestamp` and `cause` in place.
    """

    TOPIC: ClassVar[str]
    looks_back: ClassVar[bool] = False
    envelope_version: ClassVar[int] = 1
    cause: Cause

    def __init_subclass__(cls) -> None:
        cls.TOPIC = topic_of(cls)
        super().__init_subclass__()

    def mutate(self, aggregate: Any) -> Any:
        """A stream is as far as its latest fact: one that looks back takes nothing back."""
        reached = self.timestamp if aggregate is None else aggregate.modified_on
        changed: Any = super().mutate(aggregate)
        changed.modified_on = max(changed.modified_on, reached)
        return changed

    def ids(self) -> set[UUID]:
        """Everything the fact names: its aggregate, and what its payload refers to."""
        values = vars(self).values()
        listed = (item for value in values if isinstance(value, tuple) for item in value)
        return {value for value in (*values, *listed) if isinstance(value, UUID)}

    def reference(self) -> str:
        """How another event names this one as its cause: "topic:originator:version"."""
        return f"{get_topic(type(self))}:{self.originator_id}:{self.originator_version}"

    def as_cause_of(self, origin: str) -> Occasion:
        """The occasion of whatever `origin` does because of this fact: at once, for the same actor."""
        cause = Cause(self.cause.actor, origin, self.cause.correlation_id, self.reference())
        return Occasion(self.timestamp, cause)
