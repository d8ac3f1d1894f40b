"""Of a call's facts, those of who was in it with which devices, and of their media."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from domain.calls.call import Call
from domain.media_sessions.media_session import MediaCloseReason, MediaSession, TrackKind
from event_log.records.handlers import Handlers
from event_log.records.quality import QualityRecord, Sample, Weighed, quality_of, weighed
from event_log.records.record import MediaConnection, SessionRecord


@dataclass
class _Connection:
    id: UUID | None
    requested_at: datetime
    connected_at: datetime | None = None
    ended_at: datetime | None = None
    close_reason: MediaCloseReason | None = None
    failure: str | None = None
    sent: set[TrackKind] = field(default_factory=set)
    samples: list[Sample] = field(default_factory=list)

    def weighed(self) -> list[Weighed]:
        return list(weighed(self.samples, self.ended_at))

    def record(self, measured: list[Weighed]) -> MediaConnection:
        return MediaConnection(
            id=self.id,
            requested_at=self.requested_at,
            connected_at=self.connected_at,
            ended_at=self.ended_at,
            close_reason=self.close_reason,
            failure=self.failure,
            sent=tuple(kind for kind in TrackKind if kind in self.sent),
            quality=quality_of(measured),
        )


@dataclass
class _Session:
    joined: Call.SessionJoined
    left: Call.SessionLeft | None = None
    connections: list[_Connection] = field(default_factory=list)

    def left_at(self, ended_at: datetime | None) -> datetime | None:
        """Whoever is dated to have left before they joined (no sign of life) was there for no time."""
        left_at = ended_at if self.left is None else self.left.timestamp
        return None if left_at is None else max(self.joined.timestamp, left_at)

    def weighed(self) -> list[list[Weighed]]:
        """By connection."""
        return [connection.weighed() for connection in self.connections]

    def record(self, ended_at: datetime | None, measured: list[list[Weighed]]) -> SessionRecord:
        connections = zip(self.connections, measured, strict=True)
        ups = [connection.connected_at for connection in self.connections if connection.connected_at is not None]
        return SessionRecord(
            id=self.joined.session_id,
            user_id=self.joined.user_id,
            device_id=str(self.joined.device_id),
            joined_at=self.joined.timestamp,
            media_up_at=ups[0] if ups else None,
            left_at=self.left_at(ended_at),
            leave_reason=self.left.reason if self.left else None,
            removed_by=self.left.removed_by if self.left else None,
            connections=tuple(connection.record(its_own) for connection, its_own in connections),
            quality=quality_of([one for its_own in measured for one in its_own]),
        )


class Presence:
    """Each session with its media. What a media session says is about its latest connection."""

    def __init__(self) -> None:
        self._sessions: dict[UUID, _Session] = {}
        self._by_media: dict[UUID, _Session] = {}
        self._ended_at: datetime | None = None
        self.handlers: Handlers = {
            Call.SessionJoined: self._joined,
            Call.SessionLeft: self._left,
            Call.Ended: self._ended,
            MediaSession.Requested: self._requested,
            MediaSession.Restarted: self._restarted,
            MediaSession.Connected: self._connected,
            MediaSession.Failed: self._failed,
            MediaSession.Closed: self._closed,
            MediaSession.TrackPublished: self._published,
            MediaSession.QualitySampled: self._sampled,
        }

    @property
    def media_is_closed(self) -> bool:
        return all(session.connections[-1].ended_at is not None for session in self._by_media.values())

    def records(self) -> tuple[tuple[SessionRecord, ...], QualityRecord | None]:
        """The sessions, and the quality of all of them together."""
        measured = [session.weighed() for session in self._sessions.values()]
        sessions = zip(self._sessions.values(), measured, strict=True)
        records = tuple(session.record(self._ended_at, its_own) for session, its_own in sessions)
        return records, quality_of([one for connections in measured for its_own in connections for one in its_own])

    def left_at(self, session_id: UUID) -> datetime | None:
        """None while the session is in."""
        return self._sessions[session_id].left_at(self._ended_at)

    def device_of(self, session_id: UUID) -> str | None:
        """None of a session that isn't of this call."""
        session = self._sessions.get(session_id)
        return None if session is None else str(session.joined.device_id)

    def _joined(self, fact: Call.SessionJoined) -> None:
        self._sessions[fact.session_id] = _Session(fact)

    def _left(self, fact: Call.SessionLeft) -> None:
        self._sessions[fact.session_id].left = fact

    def _ended(self, fact: Call.Ended) -> None:
        self._ended_at = fact.timestamp

    def _requested(self, fact: MediaSession.Requested) -> None:
        session = self._by_media[fact.originator_id] = self._sessions[fact.session_id]
        session.connections.append(_Connection(fact.connection_id, fact.timestamp))

    def _restarted(self, fact: MediaSession.Restarted) -> None:
        replaced = self._latest(fact)
        replaced.ended_at = replaced.ended_at or fact.timestamp
        self._by_media[fact.originator_id].connections.append(_Connection(fact.connection_id, fact.timestamp))

    def _connected(self, fact: MediaSession.Connected) -> None:
        """Also of one that had failed before, or seemed to be over."""
        connected = self._latest(fact)
        connected.connected_at = connected.connected_at or fact.timestamp
        connected.ended_at = connected.failure = connected.close_reason = None

    def _failed(self, fact: MediaSession.Failed) -> None:
        failed = self._latest(fact)
        failed.ended_at, failed.failure = fact.timestamp, str(fact.reason)

    def _closed(self, fact: MediaSession.Closed) -> None:
        """Dated at the last sign of life, but never before it was asked for."""
        closed = self._latest(fact)
        closed.ended_at = max(fact.timestamp, closed.connected_at or closed.requested_at)
        closed.close_reason = fact.reason

    def _published(self, fact: MediaSession.TrackPublished) -> None:
        self._latest(fact).sent.add(fact.kind)

    def _sampled(self, fact: MediaSession.QualitySampled) -> None:
        self._latest(fact).samples.append(Sample(fact.timestamp, fact.quality))

    def _latest(self, fact: MediaSession.Event) -> _Connection:
        return self._by_media[fact.originator_id].connections[-1]
