"""A recording of a call: how far it is, who knows of it, and the file it becomes."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from api.graphql.core.context import Context, Info
from api.graphql.core.enums import RecordingState, StopReason
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.nodes import Node, fetched, of_visible_call, reference
from api.graphql.core.paging import DEFAULT_PAGE, After, Connection, First, Page, connection_of, counted
from api.graphql.directory.user import User
from api.graphql.references import CallReference
from api.graphql.retention.expiring import expires_at
from api.graphql.threads.file import File
from domain.inspections.inspection import Subject
from domain.retention.periods import ExpiryKind
from projections.recordings import RecordingRow


@strawberry.type(description="A participant was told that the call is recorded.")
class RecordingNotice:
    user_id: strawberry.Private[UUID]
    told_at: datetime = strawberry.field(description="When the participant was told.")
    user: User = reference("User", "user_id", "The participant.")


@strawberry.type(description="A page of recording notices.")
class RecordingNoticeConnection(Connection[RecordingNotice]):
    total_count: int = counted("How many notices there are.")


@strawberry.type(
    description="A reminder, ten minutes before the limit, that a recording will stop. Show it to the host."
)
class RecordingReminder:
    host_id: strawberry.Private[UUID]
    reminded_at: datetime = strawberry.field(description="When the reminder was given.")
    stops_by: datetime = strawberry.field(description="When the recording will stop by itself.")
    host: User = reference("User", "host_id", "The host of the call now, also if they became host after the reminder.")


@fetched(lambda loaders: loaders.recordings, of_visible_call)
@strawberry.type(description="A recording of a call.")
class Recording(Node):
    row: strawberry.Private[RecordingRow]
    state: RecordingState = strawberry.field(description="Where the recording stands.")
    requested_at: datetime = strawberry.field(description="When the recording was requested.")
    limit_minutes: int = strawberry.field(description="How many minutes the recording may last.")
    started_at: datetime | None = strawberry.field(description="When recording began; null until then.")
    stops_by: datetime | None = strawberry.field(
        description="When the recording will stop by itself at the latest; null until it has started."
    )
    stopped_at: datetime | None = strawberry.field(description="When the recording stopped; null until then.")
    stop_reason: StopReason | None = strawberry.field(description="Why the recording stopped; null until then.")
    interruption_reason: str | None = strawberry.field(
        description="What interrupted the recording, in a sentence; null if nothing did."
    )
    delay_reason: str | None = strawberry.field(
        description="What the file still waits for, in a sentence; null while nothing delays it."
    )
    published_at: datetime | None = strawberry.field(
        description="When the file was posted in the call's thread; null until then."
    )
    failed_at: datetime | None = strawberry.field(description="When the recording failed; null if it has not.")
    failure_reason: str | None = strawberry.field(
        description="Why the recording failed, in a sentence; null if it has not."
    )
    file: File | None = strawberry.field(description="The file; null until it is published.")
    call: CallReference = reference("Call", "row.call_id", "The call that is recorded.")
    requested_by: User = reference("User", "row.requested_by", "Who requested the recording.")
    stopped_by: User | None = reference(
        "User", "row.stopped_by", "Who stopped the recording; null unless a person did."
    )

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
            interruption_reason=row.interruption,
            delay_reason=row.delayed_because,
            published_at=row.published_at,
            failed_at=row.failed_at,
            failure_reason=row.failed_because,
            file=None if row.file is None else File.of(row.file),
        )

    @resolved(
        "The reminder that the recording will soon stop; null before it is due, and once the recording has stopped."
    )
    async def reminder(self, info: Info) -> RecordingReminder | None:
        row = self.row
        if row.state is not RecordingState.STARTED or row.reminded_at is None:
            return None
        assert row.stops_by is not None
        call = await info.context.loaders.calls.load(row.call_id)
        assert call is not None, "what is recorded is a call"
        return RecordingReminder(host_id=call.host_id, reminded_at=row.reminded_at, stops_by=row.stops_by)

    @resolved(
        "When the recording will be gone by the settings that are in force in its room now, unless a legal hold "
        "forbids it; null until it is published, and if recordings are kept for ever."
    )
    async def expires_at(self, info: Info) -> datetime | None:
        return await expires_at(info.context, ExpiryKind.RECORDING, self.row.room_id, self.row.published_at)

    @resolved("Who was told that the call is recorded, earliest first.")
    async def notices(self, info: Info, first: First = DEFAULT_PAGE, after: After = None) -> RecordingNoticeConnection:
        page = Page.asked(first, after, int)
        rows = await info.context.loaders.recording_notices.load(self.row.id)
        notices = [RecordingNotice(user_id=row.user_id, told_at=row.told_at) for row in rows]
        return connection_of(RecordingNoticeConnection, page, notices)


async def recordings(context: Context, call_id: UUID) -> list[Recording]:
    """Those of a call that may be seen, in the order of asking."""
    rows = await context.loaders.recordings_of_call.load(call_id)
    for row in rows:
        context.note(Subject.RECORDING, row.id)
    return [Recording.of(row) for row in rows]
