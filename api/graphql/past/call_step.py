"""How a call became what it is: its facts, one after the other, and what each of them changed."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Self
from uuid import UUID

import strawberry
from eventsourcing.utils import get_topic

from api.graphql.core.context import Context
from api.graphql.core.paging import Connection, Page, connection, counted
from api.graphql.core.scalars import BigInt
from event_log import Recorded
from event_log.records.sight import facts_as_seen
from event_log.replay import Change, Step, replay
from event_log.written import value_json
from runtime.thread_pools import in_document_thread


@strawberry.type(description="A field of something that belongs to a call, before and after a step.")
class CallChange:
    field: str = strawberry.field(description="The field's name.")
    before: str | None = strawberry.field(
        description="The value before, as JSON; null if the step is the first of what it happened to."
    )
    after: str = strawberry.field(description="The value after, as JSON.")

    @classmethod
    def of(cls, change: Change, *, first: bool) -> Self:
        return cls(
            field=change.field,
            before=None if first else value_json(change.before),
            after=value_json(change.after),
        )


@strawberry.type(description="A step in the course of a call: a fact of the event log, and what it changed.")
class CallStep:
    position: BigInt = strawberry.field(description="The fact's place in the log: callAt shows the call as of it.")
    kind: str = strawberry.field(description="What happened, such as ringlog.Call.Ended; docs/events.md lists them.")
    recorded_at: datetime = strawberry.field(description="When it became known.")
    occurred_at: datetime = strawberry.field(
        description="When it took effect; lost connections and what ran out are dated back."
    )
    actor: str = strawberry.field(description="Who caused it: user:…, service:…, media:… or timer.")
    subject_id: str = strawberry.field(
        description="What it happened to, a UUID: the call, or its floor, or one of its rings, recordings and so on."
    )
    changes: list[CallChange] = strawberry.field(description="What it changed there; a text may be (erased).")

    @classmethod
    def of(cls, step: Step) -> Self:
        position, recorded_at, fact = step.recorded
        first = fact.originator_version == 1
        return cls(
            position=BigInt(position),
            kind=get_topic(type(fact)),
            recorded_at=recorded_at,
            occurred_at=fact.timestamp,
            actor=fact.cause.actor,
            subject_id=str(fact.originator_id),
            changes=[CallChange.of(change, first=first) for change in step.changes],
        )


@strawberry.type(description="A page of the steps in the course of a call, in the order in which they became known.")
class CallStepConnection(Connection[CallStep]):
    total_count: int = counted("How many steps there are.")


async def facts_seen(context: Context, call_id: UUID) -> list[Recorded]:
    """A call's facts, as whoever asks may have them."""
    return facts_as_seen(await context.backend.past_calls.facts(call_id), context.own_access.sees_suppression)


async def steps(context: Context, call_id: UUID, first: int, after: str | None) -> CallStepConnection:
    """Of a call that may be seen."""
    page = Page.asked(first, after, int)
    facts = await facts_seen(context, call_id)

    async def fetch(limit: int, position: int | None) -> Sequence[CallStep]:
        return await in_document_thread(_steps, facts, limit, position or 0)

    async def count() -> int:
        return len(facts)

    return await connection(
        CallStepConnection, page, fetch, key=lambda step: step.position, node=lambda step: step, count=count
    )


def _steps(facts: Sequence[Recorded], limit: int, after: int) -> list[CallStep]:
    return [CallStep.of(step) for step in islice(replay(facts, after=after), limit)]
