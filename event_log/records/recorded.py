"""Of a call's facts, those of its recordings."""

from uuid import UUID

from msgspec.structs import replace

from domain.recordings.recording import Recording, RecordingState
from event_log.records.handlers import Handlers
from event_log.records.record import RecordingRecord

SETTLED = (RecordingState.PUBLISHED, RecordingState.FAILED)


class Recordings:
    """Each recording, as far as it has come."""

    def __init__(self) -> None:
        self._recordings: dict[UUID, RecordingRecord] = {}
        self.handlers: Handlers = {
            Recording.Requested: self._requested,
            Recording.Started: self._started,
            Recording.StopRequested: self._stopped,
            Recording.Published: self._published,
            Recording.Failed: self._failed,
            Recording.FileDeleted: self._file_deleted,
        }

    @property
    def are_settled(self) -> bool:
        return all(recording.state in SETTLED for recording in self._recordings.values())

    def records(self) -> tuple[RecordingRecord, ...]:
        return tuple(self._recordings.values())

    def _requested(self, fact: Recording.Requested) -> None:
        self._recordings[fact.originator_id] = RecordingRecord(
            id=fact.originator_id,
            state=RecordingState.REQUESTED,
            requested_by=fact.requested_by,
            requested_at=fact.timestamp,
            started_at=None,
            stopped_at=None,
            stop_reason=None,
            stopped_by=None,
            published_at=None,
            failed_at=None,
            failure=None,
            file_name=None,
            media_type=None,
            size_bytes=None,
            duration_ms=None,
            sha256=None,
            file_deleted_at=None,
        )

    def _started(self, fact: Recording.Started) -> None:
        self._change(fact, state=RecordingState.STARTED, started_at=fact.timestamp)

    def _stopped(self, fact: Recording.StopRequested) -> None:
        self._change(
            fact,
            state=RecordingState.STOPPING,
            stopped_at=fact.timestamp,
            stop_reason=fact.reason,
            stopped_by=fact.stopped_by,
        )

    def _published(self, fact: Recording.Published) -> None:
        self._change(
            fact,
            state=RecordingState.PUBLISHED,
            published_at=fact.timestamp,
            file_name=str(fact.name),
            media_type=fact.media_type,
            size_bytes=fact.size,
            duration_ms=fact.duration_ms,
            sha256=fact.sha256,
        )

    def _failed(self, fact: Recording.Failed) -> None:
        self._change(fact, state=RecordingState.FAILED, failed_at=fact.timestamp, failure=str(fact.reason))

    def _file_deleted(self, fact: Recording.FileDeleted) -> None:
        self._change(fact, file_deleted_at=fact.timestamp)

    def _change(self, fact: Recording.Event, **what: object) -> None:
        self._recordings[fact.originator_id] = replace(self._recordings[fact.originator_id], **what)
