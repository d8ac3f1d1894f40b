"""A fact of the event log, as auditors see it."""

from datetime import datetime
from typing import Self

import strawberry
from eventsourcing.utils import get_topic

from api.graphql.core.scalars import BigInt
from event_log import Recorded
from event_log.reader import UnreadableFact as Unreadable
from event_log.written import payload_json


@strawberry.type(description="Something that happened, as the event log has it.")
class RecordedFact:
    position: BigInt = strawberry.field(description="Its place in the log, which counts from 1 without gaps.")
    kind: str = strawberry.field(description="What happened, such as ringlog.Call.Ended: the topic of docs/events.md.")
    occurred_at: datetime = strawberry.field(description="When it took effect; drops and expiries are dated back.")
    recorded_at: datetime = strawberry.field(description="When it was appended to the log.")
    stream_id: str = strawberry.field(description="The id of what it happened to, a UUID as in exports of the log.")
    stream_version: int = strawberry.field(description="Its place among what happened to that, from 1.")
    actor: str = strawberry.field(description="Who caused it: user:…, service:…, media:…, timer or operator.")
    origin: str = strawberry.field(description="Where that came in: an address, or the part of Ringlog that acted.")
    request_id: str = strawberry.field(description="The request that it follows from, a UUID.")
    caused_by: str = strawberry.field(
        description="The message that caused it: request:…, or the kind, stream and version of another fact."
    )
    payload: str = strawberry.field(
        description="Its own fields, as a JSON object. A text that can't be read any more is (erased)."
    )

    @classmethod
    def of(cls, recorded: Recorded) -> Self:
        fact = recorded.fact
        return cls(
            position=BigInt(recorded.position),
            kind=get_topic(type(fact)),
            occurred_at=fact.timestamp,
            recorded_at=recorded.recorded_at,
            stream_id=str(fact.originator_id),
            stream_version=fact.originator_version,
            actor=fact.cause.actor,
            origin=str(fact.cause.origin),
            request_id=str(fact.cause.correlation_id),
            caused_by=fact.cause.causation_id,
            payload=payload_json(fact),
        )


@strawberry.type(description="A place in the event log at which no fact can be read: somebody changed what was there.")
class UnreadableFact:
    position: BigInt = strawberry.field(description="Its place in the log.")
    kind: str = strawberry.field(description="What is written there of its kind.")
    recorded_at: datetime = strawberry.field(description="When it was appended, as is written there.")
    stream_id: str = strawberry.field(description="The id of what it happened to, as is written there.")
    stream_version: int = strawberry.field(description="Its place among what happened to that, as is written there.")
    reason: str = strawberry.field(description="Why it can't be read, for people.")

    @classmethod
    def of(cls, unreadable: Unreadable) -> Self:
        return cls(
            position=BigInt(unreadable.position),
            kind=unreadable.topic,
            recorded_at=unreadable.recorded_at,
            stream_id=str(unreadable.originator_id),
            stream_version=unreadable.originator_version,
            reason=unreadable.reason,
        )


def shown(found: Recorded | Unreadable) -> RecordedFact | UnreadableFact:
    return RecordedFact.of(found) if isinstance(found, Recorded) else UnreadableFact.of(found)
