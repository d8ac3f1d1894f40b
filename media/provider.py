"""What the media module says and is asked in: the facts it reports, and the offers and answers it exchanges."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from media.sample import Sample


class TrackKind(StrEnum):
    """What a published track carries."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    SCREEN = "screen"
    SCREEN_AUDIO = "screen_audio"


MAX_OFFER_BYTES = 524_288
"""What Chromium offers to hear and see 50 people takes 300 to 450 KB."""

VIDEO = frozenset({TrackKind.CAMERA, TrackKind.SCREEN})


class CloseReason(StrEnum):
    """Why a connection is over."""

    BYE = "bye"  # it was asked to close
    DROPPED = "dropped"  # the client went silent, or closed its side
    SHUTDOWN = "shutdown"  # the media module is stopping
    MOVED = "moved"  # another media module carries its call by now


class MediaError(Exception):
    """The media module refused; nothing changed."""


class OfferRefused(MediaError):
    """The offer cannot be answered; `reason` says why, in a sentence for the client's developer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class KindNotAllowed(OfferRefused):
    """The offer sends what this peer may not send."""

    def __init__(self, kind: TrackKind) -> None:
        super().__init__(f"Sending the {kind} is not allowed.")
        self.kind = kind


class UnknownSection(OfferRefused):
    """What is said of the offer's sections is about one that it doesn't have."""


class NoSuchPeer(MediaError):
    """No peer has this id, or no longer."""


class NoSuchConnection(MediaError):
    """The peer's connection that an offer names isn't here: it was never made here, is over, or was replaced."""


class Connection(NamedTuple):
    """One connection of a peer. A peer that comes back after its connection was lost gets another, of a higher id."""

    peer_id: UUID
    id: UUID


@dataclass(frozen=True, slots=True)
class ReceivedTrack:
    """One media section of an answer, and whose track will arrive on it."""

    mid: str
    publisher_id: UUID
    track_id: UUID
    kind: TrackKind


@dataclass(frozen=True, slots=True)
class Answer:
    """The SDP answer to an offer, whose connection it is, and what the client will receive on which of its sections."""

    connection_id: UUID
    sdp: str
    tracks: tuple[ReceivedTrack, ...]


class MediaEvents(Protocol):
    """Told what happens to connections. Called on the event loop, so each method returns at once and raises nothing."""

    def connected(self, connection: Connection, at: datetime, after: timedelta) -> None:
        """Media can flow; `after` is the time since the first offer."""

    def failed(self, connection: Connection, at: datetime, reason: str) -> None:
        """The connection never came up and is gone; `reason` says what to check."""

    def published(self, connection: Connection, track_id: UUID, kind: TrackKind, at: datetime) -> None:
        """The peer sends a new track; others may offer to receive it."""

    def unpublished(self, connection: Connection, track_id: UUID, kind: TrackKind, at: datetime) -> None:
        """The track is over."""

    def closed(self, connection: Connection, at: datetime, reason: CloseReason) -> None:
        """A connection that was up is over; for a dropped one, `at` is its last sign of life."""

    def alive(self, last_seen: Mapping[UUID, datetime]) -> None:
        """When these peers showed their last sign of life; none has dropped out before that."""

    def sampled(self, connection: Connection, sample: Sample, at: datetime) -> None:
        """How the peer's media has travelled lately, when it is not as it was told before."""

    def speaking(self, call_id: UUID, peer_ids: tuple[UUID, ...], at: datetime) -> None:
        """Who is speaking in a call has changed; loudest first, empty when nobody is."""
