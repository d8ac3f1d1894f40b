"""Pictures: VP8 frames put together from packets (RFC 7741), in order, as they came."""

from dataclasses import dataclass
from typing import NamedTuple

from media.recorder.messages import PacketArrived
from media.recorder.stream_clock import StreamClock

WAIT = 1.0  # s for a missing packet to come after all
HOLD = 2048  # packets held while one is missing
LARGEST = 7680 * 4320  # pixels
LONGEST = 8 << 20  # bytes of a frame; at the limit of a video track, more than ten seconds
KEYFRAME_START = b"\x9d\x01\x2a"  # RFC 6386 §9.1


class Frame(NamedTuple):
    """A VP8 frame; `at` is seconds of our clock."""

    at: float
    is_keyframe: bool
    data: bytes


class PicturePart(NamedTuple):
    """What one packet carries of a frame."""

    starts_frame: bool
    data: bytes


@dataclass(slots=True)
class Assembly:
    """The frame that is being put together."""

    at: float
    data: bytearray


class PictureTrack:
    """After a loss that wasn't made good, the picture stands still until a keyframe: it is never wrong."""

    def __init__(self, clock: StreamClock) -> None:
        self.wants_keyframe = False
        self._clock = clock
        self._ssrc: int | None = None
        self._held: dict[int, PacketArrived] = {}  # by extended sequence number
        self._newest = 0
        self._next: int | None = None  # the sequence number that continues; None while waiting for a keyframe
        self._frame: Assembly | None = None

    def reported(self, ntp: float, timestamp: int, at: float) -> None:
        self._clock.reported(ntp, timestamp, at)

    def pause(self) -> None:
        """Only a keyframe can continue."""
        self._held.clear()
        self._next, self._frame = None, None

    def arrived(self, packet: PacketArrived) -> list[Frame]:
        """The frames that are whole now."""
        if packet.ssrc != self._ssrc:
            self._ssrc, self._newest = packet.ssrc, packet.sequence
            self.pause()
        self._held[self._extended(packet.sequence)] = packet
        if self._next is None:
            self._find_keyframe()
        frames = self._whole_frames()
        if self._held and (len(self._held) > HOLD or packet.at - min(p.at for p in self._held.values()) > WAIT):
            self._skip_loss()
            frames += self._whole_frames()
        return frames

    def _extended(self, sequence: int) -> int:
        extended = self._newest + ((sequence - self._newest + 0x8000 & 0xFFFF) - 0x8000)
        self._newest = max(self._newest, extended)
        return extended

    def _whole_frames(self) -> list[Frame]:
        frames: list[Frame] = []
        while self._next is not None and (packet := self._held.pop(self._next, None)) is not None:
            self._next += 1
            if packet.payload and (frame := self._add(packet)) is not None:
                frames.append(frame)
            if self._frame is not None and len(self._frame.data) > LONGEST:
                self._skip_loss()
        return frames

    def _add(self, packet: PacketArrived) -> Frame | None:
        part = part_of_frame(packet.payload)
        at = self._clock.time_of(self._clock.extended(packet.timestamp), packet.at)
        if part.starts_frame:
            self._frame = Assembly(at, bytearray())
        if self._frame is None:
            return None
        self._frame.data += part.data
        if not packet.ends_frame:
            return None
        done, self._frame = self._frame, None
        data = bytes(done.data)
        return Frame(done.at, is_keyframe(data), data) if data else None

    def _skip_loss(self) -> None:
        self._next, self._frame = None, None
        self.wants_keyframe = True
        self._find_keyframe()

    def _find_keyframe(self) -> None:
        """Go on at the newest keyframe that has begun; forget what is before it."""
        begun = [n for n, packet in self._held.items() if _starts_keyframe(packet)]
        if begun:
            self._next = max(begun)
            self.wants_keyframe = False
        elif len(self._held) > 64:
            self.wants_keyframe = True
        oldest = self._newest - 64 if self._next is None else self._next
        self._held = {n: packet for n, packet in self._held.items() if n >= oldest}


def part_of_frame(payload: bytes) -> PicturePart:
    """A payload without its descriptor (RFC 7741 §4.2); empty when it is cut short."""
    if not payload:
        return PicturePart(False, b"")
    first, at = payload[0], 1
    if first & 0x80 and len(payload) > 1:
        extension, at = payload[1], 2
        if extension & 0x80:
            at += 2 if len(payload) > 2 and payload[2] & 0x80 else 1
        at += bool(extension & 0x40) + bool(extension & 0x30)
    return PicturePart(first & 0x1F == 0x10, payload[at:])


def is_keyframe(data: bytes) -> bool:
    """Whether a VP8 frame needs no earlier one (RFC 6386 §9.1), and is of a size that screens have."""
    if len(data) < 10 or data[0] & 0x01 or data[3:6] != KEYFRAME_START:
        return False
    width, height = size_of(data)
    return 0 < width * height <= LARGEST


def size_of(keyframe: bytes) -> tuple[int, int]:
    """Width and height of a keyframe in pixels."""
    width, height = int.from_bytes(keyframe[6:8], "little"), int.from_bytes(keyframe[8:10], "little")
    return width & 0x3FFF, height & 0x3FFF


def _starts_keyframe(packet: PacketArrived) -> bool:
    part = part_of_frame(packet.payload)
    return part.starts_frame and is_keyframe(part.data)
