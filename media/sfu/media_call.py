"""The peers of one call: who receives whose tracks."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from media.provider import VIDEO, ReceivedTrack, TrackKind, WantedRefused
from media.sfu.peer import Peer
from media.sfu.speaker_detector import SpeakerDetector
from media.sfu.up_track import UpTrack
from media.sfu.wire.sdp_offer import Offer


class MediaCall:
    """Every peer receives the tracks that it wants, or else all of the others', in the order of publishing.

    There are as many as it offers sections to receive on.
    """

    def __init__(self, call_id: UUID) -> None:
        self.call_id = call_id
        self.peers: dict[UUID, Peer] = {}
        self.tracks: dict[UUID, UpTrack] = {}  # in the order of publishing
        self._speakers = SpeakerDetector()

    def begin(self, tracks: list[UpTrack]) -> None:
        """These can be received from now on."""
        self.tracks.update((track.track_id, track) for track in tracks)

    def end(self, tracks: list[UpTrack]) -> None:
        """These are over; the sections they used are free for others."""
        for track in tracks:
            self.tracks.pop(track.track_id, None)
            for subscription in list(track.subscriptions):
                subscription.stop()

    def assign(self, peer: Peer, now: float) -> None:
        """Fill the peer's free sections with tracks it doesn't receive yet."""
        waiting = list(self._not_received(peer))
        for section in peer.sections:
            subscription = peer.subscriptions.get(section.mid)
            if subscription is None or subscription.track is not None:
                continue
            track = next((track for track in waiting if (track.kind in VIDEO) == (section.media == "video")), None)
            if track:
                waiting.remove(track)
                subscription.start(track, now)

    def check_wanted(self, wanted: Mapping[str, UUID], offer: Offer, peer_id: UUID) -> None:
        """Whether sections of the offer can carry these tracks, as far as they are there. Raises WantedRefused."""
        receiving = {each.mid: each for each in offer.sections if each.accepted and each.receives and not each.sends}
        for mid, track_id in wanted.items():
            if mid not in receiving:
                raise WantedRefused(f"The offer has no media section {mid!r} to receive on.")
            track = self.tracks.get(track_id)
            if track and track.publisher_id == peer_id:
                raise WantedRefused(f"The track wanted on media section {mid} is the session's own.")
            if track and track.is_video != (receiving[mid].media == "video"):
                raise WantedRefused(
                    f"Media section {mid} is {receiving[mid].media} and cannot carry the {track.kind} wanted on it."
                )
        if len(set(wanted.values())) < len(wanted):
            raise WantedRefused("Two media sections want the same track.")

    def switch(self, peer: Peer, wanted: Mapping[str, UUID], now: float) -> tuple[str, ...]:
        """Let the peer receive what it wants and nothing else; the sections whose track isn't there."""
        tracks = {mid: self.tracks.get(wanted[mid]) if mid in wanted else None for mid in peer.subscriptions}
        changed = [mid for mid, track in tracks.items() if peer.subscriptions[mid].track is not track]
        for mid in changed:
            peer.subscriptions[mid].stop()
        for mid in changed:
            if track := tracks[mid]:
                peer.subscriptions[mid].start(track, now)
        return tuple(mid for mid in wanted if tracks[mid] is None)

    def received(self, peer: Peer) -> tuple[ReceivedTrack, ...]:
        """What arrives on which of the peer's sections."""
        return tuple(
            ReceivedTrack(mid, subscription.track.publisher_id, subscription.track.track_id, subscription.track.kind)
            for mid, subscription in peer.subscriptions.items()
            if subscription.track
        )

    def speaking(self) -> tuple[UUID, ...] | None:
        """One round of listening: who speaks now, loudest first; None when that hasn't changed."""
        microphones = [track for track in self.tracks.values() if track.kind is TrackKind.MICROPHONE]
        return self._speakers.hear({track.publisher_id: track.take_level() for track in microphones})

    def streams(self) -> dict[UUID, str]:
        """One stream per publisher, so that a client plays a peer's tracks in sync."""
        return {peer_id: str(peer_id) for peer_id in self.peers}

    def _not_received(self, peer: Peer) -> Iterator[UpTrack]:
        received = {track.track_id for track in self.received(peer)}
        for track_id, track in self.tracks.items():
            if track.publisher_id != peer.peer_id and track_id not in received:
                yield track
