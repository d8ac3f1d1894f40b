"""What a provider is asked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from media.provider.quality import PeerQuality
from media.provider.tracks import ReceivedTrack, TrackKind

MAX_OFFER_BYTES = 524_288
"""What Chromium offers to hear and see 50 people takes 300 to 450 KB."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The SDP answer to an offer, whose connection it is, and what the client will receive on which of its sections.

    `missing` are the mids of sections whose wanted track isn't there, so that they carry nothing.
    """

    connection_id: UUID
    sdp: str
    tracks: tuple[ReceivedTrack, ...]
    missing: tuple[str, ...] = ()


class MediaProvider(Protocol):
    """Carries the media of calls between their peers, and tells a `MediaEvents` of it. Used on one event loop."""

    def negotiate(
        self,
        *,
        call_id: UUID,
        peer_id: UUID,
        sdp: str,
        kinds: Mapping[str, TrackKind] | None = None,
        allowed: Collection[TrackKind] = tuple(TrackKind),
        continues: UUID | None = None,
        replaces: UUID | None = None,
        wanted: Mapping[str, UUID] | None = None,
    ) -> Answer:
        """Answer a client's offer, its first or a later one; the connection comes up behind it.

        `kinds` says by mid what the sections carry; of those left out, audio is the microphone and video the camera.
        Of each kind there is one at most, and only of the kinds `allowed`; sections that offered another one before,
        when it was allowed, are answered as inactive, as the client may not know yet.
        `continues` is the connection that the offer belongs to, `replaces` the one that it takes the place of. Of an
        offer that names neither its certificate decides: a new one replaces the peer's connection, as after a reload.
        `wanted` says by mid which track each section is to carry, and those left out carry nothing; what goes on as it
        was isn't interrupted. Without it, free sections get what isn't received yet, in the order of publishing.
        Nothing is awaited, so that no other offer, and no change of what is allowed, comes in between.

        Raises OfferRefused, UnknownSection, WantedRefused; NoSuchConnection if the connection that is named isn't the
        one here.
        """

    def set_forwarding(self, peer_id: UUID, kind: TrackKind, on: bool) -> None:
        """Let the peer's packets of this kind through, or cut them on the server. Raises NoSuchPeer."""

    def set_publishing(self, peer_id: UUID, kind: TrackKind, on: bool) -> None:
        """End the peer's track of this kind, or begin another if its last offer has one. Raises NoSuchPeer."""

    def quality(self, peer_id: UUID) -> PeerQuality:
        """How the peer's media travels, as of now. Raises NoSuchPeer."""

    async def close_peer(self, peer_id: UUID) -> None:
        """Say goodbye to a peer; does nothing when it is gone."""

    async def close_call(self, call_id: UUID) -> None:
        """Say goodbye to all peers of a call."""

    def move_call(self, call_id: UUID) -> None:
        """Another node carries the call: the peers that are in it now are in it no more."""
