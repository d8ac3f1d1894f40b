"""RTP packets as bytes (RFC 3550 §5.1, RFC 8285, RFC 7741): headers read and written; nothing here raises."""

from functools import lru_cache
from struct import Struct

HEADER = Struct("!BBHII")
EXTENSION_HEADER = Struct("!HH")
ONE_BYTE_PROFILE = 0xBEDE
TWO_BYTE_PROFILE = 0x1000
VERSION_2 = 0x80
PADDING = 0x20
EXTENSION = 0x10
MARKER = 0x80

AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
VIDEO_ORIENTATION = "urn:3gpp:video-orientation"

ExtensionIds = tuple[tuple[str, int], ...]
"""Which header extensions a receiver knows, and under which id."""


class Packet:
    """A received RTP packet: the fields a forwarder rewrites, and the payload it never looks into.

    One is made for each packet that arrives, so it is written out: a dataclass takes twice the time.
    """

    __slots__ = (
        "bodies",
        "extension_block",
        "extension_profile",
        "extensions",
        "marker",
        "padding",
        "payload",
        "payload_type",
        "sequence",
        "ssrc",
        "timestamp",
    )

    def __init__(
        self,
        first: int,
        second: int,
        sequence: int,
        timestamp: int,
        ssrc: int,
        payload: bytes,
        profile: int,
        block: bytes,
    ) -> None:
        self.padding = first & PADDING  # the header's bit, in place
        self.marker = second & MARKER  # likewise
        self.payload_type = second & 0x7F
        self.sequence = sequence
        self.timestamp = timestamp
        self.ssrc = ssrc
        self.payload = payload
        self.extension_profile = profile
        self.extension_block = block
        self.extensions: tuple[tuple[str, bytes], ...] = ()
        self.bodies: dict[ExtensionIds, tuple[int, bytes]] = {}

    def body(self, ids: ExtensionIds) -> tuple[int, bytes]:
        """First header byte and everything behind the fixed header, for receivers that know these extensions."""
        known = self.bodies.get(ids)
        if known is None:
            block = extension_block(self.extensions, ids) if self.extensions else b""
            first = VERSION_2 | self.padding | (EXTENSION if block else 0)
            known = self.bodies[ids] = (first, block + self.payload)
        return known


def parse(data: bytes) -> Packet | None:
    """The packet in these bytes; None when it isn't RTP."""
    size = len(data)
    if size < HEADER.size:
        return None
    first, second, sequence, timestamp, ssrc = HEADER.unpack_from(data)
    start = HEADER.size + 4 * (first & 0x0F)
    profile, block = 0, b""
    if first & EXTENSION:
        if size < start + 4:
            return None
        profile, words = EXTENSION_HEADER.unpack_from(data, start)
        block = data[start + 4 : start + 4 + 4 * words]
        start += 4 + 4 * words
    if first & 0xC0 != VERSION_2 or start > size:
        return None
    return Packet(first, second, sequence, timestamp, ssrc, data[start:], profile, block)


def extension(profile: int, block: bytes, wanted: int) -> bytes | None:
    """The value of one header extension (RFC 8285 §4.2, §4.3); None when it isn't there or is cut short."""
    wide = profile & 0xFFF0 == TWO_BYTE_PROFILE
    if not wide and profile != ONE_BYTE_PROFILE:
        return None
    at, end = 0, len(block)
    while at < end:
        if block[at] == 0:
            at += 1
            continue
        if wide:
            if at + 2 > end:
                return None
            found, length, at = block[at], block[at + 1], at + 2
        else:
            found, length, at = block[at] >> 4, (block[at] & 0x0F) + 1, at + 1
        if found == wanted:
            return block[at : at + length] if at + length <= end else None
        at += length
    return None


@lru_cache(maxsize=4096)
def extension_block(extensions: tuple[tuple[str, bytes], ...], ids: ExtensionIds) -> bytes:
    """These values as a one-byte-header extension block for a receiver with these ids; empty when it knows none.

    An audio level has 256 values, so most blocks are made once.
    """
    values = dict(extensions)
    elements = b"".join(
        bytes([number << 4 | len(values[uri]) - 1]) + values[uri] for uri, number in ids if uri in values
    )
    if not elements:
        return b""
    elements += bytes(-len(elements) % 4)
    return EXTENSION_HEADER.pack(ONE_BYTE_PROFILE, len(elements) // 4) + elements


def starts_vp8_keyframe(payload: bytes) -> bool:
    """Whether a VP8 payload is the first packet of a frame that needs no earlier one (RFC 7741 §4.2, §4.3)."""
    if not payload or payload[0] & 0x1F != 0x10:  # start of partition 0
        return False
    at = 1
    if payload[0] & 0x80:
        if len(payload) < 2:
            return False
        present, at = payload[1], 2
        if present & 0x80:
            at += 2 if len(payload) > 2 and payload[2] & 0x80 else 1
        at += bool(present & 0x40) + bool(present & 0x30)
    return len(payload) > at and payload[at] & 0x01 == 0
