"""One published track on its way to one subscriber: the numbers are the subscriber's, the payload the publisher's."""

import secrets
from dataclasses import dataclass, field

from media.sfu.wire.rtp import HEADER, ExtensionIds, Packet, starts_vp8_keyframe

RESENDS_PER_SECOND = 400  # that one subscriber may ask for; more is an attack or a lost cause


@dataclass(slots=True, eq=False)
class DownTrack:
    """Keeps its subscriber's stream continuous while the publisher pauses, restarts or changes (RFC 3550 §5.1)."""

    clock_rate: int
    payload_type: int
    extension_ids: ExtensionIds = ()
    needs_keyframe: bool = False  # nothing is sent before one, as it could not be decoded
    ssrc: int = field(default_factory=lambda: secrets.randbits(32))
    packets: int = 0
    octets: int = 0
    waiting: bool = True  # for the packet that (re)starts the stream
    _sequence_offset: int = field(default_factory=lambda: secrets.randbits(15))
    _timestamp_offset: int = field(default_factory=lambda: secrets.randbits(32))
    _newest: Packet | None = None
    _newest_at: float = 0.0
    _start: int = 0  # the publisher's sequence number the stream (re)started with
    _packets_before: int = 0  # it (re)started
    _resends: int = RESENDS_PER_SECOND

    def pause(self) -> None:
        """Cut the stream; the next packet forwarded continues it without a gap."""
        self.waiting = True

    def forward(self, packet: Packet, now: float) -> bytes | None:
        """The packet as the subscriber expects it; None when it isn't for it."""
        newest = self._newest
        if self.waiting or newest is None:
            if not self._restart(packet, now):
                return None
        elif packet.sequence - newest.sequence & 0xFFFF < 0x8000:
            self._newest, self._newest_at = packet, now
        elif self._is_before_start(packet.sequence):
            return None
        self.packets += 1
        self.octets += len(packet.payload)
        return self._render(packet)

    def original_sequence(self, sequence: int) -> int | None:
        """Which of the publisher's packets a subscriber's sequence number stands for; None when it may not ask.

        Asking counts, whether or not the packet is still there.
        """
        if self.waiting or self._resends == 0:
            return None
        self._resends -= 1
        original = sequence - self._sequence_offset & 0xFFFF
        return None if self._is_before_start(original) else original

    def resend(self, packet: Packet) -> bytes:
        """An earlier packet once more, exactly as it was."""
        return self._render(packet)

    def timestamp_of(self, original: int) -> int:
        """The subscriber's timestamp for one of the publisher's."""
        return original + self._timestamp_offset & 0xFFFFFFFF

    def second_passed(self) -> None:
        """Allow asking again."""
        self._resends = RESENDS_PER_SECOND

    def _is_before_start(self, sequence: int) -> bool:
        """Of a sequence number, as long as they haven't come round."""
        young = self.packets - self._packets_before < 0x8000
        return young and sequence - self._start & 0xFFFF > 0x8000

    def _restart(self, packet: Packet, now: float) -> bool:
        if self.needs_keyframe and not starts_vp8_keyframe(packet.payload):
            return False
        last = self._newest
        if last is not None:
            self._sequence_offset = last.sequence + self._sequence_offset + 1 - packet.sequence & 0xFFFF
            if last.ssrc != packet.ssrc:
                elapsed = int((now - self._newest_at) * self.clock_rate)
                self._timestamp_offset = last.timestamp + self._timestamp_offset + elapsed - packet.timestamp
        self._newest, self._newest_at = packet, now
        self._start, self._packets_before, self.waiting = packet.sequence, self.packets, False
        return True

    def _render(self, packet: Packet) -> bytes:
        first, body = packet.bodies.get(self.extension_ids) or packet.body(self.extension_ids)
        return (
            HEADER.pack(
                first,
                packet.marker | self.payload_type,
                packet.sequence + self._sequence_offset & 0xFFFF,
                packet.timestamp + self._timestamp_offset & 0xFFFFFFFF,
                self.ssrc,
            )
            + body
        )
