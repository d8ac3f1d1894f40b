"""What the views answered of a call as it was: the rows of `CallThen`, picked and put in order as their SQL does."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from msgspec.structs import asdict

from projections.conference_log import AttendanceRow, ConferenceLogRow
from projections.directory import Place, UserRow
from projections.engine.rows import Row, Rows
from projections.floor import FloorRow, HandRow, ReactionRow, ScreenShareRow
from projections.live_calls import ExitRow, SessionRow, TrackRow
from projections.past.call_then import CallThen, every
from projections.recordings import NoticeRow, RecordingRow
from projections.rings import RingRow
from projections.threads import MessageRow

R = TypeVar("R", bound=Row)


def by_id(tables: Iterable[Rows[UUID, R]], ids: Collection[UUID]) -> dict[UUID, R]:
    """Those of the rows that there are, whichever call they are of."""
    found = ((id_, rows.get(id_)) for rows in tables for id_ in ids)
    return {id_: row for id_, row in found if row is not None}


def named_by(call: CallThen) -> set[UUID]:
    """The call's host and room, and whoever is in it, on its record or wrote in its thread."""
    return {
        *(id_ for row in every(call.live_calls.calls) for id_ in (row.host_id, row.room_id)),
        *(row.user_id for row in every(call.live_calls.sessions)),
        *(row.user_id for row in every(call.conference_log.attendances)),
        *(row.author_id for row in every(call.threads.messages)),
    }


def sessions(call: CallThen) -> list[SessionRow]:
    return sorted(every(call.live_calls.sessions), key=lambda row: (row.joined_at, row.id))


def last_exit(call: CallThen, user_id: UUID) -> ExitRow | None:
    """Of any of the user's devices."""
    exits = (row for row in every(call.live_calls.exits) if row.user_id == user_id)
    return max(exits, key=lambda row: row.left_at, default=None)


def tracks(call: CallThen) -> list[TrackRow]:
    return sorted(every(call.live_calls.tracks), key=lambda row: row.id)


def floor_sessions(call: CallThen) -> list[FloorRow]:
    return sorted(every(call.floor.sessions), key=lambda row: row.session_id)


def hands(call: CallThen) -> list[HandRow]:
    return sorted(every(call.floor.hands), key=lambda row: row.number)


def reactions(call: CallThen, now: datetime) -> list[ReactionRow]:
    """Those that were shown at `now`."""
    shown = [row for row in every(call.floor.reactions) if row.shown_until > now]
    return sorted(shown, key=lambda row: row.number)


def screen_share(call: CallThen) -> ScreenShareRow | None:
    return next(iter(every(call.floor.shares)), None)


def rings(call: CallThen) -> list[RingRow]:
    return sorted(every(call.rings.rings), key=lambda row: (row.started_at, row.id))


def recordings(call: CallThen) -> list[RecordingRow]:
    return sorted(every(call.recordings.recordings), key=lambda row: row.number)


def notices(call: CallThen, recording_id: UUID) -> list[NoticeRow]:
    told = [row for row in every(call.recordings.notices) if row.recording_id == recording_id]
    return sorted(told, key=lambda row: (row.told_at, row.user_id))


def message_count(call: CallThen) -> int:
    return sum(thread.message_count for thread in every(call.threads.threads))


def page(call: CallThen, limit: int, before: int | None, after: int | None) -> list[MessageRow]:
    """As `ThreadQueries.page`: newest first."""
    messages = every(call.threads.messages)
    if before is not None:
        messages = [row for row in messages if row.number < before]
    if after is not None:
        return [row for row in messages if row.number > after][:limit][::-1]
    return messages[::-1][:limit]


def conference_log(call: CallThen) -> ConferenceLogRow | None:
    """None until the call had ended."""
    logs = [log for log in every(call.conference_log.logs) if log.ended_at is not None]
    return ConferenceLogRow(**asdict(logs[0])) if logs else None


def attendances(call: CallThen) -> list[AttendanceRow]:
    return sorted(every(call.conference_log.attendances), key=lambda row: (row.joined_at, row.user_id))


def by_name(users: Collection[UserRow], limit: int, after: Place | None) -> list[UserRow]:
    """A page of a list by name; `after` is the place of the last one on the page before."""
    ordered = sorted(users, key=lambda row: (str(row.name), row.id))
    return [row for row in ordered if after is None or (str(row.name), row.id) > after][:limit]
