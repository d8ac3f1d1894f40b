"""Recordings: how far each is, who was told of it, and the file that it became."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from psycopg import Connection

from domain.kernel.personal import Personal
from domain.recordings.recording import Recording, RecordingState, StopReason
from projections import change_keys
from projections.engine.queries import Queries, grouped
from projections.engine.rows import Row
from projections.engine.sealed import Kept
from projections.engine.table import Table
from projections.engine.view import View, on
from projections.threads import FileRow

WHOSE = Personal("call_id")
Sentence = Annotated[str, WHOSE, Kept("recordings", "id")]


class RecordingRow(Row, frozen=True):
    """A recording of a call. The moments are there as far as it has come; `file` has the recording's own id."""

    id: UUID
    call_id: UUID
    room_id: UUID
    number: int  # among those of its call, from 1
    state: RecordingState
    requested_by: UUID
    requested_at: datetime
    limit_minutes: int
    starts_by: datetime
    started_at: datetime | None = None
    stops_by: datetime | None = None
    reminded_at: datetime | None = None
    stopped_at: datetime | None = None
    stop_reason: StopReason | None = None
    stopped_by: UUID | None = None  # when a person stopped it
    interruption: Sentence | None = None  # what stopped it, when something did: a sentence
    delayed_because: Sentence | None = None  # what its file waits for
    published_at: datetime | None = None
    failed_at: datetime | None = None
    failed_because: Sentence | None = None
    file: Annotated[FileRow, WHOSE, Kept("recordings", "id", within="name")] | None = None
    file_deleted_at: datetime | None = None


class NoticeRow(Row, frozen=True):
    """A participant whom their client told that the call is recorded."""

    recording_id: UUID
    user_id: UUID
    call_id: UUID
    told_at: datetime


def _announced(row: RecordingRow) -> tuple[str, ...]:
    """A file that is deleted is missed in the call's thread too."""
    call = change_keys.call(row.call_id)
    return (call,) if row.file_deleted_at is None else (call, change_keys.thread(row.call_id))


class RecordingsView(View):
    """Follows recordings, also after their calls."""

    recordings = Table[UUID, RecordingRow]("recordings", RecordingRow, announces=_announced)
    notices = Table[tuple[UUID, UUID], NoticeRow](
        "recording_notices",
        NoticeRow,
        key=("recording_id", "user_id"),
        insert_only=True,
        announces=lambda row: (change_keys.call(row.call_id),),
    )

    @on(Recording.Requested, loads=recordings.by("call_id"))
    def requested(self, recording: Recording.Requested) -> None:
        """Numbered after the earlier ones of its call."""
        self.recordings.put(
            RecordingRow(
                id=recording.originator_id,
                call_id=recording.call_id,
                room_id=recording.room_id,
                number=len(self.recordings.of(call_id=recording.call_id)) + 1,
                state=RecordingState.REQUESTED,
                requested_by=recording.requested_by,
                requested_at=recording.timestamp,
                limit_minutes=recording.limit_minutes,
                starts_by=recording.starts_by,
            )
        )

    @on(Recording.Started, loads=recordings.by(id="originator_id"))
    def started(self, recording: Recording.Started) -> None:
        self.recordings.change(
            recording.originator_id,
            state=RecordingState.STARTED,
            started_at=recording.timestamp,
            stops_by=recording.stops_by,
        )

    @on(Recording.ParticipantsTold)
    def participants_told(self, recording: Recording.ParticipantsTold) -> None:
        """Each of them is told once."""
        for user_id in recording.user_ids:
            self.notices.put(NoticeRow(recording.originator_id, user_id, recording.call_id, recording.timestamp))

    @on(Recording.Reminded, loads=recordings.by(id="originator_id"))
    def reminded(self, recording: Recording.Reminded) -> None:
        self.recordings.change(recording.originator_id, reminded_at=recording.timestamp)

    @on(Recording.StopRequested, loads=recordings.by(id="originator_id"))
    def stop_requested(self, recording: Recording.StopRequested) -> None:
        """What interrupted it may be erased; whether anything did isn't."""
        interrupted = recording.reason is StopReason.INTERRUPTED
        self.recordings.change(
            recording.originator_id,
            state=RecordingState.STOPPING,
            stopped_at=recording.timestamp,
            stop_reason=recording.reason,
            stopped_by=recording.stopped_by,
            interruption=(recording.interruption or None) if interrupted else None,
        )

    @on(Recording.Delayed, loads=recordings.by(id="originator_id"))
    def delayed(self, recording: Recording.Delayed) -> None:
        self.recordings.change(recording.originator_id, delayed_because=recording.reason)

    @on(Recording.Published, loads=recordings.by(id="originator_id"))
    def published(self, recording: Recording.Published) -> None:
        """Whatever delayed it is over."""
        file = FileRow(
            id=recording.file_id,
            name=recording.name,
            media_type=recording.media_type,
            size=recording.size,
            sha256=recording.sha256,
            duration_ms=recording.duration_ms,
        )
        self.recordings.change(
            recording.originator_id,
            state=RecordingState.PUBLISHED,
            published_at=recording.timestamp,
            delayed_because=None,
            file=file,
        )

    @on(Recording.Failed, loads=recordings.by(id="originator_id"))
    def failed(self, recording: Recording.Failed) -> None:
        """Its reason names what delayed it, if anything did."""
        self.recordings.change(
            recording.originator_id,
            state=RecordingState.FAILED,
            failed_at=recording.timestamp,
            delayed_because=None,
            failed_because=recording.reason,
        )

    @on(Recording.FileDeleted, loads=recordings.by(id="originator_id"))
    def file_deleted(self, recording: Recording.FileDeleted) -> None:
        """What is known of the file stays."""
        self.recordings.change(recording.originator_id, file_deleted_at=recording.timestamp)


def recordings_of(connection: Connection[Any], call_id: UUID) -> list[UUID]:
    """The ids of those of a call, in the order of asking."""
    return [id_ for (id_,) in connection.execute(RecordingsView.sql["ids_of_call"], {"call_id": call_id})]


class RecordingQueries(Queries):
    """What was recorded, and is."""

    async def recordings(self, ids: Collection[UUID]) -> dict[UUID, RecordingRow]:
        """Those that exist."""
        rows = await self._rows(RecordingRow, RecordingsView.sql["recordings_by_id"], {"ids": list(ids)})
        return {row.id: row for row in rows}

    async def of_calls(self, call_ids: Collection[UUID]) -> dict[UUID, list[RecordingRow]]:
        """By call, in the order of asking."""
        parameters = {"call_ids": list(call_ids)}
        rows = await self._rows(RecordingRow, RecordingsView.sql["recordings_of_calls"], parameters)
        return grouped(rows, "call_id", call_ids)

    async def notices(self, ids: Collection[UUID]) -> dict[UUID, list[NoticeRow]]:
        """By recording, who was told of it, in the order of telling."""
        rows = await self._rows(NoticeRow, RecordingsView.sql["notices_of_recordings"], {"ids": list(ids)})
        return grouped(rows, "recording_id", ids)
