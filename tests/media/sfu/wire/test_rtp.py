"""RTP headers as bytes: extensions of both forms, keyframes, and what isn't RTP."""

from random import Random

import pytest
from aiortc import rtp as reference

from media.sfu.wire import rtp

HEADER = bytes([0x80, 96]) + bytes(10)


def test_what_others_write_is_read() -> None:
    written = reference.RtpPacket(payload_type=96, marker=1, sequence_number=7, timestamp=9, ssrc=5, payload=b"sound")
    written.csrc = [1, 2]
    packet = rtp.parse(written.serialize())
    assert packet
    assert (packet.marker, packet.payload_type, packet.sequence, packet.timestamp) == (0x80, 96, 7, 9)
    assert (packet.ssrc, packet.payload) == (5, b"sound")


@pytest.mark.parametrize(
    ("profile", "block"),
    [
        (0xBEDE, b"\x00\x10\xaa\x31\xbb\xcc\x00\x00"),
        (0x1000, b"\x00\x01\x01\xaa\x03\x02\xbb\xcc"),
        (0x100F, b"\x01\x01\xaa\x03\x02\xbb\xcc\x00"),
    ],
)
def test_an_extension_is_found_by_its_id(profile: int, block: bytes) -> None:
    found = [rtp.extension(profile, block, wanted) for wanted in (1, 3, 2)]
    assert found == [b"\xaa", b"\xbb\xcc", None]


@pytest.mark.parametrize(
    ("profile", "block"), [(0xBEDE, b"\x13\xaa"), (0x1000, b"\x01"), (0x1000, b"\x01\x09\xaa"), (7, b"\x10\xaa")]
)
def test_a_broken_extension_is_none(profile: int, block: bytes) -> None:
    assert rtp.extension(profile, block, 1) is None


@pytest.mark.parametrize(
    ("payload", "starts"),
    [
        ("10 00", True),
        ("10 01", False),  # not a keyframe
        ("00 00", False),  # not the start of a partition
        ("11 00", False),  # another partition
        ("90 80 05 00", True),  # with a picture id of 7 bits
        ("90 80 85 01 00", True),  # of 15 bits
        ("90 e0 85 01 02 03 00", True),  # with everything else
        ("90 e0 85 01 02 03 01", False),
        ("90", False),
        ("90 80", False),
        ("10", False),
        ("", False),
    ],
)
def test_a_keyframe_is_told_by_its_first_bytes(payload: str, starts: bool) -> None:
    assert rtp.starts_vp8_keyframe(bytes.fromhex(payload)) is starts


@pytest.mark.parametrize(
    "data",
    [
        b"",
        HEADER[:11],
        bytes(12),
        HEADER[:1].replace(b"\x80", b"\x8f") + HEADER[1:],
        b"\x90" + HEADER[1:],
        b"\x90" + HEADER[1:] + b"\xbe\xde\x00\x09",
    ],
)
def test_what_is_cut_short_or_another_version_is_no_rtp(data: bytes) -> None:
    assert rtp.parse(data) is None


def test_noise_is_read_or_not_but_never_raises() -> None:
    random = Random(1)
    for _ in range(20_000):
        packet = rtp.parse(bytes([random.choice([0x80, 0x90, 0xBF])]) + random.randbytes(random.randrange(60)))
        if packet:
            rtp.extension(packet.extension_profile, packet.extension_block, random.randrange(1, 15))
            rtp.extension(0xBEDE, packet.payload, 1)
            rtp.extension(0x1000, packet.payload, 1)
            rtp.starts_vp8_keyframe(packet.payload)
