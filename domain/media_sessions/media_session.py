"""A media session: the media side of one participant session, kept apart from the call's own stream."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from eventsourcing.domain import AggregateCreated

from domain.kernel.aggregate import Root
from domain.kernel.errors import MediaIsUnavailable, SessionTakenOver
from domain.kernel.fact import Fact
from domain.kernel.ids import media_session_id
from domain.kernel.occasion import Occasion
from domain.kernel.personal import Personal


class MediaState(StrEnum):
    """Where the connection to the media server stands (RFC 8829's connection states, as the server sees them)."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    FAILED = "failed"
    CLOSED = "closed"


class MediaCloseReason(StrEnum):
    """Why an established connection ended."""

    BYE = "bye"  # the session left, or was told to
    DROPPED = "dropped"  # consent to send ran out (RFC 7675) or DTLS closed
    SHUTDOWN = "shutdown"  # the media server stopped
    MOVED = "moved"  # another media server carries the call by now


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

    @property
    def up_loss(self) -> float | None:
        """A share of the packets, 0 to 1; None if there was nothing to lose."""
        return _share(self.up_lost_packets, self.up_packets)

    @property
    def down_loss(self) -> float | None:
        """As `up_loss`."""
        return _share(self.down_lost_packets, self.down_packets)


def _share(lost: int, arrived: int) -> float | None:
    sent = arrived + lost
    return round(lost / sent, 6) if sent > 0 else None


class MediaSession(Root):
    """One per participant session, with one connection at a time: what is said of an older one changes nothing."""

    call_id: UUID
    session_id: UUID
    user_id: UUID
    connection_id: UUID | None
    node_id: str
    generation: int
    replaces: UUID | None
    state: MediaState
    was_connected: bool
    tracks: frozenset[UUID]

    class Event(Fact):
        """`connection_id`: which of the session's connections it is about; None before connections had ids."""

        class_version = 2
        connection_id: UUID | None

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["connection_id"] = None

    class Requested(Event, AggregateCreated):
        """Media node `node_id` answered the first offer. `generation` counts up whenever the call moves to a node."""

        call_id: UUID
        session_id: UUID
        user_id: UUID
        node_id: str
        generation: int

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state |= {"connection_id": None, "generation": 0}

    class Restarted(Event):
        """A new connection takes the place of the one before. `replaces` is the one that its client said it had."""

        class_version = 3
        node_id: str
        generation: int
        replaces: UUID | None

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state |= {"connection_id": None, "generation": 0}

        @staticmethod
        def upcast_v2_v3(state: dict[str, Any]) -> None:
            state["replaces"] = None

        def apply(self, media: "MediaSession") -> None:
            media.state = MediaState.CONNECTING
            media.connection_id = self.connection_id
            media.replaces = self.replaces
            media.node_id = self.node_id
            media.generation = self.generation
            media.tracks = frozenset()

    class Connected(Event):
        call_id: UUID
        session_id: UUID
        after_ms: int

        def apply(self, media: "MediaSession") -> None:
            media.state = MediaState.CONNECTED
            media.was_connected = True

    class Failed(Event):
        """The connection wasn't up in time; `reason` says what to check."""

        call_id: UUID
        session_id: UUID
        reason: Annotated[str, Personal("call_id", or_erased=True)]

        def apply(self, media: "MediaSession") -> None:
            media.state = MediaState.FAILED

    class Closed(Event):
        """Dated at the last sign of life if the connection was dropped."""

        looks_back = True
        call_id: UUID
        session_id: UUID
        reason: MediaCloseReason

        def apply(self, media: "MediaSession") -> None:
            media.state = MediaState.CLOSED
            media.tracks = frozenset()

    class TrackPublished(Event):
        call_id: UUID
        session_id: UUID
        track_id: UUID
        kind: TrackKind

        def apply(self, media: "MediaSession") -> None:
            media.tracks = media.tracks | {self.track_id}

    class TrackUnpublished(Event):
        call_id: UUID
        session_id: UUID
        track_id: UUID

        def apply(self, media: "MediaSession") -> None:
            media.tracks = media.tracks - {self.track_id}

    class QualitySampled(Event):
        """Every ten seconds while it changes, and at the end. Dated at the end of the time it is about."""

        call_id: UUID
        session_id: UUID
        quality: Quality

    def __init__(
        self,
        call_id: UUID,
        session_id: UUID,
        user_id: UUID,
        connection_id: UUID | None,
        node_id: str,
        generation: int,
    ) -> None:
        self.call_id = call_id
        self.session_id = session_id
        self.user_id = user_id
        self.connection_id = connection_id
        self.replaces: UUID | None = None
        self.node_id = node_id
        self.generation = generation
        self.state = MediaState.CONNECTING
        self.was_connected = False
        self.tracks = frozenset()

    @classmethod
    def request(
        cls,
        on: Occasion,
        *,
        call_id: UUID,
        session_id: UUID,
        user_id: UUID,
        connection_id: UUID,
        node_id: str,
        generation: int,
    ) -> Self:
        return cls.began(
            cls.Requested,
            media_session_id(session_id),
            on,
            call_id=call_id,
            session_id=session_id,
            user_id=user_id,
            connection_id=connection_id,
            node_id=node_id,
            generation=generation,
        )

    def newest(self, named: UUID) -> UUID | None:
        """The session's connection, for a client that names it, or the one it replaced: an answer may have got lost.

        Raises SessionTakenOver for others.
        """
        if named not in (self.connection_id, self.replaces):
            raise SessionTakenOver
        return self.connection_id

    def restart(
        self, on: Occasion, *, connection_id: UUID, replaces: UUID | None, node_id: str, generation: int
    ) -> None:
        """Does nothing about the connection it has: that is a renegotiation. Ids rise in one generation.

        Raises MediaIsUnavailable if the call has moved on from that node meanwhile, SessionTakenOver if another
        connection was made meanwhile.
        """
        if generation < self.generation:
            raise MediaIsUnavailable
        if generation == self.generation and self.connection_id and connection_id < self.connection_id:
            raise SessionTakenOver
        if connection_id != self.connection_id:
            self.happened(
                self.Restarted,
                on,
                connection_id=connection_id,
                replaces=replaces,
                node_id=node_id,
                generation=generation,
            )

    # Reports of the media server

    def connected(self, on: Occasion, *, connection_id: UUID, after_ms: int) -> None:
        if self.state is not MediaState.CONNECTED:
            self._report(self.Connected, connection_id, on, after_ms=after_ms)

    def failed(self, on: Occasion, *, connection_id: UUID, reason: str) -> None:
        if self.state is MediaState.CONNECTING:
            self._report(self.Failed, connection_id, on, reason=reason)

    def closed(self, on: Occasion, *, connection_id: UUID, reason: MediaCloseReason) -> None:
        if self.state in (MediaState.CONNECTING, MediaState.CONNECTED):
            self._report(self.Closed, connection_id, on, reason=reason)

    def publish(self, on: Occasion, *, connection_id: UUID, track_id: UUID, kind: TrackKind) -> None:
        if track_id not in self.tracks:
            self._report(self.TrackPublished, connection_id, on, track_id=track_id, kind=kind)

    def unpublish(self, on: Occasion, *, connection_id: UUID, track_id: UUID) -> None:
        if track_id in self.tracks:
            self._report(self.TrackUnpublished, connection_id, on, track_id=track_id)

    def sample(self, on: Occasion, *, connection_id: UUID, quality: Quality) -> None:
        if self.state is MediaState.CONNECTED:
            self._report(self.QualitySampled, connection_id, on, quality=quality)

    def _report(self, fact: type[Event], connection_id: UUID, on: Occasion, **payload: Any) -> None:
        """Call and session are repeated in every fact, so that views and policies need no look-up."""
        if connection_id != self.connection_id:
            return
        self.happened(
            fact, on, call_id=self.call_id, session_id=self.session_id, connection_id=connection_id, **payload
        )
