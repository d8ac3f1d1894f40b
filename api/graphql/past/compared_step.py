"""Two calls side by side."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

import strawberry

from api.graphql.core.context import Context
from api.graphql.core.fields import resolved
from api.graphql.core.paging import Connection, Page, connection_of, counted, wrong_argument
from api.graphql.core.scalars import BigInt
from api.graphql.past.call_step import facts_seen
from event_log.comparison import LONGEST, Compared, Place, TooLong, compared
from runtime.thread_pools import in_document_thread


@strawberry.type(description="Where a step is in the course of its call.")
class StepPlace:
    position: BigInt = strawberry.field(description="The step's place in the log.")
    offset_ms: float = strawberry.field(
        description="How many milliseconds after the start of its call it took effect; below 0 if it is dated back "
        "further than that."
    )

    @classmethod
    def of(cls, place: Place | None) -> Self | None:
        return None if place is None else cls(position=BigInt(place.position), offset_ms=place.offset_ms)


@strawberry.type(description="A step that both of two calls took, or only one of them.")
class ComparedStep:
    kind: str = strawberry.field(description="What happened, such as ringlog.Call.Ended; docs/events.md lists them.")
    a: StepPlace | None = strawberry.field(description="The step in the first call; null if only the second took it.")
    b: StepPlace | None = strawberry.field(description="The step in the second call; null if only the first took it.")

    @classmethod
    def of(cls, step: Compared) -> Self:
        return cls(kind=step.kind, a=StepPlace.of(step.a), b=StepPlace.of(step.b))


@strawberry.type(
    description="A page of the steps of two calls side by side, paired by what happened. Measurements of quality are "
    "left out."
)
class ComparedStepConnection(Connection[ComparedStep]):
    compared: strawberry.Private[Sequence[Compared]] = ()
    total_count: int = counted("How many steps there are, of both calls and of one of them.")

    @resolved("How many steps only the first call took.")
    def only_in_a(self) -> int:
        return sum(step.b is None for step in self.compared)

    @resolved("How many steps only the second call took.")
    def only_in_b(self) -> int:
        return sum(step.a is None for step in self.compared)


async def comparison(context: Context, a: UUID, b: UUID, first: int, after: str | None) -> ComparedStepConnection:
    """Of two calls that may be seen. Raises GraphQLError for one that is too long."""
    page = Page.asked(first, after, int)
    of_a, of_b = await facts_seen(context, a), await facts_seen(context, b)
    try:
        found = await in_document_thread(compared, of_a, of_b)
    except TooLong:
        raise wrong_argument("a", f"Only calls of up to {LONGEST:,} steps are compared.") from None
    shown = connection_of(ComparedStepConnection, page, [ComparedStep.of(step) for step in found])
    shown.compared = found
    return shown
