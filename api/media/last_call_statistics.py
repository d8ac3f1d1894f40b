"""The statistics of a user's last joined call, from the log, with what the media process measures at this moment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.calls.call import Call
from domain.calls.states import LeaveReason
from domain.kernel.errors import NotInCall
from domain.kernel.ids import media_session_id
from domain.kernel.personal import plain
from domain.media_sessions.media_session import MediaCloseReason, MediaSession, Quality
from event_log.application import Ringlog
from media.provider import PeerQuality
from runtime.media_control import quality
from runtime.presence.media_nodes import MediaNodes

LAST_JOINED_CALL = """
    SELECT call_id FROM (
        SELECT call_id, joined_at FROM stays WHERE user_id = %(user_id)s
        UNION ALL
        (SELECT call_id, joined_at FROM attendances WHERE user_id = %(user_id)s ORDER BY joined_at DESC LIMIT 1)
    ) AS joined
    ORDER BY joined_at DESC LIMIT 1
"""


class ConnectionStatistics(msgspec.Struct, rename="camel"):
    """One connection of a session's media, from the first offer on; the log's words for why it failed or closed."""

    requested_at: datetime
    connected_at: datetime | None = None
    connected_after_ms: int | None = None
    failed_at: datetime | None = None
    failed_because: str | None = None
    closed_at: datetime | None = None
    closed_because: MediaCloseReason | None = None


class SampleStatistics(msgspec.Struct, rename="camel"):
    """A sample of the quality, and when it was taken."""

    at: datetime
    quality: dict[str, Any]


class SessionStatistics(msgspec.Struct, rename="camel"):
    """One of the user's devices in the call. `now` is there while its media is connected."""

    session_id: UUID
    device_id: str
    joined_at: datetime
    left_at: datetime | None
    left_because: LeaveReason | None
    connections: list[ConnectionStatistics]
    samples: list[SampleStatistics]
    now: dict[str, Any] | None


class LastCall(msgspec.Struct, rename="camel"):
    """One call, as far as it concerns one user."""

    call_id: UUID
    title: str
    started_at: datetime
    ended_at: datetime | None
    sessions: list[SessionStatistics]


class LastCallStatistics:
    """Thread-safe, and waits for the database and the media process. `pool` comes from `runtime.presence.database`."""

    def __init__(self, log: Ringlog, pool: ConnectionPool[Connection[Any]]) -> None:
        self._log = log
        self._pool = pool
        self._nodes = MediaNodes(pool)

    def of_last_call(self, user_id: UUID) -> str:
        """JSON, indented for people. Raises NotInCall if the user has never joined a call."""
        with self._pool.connection() as connection:
            row = connection.execute(LAST_JOINED_CALL, {"user_id": user_id}).fetchone()
        if row is None:
            raise NotInCall("You have not joined a call yet.")
        return msgspec.json.format(
            msgspec.json.encode(self._of_call(row[0], user_id), enc_hook=plain), indent=2
        ).decode()

    def _of_call(self, call_id: UUID, user_id: UUID) -> LastCall:
        facts = list(self._log.events.get(call_id))
        started = next(fact for fact in facts if isinstance(fact, Call.Started))
        ended = next((fact for fact in facts if isinstance(fact, Call.Ended)), None)
        left = {fact.session_id: fact for fact in facts if isinstance(fact, Call.SessionLeft)}
        joined = [fact for fact in facts if isinstance(fact, Call.SessionJoined) and fact.user_id == user_id]
        sessions = [self._session(fact, left.get(fact.session_id), ended) for fact in joined]
        return LastCall(call_id, started.title, started.timestamp, ended.timestamp if ended else None, sessions)

    def _session(
        self, joined: Call.SessionJoined, left: Call.SessionLeft | None, ended: Call.Ended | None
    ) -> SessionStatistics:
        media = list(self._log.events.get(media_session_id(joined.session_id)))
        over = left or ended
        return SessionStatistics(
            session_id=joined.session_id,
            device_id=joined.device_id,
            joined_at=joined.timestamp,
            left_at=over.timestamp if over else None,
            left_because=left.reason if left else None,
            connections=_connections(media),
            samples=[
                SampleStatistics(fact.timestamp, _camel(fact.quality))
                for fact in media
                if isinstance(fact, MediaSession.QualitySampled)
            ],
            now=None if over else self._now(joined.session_id, media),
        )

    def _now(self, session_id: UUID, media: Sequence[object]) -> dict[str, Any] | None:
        requests = [fact for fact in media if isinstance(fact, MediaSession.Requested | MediaSession.Restarted)]
        node = self._nodes.find(requests[-1].node_id) if requests else None
        measured = quality(node, session_id) if node else None
        return _camel(measured) if measured else None


def _connections(media: Sequence[object]) -> list[ConnectionStatistics]:
    connections: list[ConnectionStatistics] = []
    for fact in media:
        match fact:
            case MediaSession.Requested() | MediaSession.Restarted():
                connections.append(ConnectionStatistics(fact.timestamp))
            case MediaSession.Connected():
                connections[-1].connected_at = fact.timestamp
                connections[-1].connected_after_ms = fact.after_ms
            case MediaSession.Failed():
                connections[-1].failed_at, connections[-1].failed_because = fact.timestamp, fact.reason
            case MediaSession.Closed():
                connections[-1].closed_at, connections[-1].closed_because = fact.timestamp, fact.reason
    return connections


UNITS = {
    "bitrate_in": "up_bits_per_second",
    "bitrate_out": "down_bits_per_second",
    "jitter": "jitter_ms",
    "round_trip": "round_trip_ms",
    "lost": "lost_packets",
    "repeated": "repeated_packets",
    "over_limit": "over_limit_packets",
}
"""What the media process measures, named like what is sampled: with the unit, up from the client and down to it."""


def _camel(measured: Quality | PeerQuality) -> dict[str, Any]:
    """As JSON has it, with the names that GraphQL would give."""
    renamed = _renamed(msgspec.to_builtins(measured))
    assert isinstance(renamed, dict)
    return renamed


def _renamed(value: object) -> object:
    if isinstance(value, dict):
        return {_in_camel_case(name): _renamed(each) for name, each in value.items()}
    return [_renamed(each) for each in value] if isinstance(value, list | tuple) else value


def _in_camel_case(name: str) -> str:
    first, *rest = UNITS.get(name, name).split("_")
    return first + "".join(word.title() for word in rest)
