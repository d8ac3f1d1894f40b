"""A media session: the media side of one participant session, kept apart from the call's own stream."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from eventsourcing.domain import AggregateCreated

from domain.aggregate import Root
from domain.facts import Cause, Fact
from domain.ids import media_session_id


class MediaState(StrEnum):
    """How far the connection to the media server is (RFC 8829's connection states, as the server sees them)."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    FAILED = "failed"
    CLOSED = "closed"


class MediaCloseReason(StrEnum):
    """Why an established connection ended."""

    BYE = "bye"  # the session left, or was told to
    DROPPED = "dropped"  # consent to send ran out (RFC 7675) or DTLS closed
    SHUTDOWN = "shutdown"  # the media server stopped


class TrackKind(StrEnum):
    """What a published track carries."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    SCREEN = "screen"
    SCREEN_AUDIO = "screen_audio"


@dataclass(frozen=True)
class Quality:
    """How a session's media travelled for a while: up from the client to the server, down to the client.

    Losses and jitter down, and the round trip, are what the client reports (RFC 3550 §6.4.1); None if it hasn't.
    """

    over_ms: int
    up_packets: int
    up_lost_packets: int
    up_bits_per_second: int
    up_jitter_us: int | None
    down_packets: int
    down_lost_packets: int
    down_bits_per_second: int
    down_jitter_us: int | None
    round_trip_us: int | None


class MediaSession(Root):
    """One per participant session; negotiated again after a reconnect."""

    TOPIC = "ringlog.MediaSession"

    class Event(Fact):
        TOPIC = "ringlog.MediaSession.Event"

    class Requested(Event, AggregateCreated):
        """The first offer was answered by media node `node_id`."""

        TOPIC = "ringlog.MediaSession.Requested"
        call_id: UUID
        session_id: UUID
        user_id: UUID
        node_id: str

    class Restarted(Event):
        """A new connection takes the place of one that is over."""

        TOPIC = "ringlog.MediaSession.Restarted"
        node_id: str

        def apply(self, media: "MediaSession") -> None:
            media.state = MediaState.CONNECTING
            media.node_id = self.node_id
            media.tracks = frozenset()

    class Connected(Event):
        TOPIC = "ringlog.MediaSession.Connected"
        call_id: UUID
        session_id: UUID
        after_ms: int

        def apply(self, media: "MediaSession") -> None:
            media.state = MediaState.CONNECTED
            media.was_connected = True

    class Failed(Event):
        """The connection wasn't up in time; `reason` says what to check."""

        TOPIC = "ringlog.MediaSession.Failed"
        call_id: UUID
        session_id: UUID
        reason: str

        def apply(self, media: "MediaSession") -> None:
            media.state = MediaState.FAILED

    class Closed(Event):
        """Dated at the last sign of life if the connection was dropped."""

        TOPIC = "ringlog.MediaSession.Closed"
        call_id: UUID
        session_id: UUID
        reason: MediaCloseReason

        def apply(self, media: "MediaSession") -> None:
            media.state = MediaState.CLOSED
            media.tracks = frozenset()

    class TrackPublished(Event):
        TOPIC = "ringlog.MediaSession.TrackPublished"
        call_id: UUID
        session_id: UUID
        track_id: UUID
        kind: TrackKind

        def apply(self, media: "MediaSession") -> None:
            media.tracks = media.tracks | {self.track_id}

    class TrackUnpublished(Event):
        TOPIC = "ringlog.MediaSession.TrackUnpublished"
        call_id: UUID
        session_id: UUID
        track_id: UUID

        def apply(self, media: "MediaSession") -> None:
            media.tracks = media.tracks - {self.track_id}

    class QualitySampled(Event):
        """Every ten seconds while it changes, and at the end. Dated at the end of the time it is about."""

        TOPIC = "ringlog.MediaSession.QualitySampled"
        call_id: UUID
        session_id: UUID
        quality: Quality

    def __init__(self, call_id: UUID, session_id: UUID, user_id: UUID, node_id: str) -> None:
        self.call_id = call_id
        self.session_id = session_id
        self.user_id = user_id
        self.node_id = node_id
        self.state = MediaState.CONNECTING
        self.was_connected = False
        self.tracks: frozenset[UUID] = frozenset()

    @classmethod
    def request(
        cls, *, call_id: UUID, session_id: UUID, user_id: UUID, node_id: str, at: datetime, cause: Cause
    ) -> Self:
        return cls._create(
            cls.Requested,
            id=media_session_id(session_id),
            call_id=call_id,
            session_id=session_id,
            user_id=user_id,
            node_id=node_id,
            timestamp=at,
            cause=cause,
        )

    def restart(self, *, node_id: str, at: datetime, cause: Cause) -> None:
        """Quiet while a connection is being made or is up: that is a renegotiation."""
        if self.state in (MediaState.FAILED, MediaState.CLOSED) or node_id != self.node_id:
            self.trigger_event(self.Restarted, node_id=node_id, timestamp=at, cause=cause)

    def connected(self, *, after_ms: int, at: datetime, cause: Cause) -> None:
        if self.state is not MediaState.CONNECTED:
            self.trigger_event(self.Connected, after_ms=after_ms, timestamp=at, cause=cause, **self._session())

    def failed(self, *, reason: str, at: datetime, cause: Cause) -> None:
        if self.state is MediaState.CONNECTING:
            self.trigger_event(self.Failed, reason=reason, timestamp=at, cause=cause, **self._session())

    def closed(self, *, reason: MediaCloseReason, at: datetime, cause: Cause) -> None:
        if self.state in (MediaState.CONNECTING, MediaState.CONNECTED):
            self.trigger_event(self.Closed, reason=reason, timestamp=at, cause=cause, **self._session())

    def publish(self, *, track_id: UUID, kind: TrackKind, at: datetime, cause: Cause) -> None:
        if track_id not in self.tracks:
            self.trigger_event(
                self.TrackPublished, track_id=track_id, kind=kind, timestamp=at, cause=cause, **self._session()
            )

    def unpublish(self, *, track_id: UUID, at: datetime, cause: Cause) -> None:
        if track_id in self.tracks:
            self.trigger_event(self.TrackUnpublished, track_id=track_id, timestamp=at, cause=cause, **self._session())

    def sample(self, *, quality: Quality, at: datetime, cause: Cause) -> None:
        if self.state is MediaState.CONNECTED:
            self.trigger_event(self.QualitySampled, quality=quality, timestamp=at, cause=cause, **self._session())

    def _session(self) -> dict[str, UUID]:
        """Repeated in every fact, so that views and policies need no look-up."""
        return {"call_id": self.call_id, "session_id": self.session_id}
