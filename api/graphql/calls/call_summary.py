"""What the views of a call have in common in the schema."""

from datetime import datetime
from typing import Any

import strawberry

from api.graphql.core.enums import CallKind, EndReason
from api.graphql.core.nodes import reference
from api.graphql.directory.user import User
from api.graphql.references import RoomReference


@strawberry.interface(
    description="What the views of a call have in common: the call itself, its entry in a timeline, a contextual "
    "bar or a call history, and its record."
)
class CallSummary:
    """Types with a `row` that names its room and its initiator."""

    row: strawberry.Private[Any]
    id: strawberry.ID = strawberry.field(description="An opaque id that no other object of any type has.")
    kind: CallKind = strawberry.field(description="Who can take part.")
    title: str = strawberry.field(
        description="The title that the call was given, or the name that its room had when it started."
    )
    started_at: datetime = strawberry.field(
        description="When the call started; in a call history, when it began for the user."
    )
    answered_at: datetime | None = strawberry.field(
        description="When the call was answered; null for calls that ring nobody, and until then."
    )
    ended_at: datetime | None = strawberry.field(
        description="When the call ended, in a call history when it ended for the user; null while it is ongoing."
    )
    end_reason: EndReason | None = strawberry.field(description="Why the call ended; null while it is ongoing.")
    duration_seconds: int | None = strawberry.field(
        description="For how many whole seconds people could talk; null while the call is ongoing."
    )
    room: RoomReference | None = reference(
        "Room", "row.room_id", "The room of the call; null only in the call history of a user who no longer sees it."
    )
    initiator: User | None = reference(
        "User",
        "row.initiator_id",
        "Who started the call; null only in the call history of a user who no longer sees the room.",
    )


def seconds_talked(
    kind: CallKind, started_at: datetime, answered_at: datetime | None, ended_at: datetime | None
) -> int | None:
    """Whole seconds from the moment people could talk until the end; 0 if nobody answered, None before the end."""
    if ended_at is None:
        return None
    begun = answered_at or (ended_at if kind is CallKind.DIRECT else started_at)
    return max(0, int((ended_at - begun).total_seconds()))
