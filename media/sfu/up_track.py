"""One track a peer publishes: what arrives is counted, asked for again when missing, and handed to every subscriber."""

from collections.abc import Callable
from uuid import UUID, uuid4

from media.provider import VIDEO, TrackKind
from media.sfu.reception import Missing, Reception
from media.sfu.subscriber import Subscriber
from media.sfu.wire import rtcp
from media.sfu.wire.rtp import AUDIO_LEVEL, ExtensionIds, Packet, extension, parse, starts_vp8_keyframe
from media.sfu.wire.sdp_offer import Codec

HISTORY = 1024  # packets kept to be sent again, a power of two
KEYFRAME_EVERY = 0.5  # s, at most; a keyframe costs the publisher many times a frame's bits
REPORT_EVERY = 0.1  # s, at most; a datagram has room for fifty reports, and each goes to every subscriber
SMALLEST = 160  # octets that a packet counts at least: sending on many small ones costs as much as many large ones
MOST_VIDEO_PACKETS = 1000  # a second


class BitrateLimit:
    """A bitrate that may not be exceeded for longer than a second."""

    def __init__(self, bits_per_second: int) -> None:
        self._seconds_per_octet = 8 / bits_per_second
        self._used_until = float("-inf")  # at that bitrate

    def take(self, octets: int, now: float) -> bool:
        """Whether this much more is within the limit."""
        until = max(self._used_until, now - 1.0) + octets * self._seconds_per_octet
        if until > now:
            return False
        self._used_until = until
        return True


class UpTrack:
    """Times are seconds of one monotonic clock. `feedback` sends RTCP to the publisher."""

    def __init__(
        self,
        publisher_id: UUID,
        kind: TrackKind,
        codec: Codec,
        limit: int,
        feedback: Callable[[bytes], None],
        ssrc: int,
    ) -> None:
        self.track_id = uuid4()
        self.publisher_id = publisher_id
        self.kind = kind
        self.codec = codec
        self.is_video = kind in VIDEO
        self.extension_ids: ExtensionIds = ()
        self.ssrc: int | None = None  # of the publisher
        self.reception = Reception(codec.clock_rate)
        self.limit = limit
        self.over_limit = 0  # packets dropped
        self.forwarding = True
        self.subscriptions: list[Subscriber] = []
        self._level: int | None = None
        self._feedback = feedback
        self._feedback_ssrc = ssrc
        self._bitrate = BitrateLimit(limit)
        self._smallest = max(SMALLEST, limit // 8 // MOST_VIDEO_PACKETS if self.is_video else 0)
        self._reported_at = float("-inf")
        self._missing = Missing()
        self._history: list[Packet | None] = [None] * (HISTORY if self.is_video else 0)
        self._keyframe_wanted = False
        self._keyframe_asked_at = float("-inf")

    def received(self, data: bytes, now: float) -> None:
        """Take a decrypted packet from the publisher, whatever is in it."""
        packet = parse(data)
        if packet is None or packet.payload_type != self.codec.payload_type:
            return
        if not self._bitrate.take(max(len(data), self._smallest), now):
            self.over_limit += 1
            return
        if packet.ssrc != self.ssrc:
            self._change_source(packet.ssrc)
        ahead = self.reception.add(packet.sequence, packet.timestamp, len(packet.payload), now)
        self._read_extensions(packet)
        if self.is_video:
            self._look_after_picture(packet, ahead, now)
        if self.forwarding:
            for subscription in self.subscriptions:
                subscription.deliver(packet, now)

    def reported(self, report: rtcp.SenderReport, now: float) -> None:
        """Pass the publisher's clock on, so that subscribers can play its tracks in sync."""
        if now - self._reported_at < REPORT_EVERY:
            return
        self._reported_at = now
        self.reception.reported(report, now)
        if self.forwarding:
            for subscription in self.subscriptions:
                subscription.report(report, now)

    def earlier(self, sequence: int) -> Packet | None:
        """A video packet of the last moments, to be sent again."""
        packet = self._history[sequence % HISTORY] if self._history else None
        return packet if packet and packet.sequence == sequence else None

    def want_keyframe(self, now: float) -> None:
        """Ask the publisher for a keyframe, and again until it comes, but not too often."""
        self._keyframe_wanted = self.is_video
        self._ask_for_keyframe(now)

    def second_passed(self, now: float) -> None:
        """Ask again for a keyframe that hasn't come: whoever shows a still picture sends nothing that reminds of it."""
        self._ask_for_keyframe(now)

    def set_forwarding(self, on: bool, now: float) -> None:
        """Let packets through, or cut them here, whatever the client sends."""
        if on == self.forwarding:
            return
        self.forwarding = on
        if on:
            self.want_keyframe(now)
        else:
            self._pause_all()

    def take_level(self) -> int | None:
        """The loudest audio level since the last time, 0 to 127 (silent); None without one, or while cut."""
        level, self._level = self._level, None
        return level if self.forwarding else None

    def _change_source(self, ssrc: int) -> None:
        self.ssrc = ssrc
        self.reception = Reception(self.codec.clock_rate)
        self._missing = Missing()
        self._pause_all()

    def _pause_all(self) -> None:
        for subscription in self.subscriptions:
            subscription.pause()

    def _read_extensions(self, packet: Packet) -> None:
        for uri, number in self.extension_ids:
            value = extension(packet.extension_profile, packet.extension_block, number)
            if value:
                packet.extensions += ((uri, value[:16]),)
                if uri == AUDIO_LEVEL:
                    self._level = min(value[0] & 0x7F, 127 if self._level is None else self._level)

    def _look_after_picture(self, packet: Packet, ahead: int, now: float) -> None:
        if self.forwarding:
            self._history[packet.sequence % HISTORY] = packet
        if not self._missing.arrived(packet.sequence, ahead, now):
            self._keyframe_wanted = True
            self._pause_all()  # until then, so that nobody waits for what is missing
        if lost := self._missing.due(now):
            self._feedback(rtcp.nack(self._feedback_ssrc, packet.ssrc, lost))
        if self._keyframe_wanted:
            self._keyframe_wanted = not starts_vp8_keyframe(packet.payload)
            self._ask_for_keyframe(now)

    def _ask_for_keyframe(self, now: float) -> None:
        if self._keyframe_wanted and self.ssrc is not None and now - self._keyframe_asked_at >= KEYFRAME_EVERY:
            self._keyframe_asked_at = now
            self._feedback(rtcp.picture_lost(self._feedback_ssrc, self.ssrc))
