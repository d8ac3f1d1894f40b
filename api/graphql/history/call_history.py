"""Call history: what a person finds under "Calls"."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from api.graphql.core.context import Context
from api.graphql.core.enums import CallDirection, CallKind, CallOutcome
from api.graphql.core.fields import resolved
from api.graphql.core.ids import NOBODY, local_id
from api.graphql.core.inputs import optional
from api.graphql.core.nodes import reference
from api.graphql.core.paging import Connection, Page, connection
from api.graphql.directory.user import User
from api.graphql.references import CallReference, RoomReference
from projections.call_history import EVERYTHING, HistoryFilter, HistoryRow


@strawberry.input(description="Which calls of a call history to list: those that fit all the fields that are given.")
class CallHistoryFilterInput:
    outcome: CallOutcome | None = optional("Calls that turned out this way.")
    direction: CallDirection | None = optional("Calls that went this way.")
    missed: bool | None = optional("Only missed calls if true, only others if false.")
    room_id: strawberry.ID | None = optional("Calls in this room.")
    user_id: strawberry.ID | None = optional("Direct calls with this user.")
    since: datetime | None = optional("Calls that began for the user at this time or later.")
    until: datetime | None = optional("Calls that began for the user before this time.")

    def wanted(self) -> HistoryFilter:
        """What is no id of anything is nobody's and nowhere."""
        return HistoryFilter(
            outcome=self.outcome,
            direction=self.direction,
            missed=self.missed,
            room_id=None if self.room_id is None else local_id("Room", self.room_id) or NOBODY,
            other_id=None if self.user_id is None else local_id("User", self.user_id) or NOBODY,
            since=self.since,
            until=self.until,
        )


@strawberry.type(description="A call in a user's call history, where it stays when the user leaves the room.")
class CallHistoryEntry:
    row: strawberry.Private[HistoryRow]
    kind: CallKind = strawberry.field(description="Who can take part.")
    title: str = strawberry.field(
        description="The title that the call was given, or the name that its room had when it started."
    )
    direction: CallDirection = strawberry.field(description="Which way the call went.")
    outcome: CallOutcome | None = strawberry.field(
        description="How the call turned out for the user; null until that is known."
    )
    missed: bool = strawberry.field(description="Whether the user missed the call.")
    seen: bool = strawberry.field(
        description="Whether the user has looked at their missed calls since they missed this one; false for a call "
        "that was not missed."
    )
    began_at: datetime = strawberry.field(description="When they were first rung, started it or joined it.")
    rang_at: datetime | None = strawberry.field(
        description="When the user was last rung, or would have been if the ring had not been suppressed; null if "
        "never."
    )
    answered_at: datetime | None = strawberry.field(
        description="When the user joined; for a direct call that the user started, when the other user did. Null if "
        "it was not answered."
    )
    ended_at: datetime | None = strawberry.field(
        description="When the call was over for the user; null while it is ongoing."
    )

    @classmethod
    def of(cls, row: HistoryRow) -> Self:
        return cls(
            row=row,
            kind=row.kind,
            title=row.title,
            direction=row.direction,
            outcome=row.outcome,
            missed=row.missed,
            seen=row.seen,
            began_at=row.began_at,
            rang_at=row.rang_at,
            answered_at=row.answered_at,
            ended_at=row.ended_at,
        )

    @resolved(
        "Whole seconds from answering until the call was over for the user; null if it was not answered or is ongoing."
    )
    def duration_seconds(self) -> int | None:
        return None if self.row.duration is None else int(self.row.duration.total_seconds())

    other: User | None = reference("User", "row.other_id", "The other user of a direct call; null for a conference.")
    call: CallReference | None = reference(
        "Call", "row.call_id", "The call; null if the user no longer sees its room.", if_seen=True
    )
    room: RoomReference | None = reference(
        "Room", "row.room_id", "The room; null if the user no longer sees it.", if_seen=True
    )


@strawberry.type(description="A page of a call history.")
class CallHistoryEntryConnection(Connection[CallHistoryEntry]):
    pass


async def call_history(
    context: Context, user_id: UUID, first: int, after: str | None, wanted: CallHistoryFilterInput | None
) -> CallHistoryEntryConnection:
    """A page of a person's calls, newest first."""
    filtered = EVERYTHING if wanted is None else wanted.wanted()
    return await connection(
        CallHistoryEntryConnection,
        Page.asked(first, after, tuple[datetime, UUID]),
        lambda limit, place: context.backend.views.call_history.page(user_id, limit, place, filtered),
        key=lambda row: (row.began_at, row.call_id),
        node=CallHistoryEntry.of,
    )
