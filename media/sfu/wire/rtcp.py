"""RTCP (RFC 3550 §6, RFC 4585, RFC 5104): what clients report and ask for, and what is said to them; nothing raises."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from struct import Struct

SENDER_REPORT, RECEIVER_REPORT, SOURCE_DESCRIPTION, GOODBYE = 200, 201, 202, 203
TRANSPORT_FEEDBACK, PAYLOAD_FEEDBACK = 205, 206
NACK, PLI, FIR, APPLICATION = 1, 1, 4, 15
CNAME = 1
MAX_REPORT_BLOCKS = 31
MOST_LOST = 512  # packets asked for at once; a datagram has room for 6,000

_HEADER = Struct("!BBH")
_SENDER = Struct("!IQIII")
_BLOCK = Struct("!IIIIII")
_SSRCS = Struct("!II")
_LOST = Struct("!HH")


@dataclass(frozen=True, slots=True)
class SenderReport:
    """A publisher's clock: this RTP timestamp was at this NTP time."""

    ssrc: int
    ntp: int
    timestamp: int
    packets: int
    octets: int

    @property
    def ntp_middle(self) -> int:
        """The 32 bits by which receivers refer back to this report."""
        return self.ntp >> 16 & 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """What a receiver says about one stream. `fraction_lost` is in 1/256, `jitter` in timestamp units."""

    ssrc: int
    fraction_lost: int
    lost: int
    highest_sequence: int
    jitter: int
    last_report: int
    since_last_report: int  # in 1/65536 s


@dataclass(frozen=True, slots=True)
class Lost:
    """A receiver asks for packets again."""

    ssrc: int
    sequences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PictureLost:
    """A receiver asks for a keyframe."""

    ssrc: int


Report = SenderReport | ReportBlock | Lost | PictureLost


def is_rtcp(data: bytes) -> bool:
    """Tell RTCP from RTP on one port (RFC 5761 §4)."""
    return len(data) > 1 and 192 <= data[1] <= 223


def parse(data: bytes) -> Iterator[Report]:
    """The reports and requests in a compound packet, up to the first byte that makes no sense."""
    at = 0
    while len(data) - at >= _HEADER.size:
        first, kind, words = _HEADER.unpack_from(data, at)
        end = at + 4 + 4 * words
        if first & 0xC0 != 0x80 or end > len(data):
            return
        yield from _reports(kind, first & 0x1F, data[at + 4 : end])
        at = end


def _reports(kind: int, count: int, body: bytes) -> Iterator[Report]:
    if kind == SENDER_REPORT and len(body) >= _SENDER.size:
        yield SenderReport(*_SENDER.unpack_from(body))
        yield from _blocks(body[_SENDER.size :], count)
    elif kind == RECEIVER_REPORT:
        yield from _blocks(body[4:], count)
    elif kind == TRANSPORT_FEEDBACK and count == NACK and len(body) >= _SSRCS.size:
        yield Lost(_SSRCS.unpack_from(body)[1], tuple(islice(_lost(body[8:]), MOST_LOST)))
    elif kind == PAYLOAD_FEEDBACK and count in (PLI, FIR) and len(body) >= _SSRCS.size:
        yield from _picture_lost(count, body)


def _blocks(body: bytes, count: int) -> Iterator[ReportBlock]:
    for at in range(0, min(count * _BLOCK.size, len(body) - _BLOCK.size + 1), _BLOCK.size):
        ssrc, lost, highest, jitter, last, since = _BLOCK.unpack_from(body, at)
        total = (lost & 0xFFFFFF) - ((lost & 0x800000) << 1)
        yield ReportBlock(ssrc, lost >> 24, total, highest, jitter, last, since)


def _lost(body: bytes) -> Iterator[int]:
    for at in range(0, len(body) - _LOST.size + 1, _LOST.size):
        first, following = _LOST.unpack_from(body, at)
        yield first
        yield from ((first + n + 1) & 0xFFFF for n in range(16) if following >> n & 1)


def _picture_lost(count: int, body: bytes) -> Iterator[PictureLost]:
    if count == PLI:
        yield PictureLost(_SSRCS.unpack_from(body)[1])
        return
    for at in range(8, len(body) - 7, 8):
        yield PictureLost(int.from_bytes(body[at : at + 4], "big"))


def sender_report(report: SenderReport, cname: str) -> bytes:
    """A sender report and the source description that must go with it."""
    body = _SENDER.pack(report.ssrc, report.ntp, report.timestamp & 0xFFFFFFFF, report.packets, report.octets)
    name = cname.encode()
    item = report.ssrc.to_bytes(4, "big") + bytes([CNAME, len(name)]) + name
    item += bytes(4 - len(item) % 4)
    return _packet(SENDER_REPORT, 0, body) + _packet(SOURCE_DESCRIPTION, 1, item)


def receiver_report(ssrc: int, blocks: Sequence[ReportBlock]) -> bytes:
    """What has arrived of up to 31 streams."""
    body = b"".join(_packed(block) for block in blocks[:MAX_REPORT_BLOCKS])
    return _packet(RECEIVER_REPORT, len(blocks[:MAX_REPORT_BLOCKS]), ssrc.to_bytes(4, "big") + body)


def nack(ssrc: int, media_ssrc: int, sequences: Sequence[int]) -> bytes:
    """Ask for these packets again; `sequences` in the order they were sent."""
    items: list[list[int]] = []
    for sequence in sequences:
        ahead = (sequence - items[-1][0]) & 0xFFFF if items else 0
        if 1 <= ahead <= 16:
            items[-1][1] |= 1 << ahead - 1
        else:
            items.append([sequence, 0])
    body = b"".join(_LOST.pack(first, following) for first, following in items)
    return _packet(TRANSPORT_FEEDBACK, NACK, _SSRCS.pack(ssrc, media_ssrc) + body)


def picture_lost(ssrc: int, media_ssrc: int) -> bytes:
    """Ask for a keyframe."""
    return _packet(PAYLOAD_FEEDBACK, PLI, _SSRCS.pack(ssrc, media_ssrc))


def maximum_bitrate(ssrc: int, bits_per_second: int, media_ssrcs: Sequence[int]) -> bytes:
    """Tell a sender how much it may send on these streams together (draft-alvestrand-rmcat-remb-03)."""
    exponent = max(0, bits_per_second.bit_length() - 18)
    rate = len(media_ssrcs) << 24 | exponent << 18 | bits_per_second >> exponent
    ssrcs = b"".join(each.to_bytes(4, "big") for each in media_ssrcs)
    return _packet(PAYLOAD_FEEDBACK, APPLICATION, _SSRCS.pack(ssrc, 0) + b"REMB" + rate.to_bytes(4, "big") + ssrcs)


def _packed(block: ReportBlock) -> bytes:
    lost = max(-0x800000, min(block.lost, 0x7FFFFF)) & 0xFFFFFF
    return _BLOCK.pack(
        block.ssrc,
        block.fraction_lost << 24 | lost,
        block.highest_sequence,
        block.jitter,
        block.last_report,
        block.since_last_report,
    )


def _packet(kind: int, count: int, body: bytes) -> bytes:
    return _HEADER.pack(0x80 | count, kind, len(body) // 4) + body
