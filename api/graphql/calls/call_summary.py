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
        description="When the callee of a direct call joined; in a call history, also when the user joined a "
        "conference. Null if that has not happened."
    )
    ended_at: datetime | None = strawberry.field(
        description="When the call ended; in a call history, when it was over for the user. Null while it is ongoing."
    )
    end_reason: EndReason | None = strawberry.field(
        description="Why the call ended; null while it is ongoing, and in the call history of a user who no longer "
        "sees the room."
    )
    duration_seconds: int | None = strawberry.field(
        description="For how many whole seconds people could talk; in a call history, for how many the user could. "
        "Null while the call is ongoing, and in a call history if it was not answered."
    )
    room: RoomReference | None = reference(
        "Room", "row.room_id", "The room of the call; null in the call history of a user who no longer sees it."
    )
    initiator: User | None = reference(
        "User",
        "row.initiator_id",
        "Who started the call; null in the call history of a user who no longer sees the room.",
    )


ANSWERED_AT = "When the callee joined; null for conferences, for direct calls that ring nobody, and until then."
DURATION = "For how many whole seconds people could talk; null while the call is ongoing."


@strawberry.type
class SharedCallSummary(CallSummary):
    """Base of the views that are the same for all who see the room."""

    started_at: datetime = strawberry.field(description="When the call started.")
    answered_at: datetime | None = strawberry.field(description=ANSWERED_AT)
    ended_at: datetime | None = strawberry.field(description="When the call ended; null while it is ongoing.")
    end_reason: EndReason | None = strawberry.field(description="Why the call ended; null while it is ongoing.")
    duration_seconds: int | None = strawberry.field(description=DURATION)
    room: RoomReference = reference("Room", "row.room_id", "The room of the call.")
    initiator: User = reference("User", "row.initiator_id", "Who started the call.")


def seconds_talked(held_since: datetime | None, ended_at: datetime | None) -> int | None:
    """Whole seconds from the moment people could talk until the end; 0 if nobody answered, None before the end."""
    if ended_at is None:
        return None
    return max(0, int((ended_at - (held_since or ended_at)).total_seconds()))
