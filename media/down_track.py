"""One published track on its way to one subscriber: the numbers are the subscriber's, the payload the publisher's."""

import secrets
from dataclasses import dataclass, field

from media.rtp import HEADER, ExtensionIds, Packet, starts_vp8_keyframe

RESENDS_PER_SECOND = 400  # to one subscriber; more is an attack or a lost cause


@dataclass(slots=True)
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
    _source: int | None = None  # ssrc of the publisher
    _sequence_offset: int = 0
    _timestamp_offset: int = field(default_factory=lambda: secrets.randbits(32))
    _last_sequence: int = field(default_factory=lambda: secrets.randbits(15))
    _last_timestamp: int = 0
    _last_at: float = 0.0
    _since_start: int = 0
    _start: int = 0  # the publisher's sequence number the stream (re)started with
    _resends: int = RESENDS_PER_SECOND

    def pause(self) -> None:
        """Cut the stream; the next packet forwarded continues it without a gap."""
        self.waiting = True

    def forward(self, packet: Packet, now: float) -> bytes | None:
        """The packet as the subscriber expects it; None when it isn't for it."""
        if self.waiting and not self._restart(packet, now):
            return None
        since = packet.sequence - self._start & 0xFFFF
        if since > 0x8000 and self._since_start < 0x8000:  # from before the start
            return None
        self._since_start += 1
        sequence = packet.sequence + self._sequence_offset & 0xFFFF
        if sequence - self._last_sequence & 0xFFFF < 0x8000:
            self._last_sequence = sequence
            self._last_timestamp = packet.timestamp + self._timestamp_offset
            self._last_at = now
        self.packets += 1
        self.octets += len(packet.payload)
        return self._render(packet)

    def original_sequence(self, sequence: int) -> int | None:
        """Which of the publisher's packets a subscriber's sequence number stands for; None when it may not ask."""
        if self.waiting or self._resends == 0:
            return None
        original = sequence - self._sequence_offset & 0xFFFF
        since = original - self._start & 0xFFFF
        return None if since > 0x8000 and self._since_start < 0x8000 else original

    def resend(self, packet: Packet) -> bytes:
        """An earlier packet once more, exactly as it was."""
        self._resends -= 1
        return self._render(packet)

    def timestamp_of(self, original: int) -> int:
        """The subscriber's timestamp for one of the publisher's."""
        return original + self._timestamp_offset & 0xFFFFFFFF

    def second_passed(self) -> None:
        """Allow resending again."""
        self._resends = RESENDS_PER_SECOND

    def _restart(self, packet: Packet, now: float) -> bool:
        if self.needs_keyframe and not starts_vp8_keyframe(packet.payload):
            return False
        if packet.ssrc != self._source and self._source is not None:
            elapsed = int((now - self._last_at) * self.clock_rate)
            self._timestamp_offset = self._last_timestamp + elapsed - packet.timestamp & 0xFFFFFFFF
        self._source = packet.ssrc
        self._sequence_offset = self._last_sequence + 1 - packet.sequence & 0xFFFF
        self._start, self._since_start, self.waiting = packet.sequence, 0, False
        return True

    def _render(self, packet: Packet) -> bytes:
        first, body = packet.body(self.extension_ids)
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
