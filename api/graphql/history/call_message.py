"""A call message: what a room's timeline shows of a call."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from api.graphql.calls.call_summary import SharedCallSummary, seconds_talked
from api.graphql.core.context import Context, Info
from api.graphql.core.enums import CallState, EndReason, ViewerAction
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.nodes import Node, fetched, of_visible_call, reference
from api.graphql.core.paging import Connection, Page, connection
from api.graphql.directory.user import User, users
from api.graphql.references import CallReference
from domain.inspections.inspection import Subject
from projections.room_timeline import CallMessageRow

UNANSWERED = (EndReason.NOT_ANSWERED, EndReason.CANCELLED, EndReason.DECLINED)


@fetched(lambda loaders: loaders.messages, of_visible_call)
@strawberry.type(description="A call as an entry of its room's timeline. It changes with the call.")
class CallMessage(SharedCallSummary, Node):
    row: strawberry.Private[CallMessageRow]
    state: CallState = strawberry.field(description="Where the call stands. It can be joined until it has ended.")
    participant_count: int = strawberry.field(
        description="How many users are in the call; once it has ended, how many ever were."
    )
    call: CallReference = reference("Call", "row.call_id", "The call.")
    callee: User | None = reference("User", "row.callee_id", "The user who is called; null unless it is a direct call.")

    @classmethod
    def of(cls, row: CallMessageRow) -> Self:
        return cls(
            id=global_id("CallMessage", row.call_id),
            row=row,
            kind=row.kind,
            state=row.state,
            title=row.title,
            started_at=row.started_at,
            answered_at=row.answered_at,
            ended_at=row.ended_at,
            end_reason=row.end_reason,
            duration_seconds=seconds_talked(row.held_since, row.ended_at),
            participant_count=row.participant_count,
        )

    @resolved(
        "Up to three users to show: the first who joined of those in the call or, once it has ended, of "
        "all who ever were."
    )
    async def thumbnails(self, info: Info) -> list[User]:
        return await users(info.context, self.row.thumbnail_ids)

    @resolved("What to offer the viewer after a call that was not answered; null if nothing.", personal=True)
    def viewer_action(self, info: Info) -> ViewerAction | None:
        person = info.context.person
        if person is None or self.end_reason not in UNANSWERED:
            return None
        offers = {self.row.callee_id: ViewerAction.CALL_BACK, self.row.initiator_id: ViewerAction.CALL_AGAIN}
        return offers.get(person.user_id)


@strawberry.type(description="A page of call messages.")
class CallMessageConnection(Connection[CallMessage]):
    pass


async def timeline(context: Context, room_id: UUID, first: int, after: str | None) -> CallMessageConnection:
    """A page of the call messages of a room that may be seen."""
    context.note(Subject.ROOM_TIMELINE, room_id)
    return await connection(
        CallMessageConnection,
        Page.asked(first, after, tuple[datetime, UUID]),
        lambda limit, place: context.views.room_timeline.page(room_id, limit, place),
        key=lambda row: (row.started_at, row.call_id),
        node=CallMessage.of,
    )
