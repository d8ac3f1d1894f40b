"""Samples of how a peer's media travels: of each stretch of time one, told only when it differs from the last told."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from media.provider import Flow, PeerQuality, ReceivedQuality, Sample, SentQuality


class _Counters(NamedTuple):
    packets: int
    octets: int
    lost: int

    def since(self, before: "_Counters | None") -> "_Counters":
        """A counter of packets that went back began anew; losses can be taken back by packets that came late."""
        if before is None or self.packets < before.packets:
            return self
        return _Counters(self.packets - before.packets, self.octets - before.octets, self.lost - before.lost)


@dataclass(slots=True)
class Sampler:
    """Takes the samples of one connection. Times are seconds of one monotonic clock."""

    since: float
    _before: dict[UUID | str, _Counters] = field(default_factory=dict)
    _told: Sample | None = None

    def take(self, quality: PeerQuality, now: float) -> Sample | None:
        """The stretch since the sample before; None when it is much like the last one that was told, or empty."""
        seconds = now - self.since
        up = self._flow(quality.sends, seconds)
        down = self._flow(quality.receives, seconds)
        sample = Sample(seconds, up, down, quality.round_trip)
        self.since = now
        if self._told is None and not up.packets and not down.packets:
            return None
        if self._told is not None and not sample.differs_from(self._told):
            return None
        self._told = sample
        return sample

    def _flow(self, tracks: Iterable[SentQuality | ReceivedQuality], seconds: float) -> Flow:
        gained = [self._gained(track) for track in tracks]
        packets, octets, lost = (sum(column) for column in zip(*gained, strict=True)) if gained else (0, 0, 0)
        jitter = max((track.jitter for track in tracks if track.jitter is not None), default=None)
        return Flow(packets, max(0, lost), int(octets * 8 / seconds) if seconds > 0 else 0, jitter)

    def _gained(self, track: SentQuality | ReceivedQuality) -> _Counters:
        key = track.mid if isinstance(track, ReceivedQuality) else track.track_id
        counters = _Counters(track.packets, track.octets, track.lost or 0)
        before, self._before[key] = self._before.get(key), counters
        return counters.since(before)
