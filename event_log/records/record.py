"""What a call record says. Times are those of the facts; ids are as the log has them.

Texts of people who were forgotten are "(erased)".
"""

from datetime import datetime
from uuid import UUID

import msgspec

from domain.calls.ring import RingOutcome, SuppressionReason
from domain.calls.states import CallKind, CallState, EndReason, LeaveReason
from domain.media_sessions.media_session import MediaCloseReason, TrackKind
from domain.recordings.recording import RecordingState, StopReason
from event_log.records.quality import QualityRecord


class Part(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Base of all parts; as JSON, its names are those of the API."""


class HostTerm(Part, frozen=True):
    """A time during which somebody was host."""

    user_id: UUID
    since: datetime
    until: datetime | None  # None: still, or until the call ended
    handed_over_by: UUID | None  # who made them host, if a person did


class MediaConnection(Part, frozen=True):
    """One connection of a session to the media server, from the offer on."""

    id: UUID | None  # None for those made before connections had ids
    requested_at: datetime
    connected_at: datetime | None
    ended_at: datetime | None  # also of one that failed, or that another took the place of
    close_reason: MediaCloseReason | None
    failure: str | None  # why it never came up: a sentence
    sent: tuple[TrackKind, ...]  # what was ever sent over it, in the order of the enum
    quality: QualityRecord | None  # None if nothing was measured


class SessionRecord(Part, frozen=True):
    """One device of one user, from joining to leaving."""

    id: UUID
    user_id: UUID
    device_id: str
    joined_at: datetime
    media_up_at: datetime | None  # when its media first came up
    left_at: datetime | None  # never before it joined; the call's end, if it stayed until then
    leave_reason: LeaveReason | None  # None: it is in, or stayed until the call ended
    removed_by: UUID | None
    connections: tuple[MediaConnection, ...]
    quality: QualityRecord | None  # None if nothing was measured


class RingRecord(Part, frozen=True):
    """One callee being rung, as all see it; and whether it was suppressed, which few may know."""

    id: UUID
    caller_id: UUID
    callee_id: UUID
    started_at: datetime
    expires_at: datetime
    outcome: RingOutcome | None  # None while it rings
    ended_at: datetime | None
    session_id: UUID | None  # with which it was accepted
    device_id: str | None  # that session's
    suppression_reason: SuppressionReason | None


class MuteRecord(Part, frozen=True):
    """A session that was muted by somebody else."""

    at: datetime
    session_id: UUID
    user_id: UUID
    muted_by: UUID


class ShareRecord(Part, frozen=True):
    """A shared screen."""

    session_id: UUID
    user_id: UUID
    started_at: datetime
    stopped_at: datetime | None
    stopped_by: UUID | None  # None also if it stopped because the session left


class RecordingRecord(Part, frozen=True):
    """A recording, and the file it became."""

    id: UUID
    state: RecordingState
    requested_by: UUID
    requested_at: datetime
    started_at: datetime | None
    stopped_at: datetime | None
    stop_reason: StopReason | None
    stopped_by: UUID | None
    published_at: datetime | None
    failed_at: datetime | None
    failure: str | None
    file_name: str | None
    media_type: str | None
    size_bytes: int | None
    duration_ms: int | None
    sha256: str | None
    file_deleted_at: datetime | None


class CallRecord(Part, frozen=True):
    """What is on record of a call."""

    id: UUID
    version: int  # on how many facts it rests
    as_of: int  # the position of the last of them
    recorded_at: datetime  # when that was recorded, by the database's clock
    complete: bool  # the call has ended, its media is closed and its recordings are settled
    room_id: UUID
    kind: CallKind
    state: CallState
    title: str
    provider: str
    initiator_id: UUID
    started_at: datetime
    held_since: datetime | None  # from when people could talk; None until somebody answers
    answered_at: datetime | None
    answered_by: UUID | None
    first_joined_at: datetime | None
    last_left_at: datetime | None  # None until the call has ended
    ended_at: datetime | None
    end_reason: EndReason | None
    ended_by: UUID | None
    hosts: tuple[HostTerm, ...]
    sessions: tuple[SessionRecord, ...]  # in the order of joining
    rings: tuple[RingRecord, ...]
    mutes: tuple[MuteRecord, ...]  # by others than the session's own user
    shares: tuple[ShareRecord, ...]
    recordings: tuple[RecordingRecord, ...]
    quality: QualityRecord | None  # of all sessions
    facts: tuple[int, ...]  # the positions in the log of all that it rests on, rising
