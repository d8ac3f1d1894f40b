"""A record as a table for spreadsheets: a header, and a row for each session."""

from collections.abc import Mapping
from uuid import UUID

from event_log.records.formats.cells import lines
from event_log.records.quality import QualityRecord, Spread
from event_log.records.record import CallRecord, SessionRecord

CALL = ("call_id", "version", "as_of", "complete", "room_id", "kind", "title", "started_at", "ended_at", "end_reason")
SESSION = (
    "session_id",
    "user_id",
    "user_name",
    "device_id",
    "joined_at",
    "media_up_at",
    "left_at",
    "seconds",
    "leave_reason",
    "removed_by",
    "connections",
)
MEASURES = ("round_trip_ms", "up_jitter_ms", "down_jitter_ms", "up_loss", "down_loss")
STATISTICS = ("p50", "p95", "worst")
HEADER = (*CALL, *SESSION, *(f"{measure}_{statistic}" for measure in MEASURES for statistic in STATISTICS))


def as_table(record: CallRecord, names: Mapping[UUID, str]) -> str:
    call = (
        record.id,
        record.version,
        record.as_of,
        "yes" if record.complete else "no",
        record.room_id,
        record.kind,
        record.title,
        record.started_at,
        record.ended_at,
        record.end_reason,
    )
    rows = [(*call, *_session(session, names), *_quality(session.quality)) for session in record.sessions]
    return lines([HEADER, *rows])


def _session(session: SessionRecord, names: Mapping[UUID, str]) -> tuple[object, ...]:
    left_at = session.left_at
    return (
        session.id,
        session.user_id,
        names.get(session.user_id),
        session.device_id,
        session.joined_at,
        session.media_up_at,
        left_at,
        None if left_at is None else int((left_at - session.joined_at).total_seconds()),
        session.leave_reason,
        session.removed_by,
        len(session.connections),
    )


def _quality(quality: QualityRecord | None) -> list[float | None]:
    spreads: list[Spread | None] = [getattr(quality, measure, None) for measure in MEASURES]
    return [getattr(spread, statistic, None) for spread in spreads for statistic in STATISTICS]
