"""The conference log: what is on the record of an ended call."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from api.graphql.calls.call_summary import SharedCallSummary, seconds_talked
from api.graphql.core.context import Info
from api.graphql.core.enums import EndReason, LeaveReason
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.nodes import Node, fetched, of_visible_call, reference
from api.graphql.core.paging import DEFAULT_PAGE, After, Connection, First, Page, connection_of, counted
from api.graphql.directory.user import User
from api.graphql.recordings.recording import Recording, recordings
from api.graphql.references import CallReference
from api.graphql.threads.thread import Thread
from projections.conference_log import AttendanceRow, ConferenceLogRow


@strawberry.type(description="A time during which a user was in a call, on however many devices.")
class Attendance:
    joined_at: datetime = strawberry.field(description="When the user joined.")
    left_at: datetime = strawberry.field(
        description="When the user left, or when the call ended if they stayed until then."
    )
    leave_reason: LeaveReason | None = strawberry.field(
        description="Why the user left; null if they stayed until the call ended."
    )


@strawberry.type(description="A user who was in a call.")
class Attendee:
    user_id: strawberry.Private[UUID]
    attendances: list[Attendance] = strawberry.field(description="When the user was in the call, earliest first.")
    user: User = reference("User", "user_id", "The user.")


@strawberry.type(description="A page of attendees.")
class AttendeeConnection(Connection[Attendee]):
    total_count: int = counted("How many attendees there are.")


@fetched(lambda loaders: loaders.logs, of_visible_call)
@strawberry.type(description="The record of a call that has ended.")
class ConferenceLog(SharedCallSummary, Node):
    row: strawberry.Private[ConferenceLogRow]
    answered_at: datetime | None = strawberry.field(
        description="When the callee joined; null for conferences, for direct calls that rang nobody, and for those "
        "that were not answered."
    )
    ended_at: datetime = strawberry.field(description="When the call ended.")
    duration_seconds: int = strawberry.field(description="For how many whole seconds people could talk.")
    end_reason: EndReason = strawberry.field(description="Why the call ended.")
    call: CallReference = reference("Call", "row.call_id", "The call.")
    ended_by: User | None = reference("User", "row.ended_by", "Who ended the call; null unless a person did.")

    @classmethod
    def of(cls, row: ConferenceLogRow) -> Self:
        return cls(
            id=global_id("ConferenceLog", row.call_id),
            row=row,
            kind=row.kind,
            title=row.title,
            started_at=row.started_at,
            answered_at=row.answered_at,
            ended_at=row.ended_at,
            end_reason=row.end_reason,
            duration_seconds=seconds_talked(row.held_since, row.ended_at) or 0,
        )

    @resolved("The users who were in the call, in the order in which they first joined.")
    async def attendees(self, info: Info, first: First = DEFAULT_PAGE, after: After = None) -> AttendeeConnection:
        page = Page.asked(first, after, int)
        attendees = _attendees(await info.context.loaders.attendances.load(self.row.call_id))
        return connection_of(AttendeeConnection, page, attendees)

    @resolved("The call's recordings, including those that failed, in the order in which they were requested.")
    async def recordings(self, info: Info) -> list[Recording]:
        return await recordings(info.context, self.row.call_id)

    @resolved("The call's chat.")
    def thread(self) -> Thread:
        return Thread.of_call(self.row.call_id)


def _attendees(rows: list[AttendanceRow]) -> list[Attendee]:
    attendees: dict[UUID, Attendee] = {}
    for row in rows:
        attendee = attendees.setdefault(row.user_id, Attendee(user_id=row.user_id, attendances=[]))
        attendee.attendances.append(Attendance(joined_at=row.joined_at, left_at=row.left_at, leave_reason=row.reason))
    return list(attendees.values())
