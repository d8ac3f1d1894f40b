"""The peers of one call: who receives whose tracks."""

from collections.abc import Iterator
from uuid import UUID

from media.provider import VIDEO, ReceivedTrack, TrackKind
from media.sfu.peer import Peer
from media.sfu.speaker_detector import SpeakerDetector
from media.sfu.up_track import UpTrack


class MediaCall:
    """Every peer receives every other peer's tracks, on as many sections as it offers, in the order of publishing."""

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
