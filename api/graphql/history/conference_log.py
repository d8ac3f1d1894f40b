"""The conference log: what is on the record of an ended call."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from api.graphql.calls.duration import seconds_talked
from api.graphql.core.context import Context, Info
from api.graphql.core.enums import CallKind, EndReason, LeaveReason
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.nodes import Node, fetched, of_visible_call, reference, visible
from api.graphql.directory.user import User
from api.graphql.recordings.recording import Recording, recordings
from api.graphql.references import CallReference, RoomReference
from api.graphql.threads.thread import Thread
from projections.conference_log import AttendanceRow, ConferenceLogRow


@strawberry.type(description="A time during which somebody was in a call, with whatever devices.")
class Attendance:
    joined_at: datetime = strawberry.field(description="When they joined.")
    left_at: datetime = strawberry.field(description="When they left; when the call ended, if they stayed that long.")
    reason: LeaveReason | None = strawberry.field(description="Why they left; null if they stayed until the end.")


@strawberry.type(description="Somebody who was in a call.")
class Attendee:
    user_id: strawberry.Private[UUID]
    attendances: list[Attendance] = strawberry.field(description="When they were in it, in order.")

    user: User = reference("User", "user_id", "Who it is.")


@fetched(lambda loaders: loaders.logs, of_visible_call)
@strawberry.type(description="What is on the record of a call that has ended.")
class ConferenceLog(Node):
    row: strawberry.Private[ConferenceLogRow]
    kind: CallKind = strawberry.field(description="Who could be in it.")
    title: str = strawberry.field(description="The call's title.")
    started_at: datetime = strawberry.field(description="When it was started.")
    answered_at: datetime | None = strawberry.field(description="When the callee joined, if the call rang its callee.")
    ended_at: datetime = strawberry.field(description="When it ended.")
    end_reason: EndReason = strawberry.field(description="Why it ended.")

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
        )

    @resolved("Whole seconds that people could talk.")
    def duration_seconds(self) -> int:
        return seconds_talked(self.kind, self.started_at, self.answered_at, self.ended_at) or 0

    call: CallReference = reference("Call", "row.call_id", "The call.")
    room: RoomReference = reference("Room", "row.room_id", "Where it took place.")
    initiator: User = reference("User", "row.initiator_id", "Who started it.")
    ended_by: User | None = reference("User", "row.ended_by", "Who ended it, if a person did.")

    @resolved("Everyone who was in it, in the order of their first joining.")
    async def attendees(self, info: Info) -> list[Attendee]:
        return _attendees(await info.context.loaders.attendances.load(self.row.call_id))

    @resolved("Its recordings, in the order in which they were asked for, also those that failed.")
    async def recordings(self, info: Info) -> list[Recording]:
        return await recordings(info.context, self.row.call_id)

    @resolved("Its chat.")
    def thread(self) -> Thread:
        return Thread(call_id=self.row.call_id)


def _attendees(rows: list[AttendanceRow]) -> list[Attendee]:
    attendees: dict[UUID, Attendee] = {}
    for row in rows:
        attendee = attendees.setdefault(row.user_id, Attendee(user_id=row.user_id, attendances=[]))
        attendee.attendances.append(Attendance(joined_at=row.joined_at, left_at=row.left_at, reason=row.reason))
    return list(attendees.values())


async def visible_log(context: Context, call_id: UUID | None) -> ConferenceLog | None:
    return await visible(context, ConferenceLog, call_id)
