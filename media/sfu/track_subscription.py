"""One peer receiving one track on one of its media sections: sends packets, sender reports and repeats to it."""

from dataclasses import dataclass
from typing import Protocol

from media.sfu.down_track import DownTrack
from media.sfu.up_track import UpTrack
from media.sfu.wire import rtcp
from media.sfu.wire.rtp import Packet

NEVER = 0.0


class Outlet(Protocol):
    """Where a subscriber's packets go."""

    def send_rtp(self, packet: bytes) -> None:
        """Encrypt a packet, to be sent with those that follow from the same datagram; raises nothing."""

    def send_rtcp(self, packet: bytes) -> None:
        """Encrypt and send a report; raises nothing."""


@dataclass(slots=True, eq=False, kw_only=True)
class TrackSubscription(DownTrack):
    """The section stays when a track ends, and carries the next one on the same stream. Times are monotonic seconds.

    The stream is described from the first answer on, whether or not it carries anything: on a section that was inactive
    Chromium plays nothing of a stream whose packets come before its description.
    """

    outlet: Outlet
    cname: str
    track: UpTrack | None = None
    heard: rtcp.ReportBlock | None = None  # the subscriber's last report
    round_trip: float | None = None  # s
    repeated: int = 0  # packets sent again
    _reported_as: int = 0
    _reported_at: float = NEVER

    def start(self, track: UpTrack, now: float) -> None:
        """Receive this track from here on."""
        self.track = track
        self.needs_keyframe = track.is_video
        self.pause()
        track.subscriptions.append(self)
        track.want_keyframe(now)

    def stop(self) -> None:
        """Receive nothing any more."""
        if self.track:
            self.track.subscriptions.remove(self)
            self.track = None
            self.pause()

    def deliver(self, packet: Packet, now: float) -> None:
        """Pass a packet of the track on."""
        out = self.forward(packet, now)
        if out is not None:
            self.outlet.send_rtp(out)

    def report(self, report: rtcp.SenderReport, now: float) -> None:
        """Pass the publisher's clock on, in this stream's timestamps."""
        if self.waiting:
            return
        own = rtcp.SenderReport(
            self.ssrc,
            report.ntp,
            self.timestamp_of(report.timestamp),
            self.packets & 0xFFFFFFFF,
            self.octets & 0xFFFFFFFF,
        )
        self._reported_as, self._reported_at = own.ntp_middle, now
        self.outlet.send_rtcp(rtcp.sender_report(own, self.cname))

    def told(self, said: rtcp.Report, now: float) -> None:
        """What the subscriber says about the stream."""
        if isinstance(said, rtcp.ReportBlock):
            self.heard = said
            if said.last_report and said.last_report == self._reported_as:
                self.round_trip = max(0.0, now - self._reported_at - said.since_last_report / 65536)
        elif isinstance(said, rtcp.Lost):
            self._repeat(said.sequences)
        elif isinstance(said, rtcp.PictureLost) and self.track:
            self.track.want_keyframe(now)

    def _repeat(self, sequences: tuple[int, ...]) -> None:
        for sequence in sequences:
            original = self.original_sequence(sequence)
            packet = self.track.earlier(original) if self.track and original is not None else None
            if packet:
                self.repeated += 1
                self.outlet.send_rtp(self.resend(packet))
