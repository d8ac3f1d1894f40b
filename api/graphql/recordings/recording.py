"""A recording of a call: how far it is, who knows of it, and the file it becomes."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from api.graphql.calls import call as calls
from api.graphql.core.context import Context, Info
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.node import Node
from api.graphql.directory.user import User, maybe_user, user
from api.graphql.threads.file import File
from domain.inspections.inspection import Subject
from domain.recordings.recording import RecordingState, StopReason
from projections.recordings import RecordingRow

if TYPE_CHECKING:
    from api.graphql.calls.call import Call


@strawberry.type(description="Somebody who was in the call, and was told that it is recorded.")
class RecordingNotice:
    user_id: strawberry.Private[UUID]
    told_at: datetime = strawberry.field(description="When they were told.")

    @resolved("Who was told.")
    async def user(self, info: Info) -> User:
        return await user(info.context, self.user_id)


@strawberry.type(description="Ten minutes before the limit: show it to the one whom it is for.")
class RecordingReminder:
    call_id: strawberry.Private[UUID]
    reminded_at: datetime = strawberry.field(description="Since when to show it.")
    stops_by: datetime = strawberry.field(description="When the recording stops by itself.")

    @resolved("Whom it is for: the call's host, also one who became it since.")
    async def host(self, info: Info) -> User:
        return await (await calls.call(info.context, self.call_id)).host(info)


@strawberry.type(description="A recording of a call.")
class Recording(Node):
    row: strawberry.Private[RecordingRow]
    state: RecordingState = strawberry.field(description="How far it is.")
    requested_at: datetime = strawberry.field(description="When somebody asked for it.")
    limit_minutes: int = strawberry.field(description="How many minutes it may last.")
    started_at: datetime | None = strawberry.field(description="Since when there was recorded.")
    stops_by: datetime | None = strawberry.field(description="When it stops by itself at the latest.")
    stopped_at: datetime | None = strawberry.field(description="When it was stopped, or stopped by itself.")
    stop_reason: StopReason | None = strawberry.field(description="Why it stopped.")
    interruption: str | None = strawberry.field(description="What interrupted it, in a sentence, if something did.")
    delayed_because: str | None = strawberry.field(
        description="What its file still waits for, in a sentence; null while nothing is in its way."
    )
    published_at: datetime | None = strawberry.field(description="When its file was posted in the call's thread.")
    failed_at: datetime | None = strawberry.field(description="When it had failed.")
    failed_because: str | None = strawberry.field(description="Why it failed, in a sentence.")
    file: File | None = strawberry.field(description="The file, once it is published.")

    @classmethod
    def of(cls, row: RecordingRow) -> Self:
        return cls(
            id=global_id("Recording", row.id),
            row=row,
            state=row.state,
            requested_at=row.requested_at,
            limit_minutes=row.limit_minutes,
            started_at=row.started_at,
            stops_by=row.stops_by,
            stopped_at=row.stopped_at,
            stop_reason=row.stop_reason,
            interruption=row.interruption,
            delayed_because=row.delayed_because,
            published_at=row.published_at,
            failed_at=row.failed_at,
            failed_because=row.failed_because,
            file=None if row.file is None else File.of(row.file),
        )

    @resolved("The call that is recorded.")
    async def call(self, info: Info) -> Annotated["Call", strawberry.lazy("api.graphql.calls.call")]:
        return await calls.call(info.context, self.row.call_id)

    @resolved("Who asked for it.")
    async def requested_by(self, info: Info) -> User:
        return await user(info.context, self.row.requested_by)

    @resolved("Who stopped it, if a person did.")
    async def stopped_by(self, info: Info) -> User | None:
        return await maybe_user(info.context, self.row.stopped_by)

    @resolved("The reminder that it stops soon; null before the time for it, and once the recording has stopped.")
    def reminder(self) -> RecordingReminder | None:
        row = self.row
        if row.state is not RecordingState.STARTED or row.reminded_at is None:
            return None
        assert row.stops_by is not None
        return RecordingReminder(call_id=row.call_id, reminded_at=row.reminded_at, stops_by=row.stops_by)

    @resolved("Who was told of it, in that order.")
    async def told(self, info: Info) -> list[RecordingNotice]:
        rows = await info.context.loaders.recording_notices.load(self.row.id)
        return [RecordingNotice(user_id=row.user_id, told_at=row.told_at) for row in rows]


async def recordings(context: Context, call_id: UUID) -> list[Recording]:
    """Those of a call that may be seen, in the order of asking."""
    rows = await context.loaders.recordings_of_call.load(call_id)
    for row in rows:
        context.note(Subject.RECORDING, row.id)
    return [Recording.of(row) for row in rows]


async def visible_recording(context: Context, recording_id: UUID) -> Recording | None:
    """The recording, if its call may be seen."""
    row = await context.loaders.recordings.load(recording_id)
    if row is None or await context.visible_call(row.call_id) is None:
        return None
    return Recording.of(row)
