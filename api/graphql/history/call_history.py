"""Call history: what a person finds under "Calls"."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

import strawberry

from api.access.person import Person
from api.graphql.calls.call_summary import CallSummary
from api.graphql.core.context import Context, Info
from api.graphql.core.enums import CallDirection, CallOutcome, EndReason, Role
from api.graphql.core.ids import NOBODY, global_id, local_id
from api.graphql.core.inputs import optional
from api.graphql.core.nodes import Node, found_by, in_visible_room, named, reference
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


async def _initiator(self: Any, info: Info) -> User | None:
    call = await info.context.visible_call(self.row.call_id)
    return None if call is None else await named(info.context, User, call.initiator_id)


async def _end_reason(self: Any, info: Info) -> EndReason | None:
    return self.row.end_reason if await in_visible_room(info.context, self.row) else None


def _entry_id(user_id: UUID, call_id: UUID) -> UUID:
    """Different for each user and call. Of the user and this, it makes the call's id again."""
    return UUID(int=user_id.int ^ call_id.int)


async def _own_entry(context: Context, id_: UUID) -> Node | None:
    if context.person is None or not await may_call(context, context.person):
        return None
    user_id = context.person.user_id
    row = await context.loaders.history_entries.load((user_id, _entry_id(user_id, id_)))
    return None if row is None else CallHistoryEntry.of(row)


async def may_call(context: Context, person: Person) -> bool:
    """Services don't call, and whoever was deactivated sees nothing."""
    row = await context.loaders.users.load(person.user_id)
    return person.role is not Role.SERVICE and (row is None or row.active)


@found_by(_own_entry)
@strawberry.type(description="A call in a user's call history, where it stays when the user leaves the room.")
class CallHistoryEntry(CallSummary, Node):
    row: strawberry.Private[HistoryRow]
    duration_seconds: int | None = strawberry.field(
        description="Whole seconds from answering until the call was over for the user; null if it was not answered "
        "or is ongoing."
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
    started_at: datetime = strawberry.field(
        description="When the call began for the user: when they started it, were first rung, or joined."
    )
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
    initiator: User | None = strawberry.field(
        resolver=_initiator, description="Who started the call; null if the user no longer sees its room."
    )
    end_reason: EndReason | None = strawberry.field(
        resolver=_end_reason,
        description="Why the call ended, for all; null while it is ongoing, or if the user no longer sees its room.",
    )
    other: User | None = reference("User", "row.other_id", "The other user of a direct call; null for a conference.")
    call: CallReference | None = reference(
        "Call", "row.call_id", "The call; null if the user no longer sees its room.", if_seen=True
    )
    room: RoomReference | None = reference(
        "Room", "row.room_id", "The room; null if the user no longer sees it.", if_seen=True
    )

    @classmethod
    def of(cls, row: HistoryRow) -> Self:
        return cls(
            id=global_id("CallHistoryEntry", _entry_id(row.user_id, row.call_id)),
            row=row,
            kind=row.kind,
            title=row.title,
            direction=row.direction,
            outcome=row.outcome,
            missed=row.missed,
            seen=row.seen,
            started_at=row.began_at,
            rang_at=row.rang_at,
            answered_at=row.answered_at,
            ended_at=row.ended_at,
            duration_seconds=None if row.duration is None else int(row.duration.total_seconds()),
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
