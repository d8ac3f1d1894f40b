"""A recording in a call record."""

from datetime import datetime
from typing import Self

import strawberry

from api.graphql.core.enums import RecordingState, StopReason
from api.graphql.core.nodes import reference
from api.graphql.core.scalars import BigInt
from api.graphql.directory.user import User
from api.graphql.recordings.recording import Recording
from event_log.records.record import RecordingRecord


@strawberry.type(description="A recording of a call, as it is on record.")
class CallRecordRecording:
    row: strawberry.Private[RecordingRecord]
    state: RecordingState = strawberry.field(description="Where the recording stands.")
    requested_at: datetime = strawberry.field(description="When the recording was requested.")
    started_at: datetime | None = strawberry.field(description="When recording began; null until then.")
    stopped_at: datetime | None = strawberry.field(description="When the recording stopped; null until then.")
    stop_reason: StopReason | None = strawberry.field(description="Why the recording stopped; null until then.")
    published_at: datetime | None = strawberry.field(
        description="When the file was posted in the call's thread; null until then."
    )
    failed_at: datetime | None = strawberry.field(description="When the recording failed; null if it has not.")
    failure_reason: str | None = strawberry.field(
        description="Why the recording failed, in a sentence; null if it has not."
    )
    file_name: str | None = strawberry.field(description="The name of the file; null until it is published.")
    media_type: str | None = strawberry.field(
        description="The media type of the file (RFC 6838); null until it is published."
    )
    size_bytes: BigInt | None = strawberry.field(
        description="The size of the file, in bytes; null until it is published."
    )
    duration_ms: int | None = strawberry.field(
        description="How long the file plays, in milliseconds; null until it is published."
    )
    sha256: str | None = strawberry.field(
        description="The SHA-256 of the file, in hexadecimal; null until it is published."
    )
    file_deleted_at: datetime | None = strawberry.field(
        description="When the file was deleted because it had been kept long enough; null while it is there."
    )
    requested_by: User = reference("User", "row.requested_by", "Who requested the recording.")
    stopped_by: User | None = reference(
        "User", "row.stopped_by", "Who stopped the recording; null unless a person did."
    )
    recording: Recording | None = reference(
        "Recording", "row.id", "The recording itself; null for the moment until it is shown.", if_seen=True
    )

    @classmethod
    def of(cls, recording: RecordingRecord) -> Self:
        return cls(
            row=recording,
            state=recording.state,
            requested_at=recording.requested_at,
            started_at=recording.started_at,
            stopped_at=recording.stopped_at,
            stop_reason=recording.stop_reason,
            published_at=recording.published_at,
            failed_at=recording.failed_at,
            failure_reason=recording.failure,
            file_name=recording.file_name,
            media_type=recording.media_type,
            size_bytes=None if recording.size_bytes is None else BigInt(recording.size_bytes),
            duration_ms=recording.duration_ms,
            sha256=recording.sha256,
            file_deleted_at=recording.file_deleted_at,
        )
