"""What a provider reports."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from media.provider.sample import Sample
from media.provider.tracks import TrackKind


class CloseReason(StrEnum):
    """Why a connection is over."""

    BYE = "bye"  # it was asked to close
    DROPPED = "dropped"  # the client went silent, or closed its side
    SHUTDOWN = "shutdown"  # the media server is stopping
    MOVED = "moved"  # another media server carries its call by now


class PeerConnection(NamedTuple):
    """One connection of a peer. A peer that comes back after its connection was lost gets another, of a higher id."""

    peer_id: UUID
    id: UUID


class MediaEvents(Protocol):
    """Told what happens to connections. Called on the event loop, so each method returns at once and raises nothing."""

    def connected(self, connection: PeerConnection, at: datetime, after: timedelta) -> None:
        """Media can flow; `after` is the time since the first offer."""

    def failed(self, connection: PeerConnection, at: datetime, reason: str) -> None:
        """The connection never came up and is gone; `reason` says what to check."""

    def published(self, connection: PeerConnection, track_id: UUID, kind: TrackKind, at: datetime) -> None:
        """The peer sends a new track; others may offer to receive it."""

    def unpublished(self, connection: PeerConnection, track_id: UUID, kind: TrackKind, at: datetime) -> None:
        """The track is over."""

    def closed(self, connection: PeerConnection, at: datetime, reason: CloseReason) -> None:
        """A connection that was up is over; for a dropped one, `at` is its last sign of life."""

    def alive(self, last_seen: Mapping[UUID, datetime]) -> None:
        """When these peers showed their last sign of life; none has dropped out before that."""

    def sampled(self, connection: PeerConnection, sample: Sample, at: datetime) -> None:
        """How the peer's media has travelled lately, when it is not as it was told before."""

    def speaking(self, call_id: UUID, peer_ids: tuple[UUID, ...], at: datetime) -> None:
        """Who is speaking in a call has changed; loudest first, empty when nobody is."""
