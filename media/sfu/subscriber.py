"""Who receives a track."""

from typing import Protocol

from media.sfu.wire import rtcp
from media.sfu.wire.rtp import Packet


class Subscriber(Protocol):
    """Who receives a track: a peer, or a recording. None of it raises."""

    def deliver(self, packet: Packet, now: float) -> None:
        """A packet of the track."""

    def report(self, report: rtcp.SenderReport, now: float) -> None:
        """The publisher's clock."""

    def pause(self) -> None:
        """Packets are missing from here on, until the next one."""

    def stop(self) -> None:
        """The track is over."""
