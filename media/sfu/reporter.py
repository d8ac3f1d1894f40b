"""What an SFU tells of its peers, and when."""

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from media.provider import CloseReason, MediaEvents
from media.sfu.measuring import measured
from media.sfu.media_call import MediaCall
from media.sfu.peer import Peer
from media.sfu.up_track import UpTrack


class Reporter:
    """Tells `events`; times are `clock`'s."""

    def __init__(self, events: MediaEvents, clock: Callable[[], datetime]) -> None:
        self._events = events
        self._clock = clock
        self._now = asyncio.get_running_loop().time

    def connected(self, peer: Peer) -> None:
        at = peer.alive_at = self._clock()
        self._events.connected(peer.connection, at, timedelta(seconds=self._now() - peer.offered_at))
        peer.sampler.since = self._now()
        self._published(peer, list(peer.up.values()), at)

    def failed(self, peer: Peer, reason: str) -> None:
        self._events.failed(peer.connection, self._clock(), reason)

    def tracks(self, peer: Peer, begun: list[UpTrack], ended: list[UpTrack]) -> None:
        """Of a peer that isn't connected they are told when it is."""
        if peer.connected:
            at = self._clock()
            self._unpublished(peer, ended, at)
            self._published(peer, begun, at)

    def removed(self, peer: Peer, at: datetime | None = None) -> None:
        """Its tracks are over, `at` some time or now, and so is what can be sampled."""
        if peer.connected:
            at = at or self._clock()
            self._sample(peer, at)
            self._unpublished(peer, list(peer.up.values()), at)

    def closed(self, peer: Peer, at: datetime, reason: CloseReason) -> None:
        if peer.connected:
            self._events.closed(peer.connection, at, reason)

    def end_of(self, peer: Peer, reason: CloseReason) -> datetime:
        """When a connection that ends now is over: a dropped one since its last sign of life."""
        return self._last_sign_of_life(peer) if reason is CloseReason.DROPPED else self._clock()

    def sample(self, peer: Peer) -> None:
        self._sample(peer, self._clock())

    def alive(self, peers: Collection[Peer]) -> None:
        last_seen = {peer.peer_id: self._last_sign_of_life(peer) for peer in peers}
        for peer in peers:
            peer.alive_at = last_seen[peer.peer_id]
        if last_seen:
            self._events.alive(last_seen)

    def speaking(self, call: MediaCall) -> None:
        """If that has changed."""
        speaking = call.speaking()
        if speaking is not None:
            self._events.speaking(call.call_id, speaking, self._clock())

    def _sample(self, peer: Peer, at: datetime) -> None:
        sample = peer.sampler.take(measured(peer), self._now())
        if sample:
            self._events.sampled(peer.connection, sample, at)

    def _published(self, peer: Peer, tracks: list[UpTrack], at: datetime) -> None:
        for track in tracks:
            self._events.published(peer.connection, track.track_id, track.kind, at)

    def _unpublished(self, peer: Peer, tracks: list[UpTrack], at: datetime) -> None:
        for track in tracks:
            self._events.unpublished(peer.connection, track.track_id, track.kind, at)

    def _last_sign_of_life(self, peer: Peer) -> datetime:
        """Not before the one that was reported last, even if the clock has been set since."""
        at = self._clock() - timedelta(seconds=self._now() - peer.ice.last_seen)
        return max(at, peer.alive_at or at)
