"""What a subscriber's stream looks like, packet by packet."""

from itertools import pairwise
from struct import pack

from media.sfu.down_track import RESENDS_PER_SECOND, DownTrack
from media.sfu.wire.rtp import AUDIO_LEVEL, VIDEO_ORIENTATION, Packet, parse

KEYFRAME, LATER_FRAME = b"\x10\x00picture", b"\x10\x01picture"


def packet(sequence: int, timestamp: int = 0, ssrc: int = 7, payload: bytes = b"sound", first: int = 0x80) -> Packet:
    parsed = parse(pack("!BBHII", first, 0x80 | 111, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc) + payload)
    assert parsed
    return parsed


def sent(down: DownTrack, received: Packet, now: float = 0.0) -> Packet:
    out = down.forward(received, now)
    assert out is not None
    parsed = parse(out)
    assert parsed
    return parsed


def test_a_packet_gets_the_subscribers_numbers_and_keeps_marker_and_payload() -> None:
    out = sent(DownTrack(48000, 96, ssrc=99), packet(500, 9600))
    assert (out.payload_type, out.ssrc, out.marker, out.payload) == (96, 99, 0x80, b"sound")


def test_order_gaps_and_timestamps_are_the_publishers() -> None:
    down = DownTrack(48000, 96)
    one, three, two = sent(down, packet(65535, 100)), sent(down, packet(1, 300)), sent(down, packet(0, 200))
    assert [(p.sequence - one.sequence) & 0xFFFF for p in (two, three)] == [1, 2]
    assert [(p.timestamp - one.timestamp) & 0xFFFFFFFF for p in (two, three)] == [100, 200]


def test_a_pause_leaves_no_gap_in_the_sequence_and_the_pause_in_the_timestamps() -> None:
    down = DownTrack(48000, 96)
    before = sent(down, packet(10, 1000))
    down.pause()
    after = sent(down, packet(400, 201_000))
    assert (after.sequence - before.sequence) & 0xFFFF == 1
    assert (after.timestamp - before.timestamp) & 0xFFFFFFFF == 200_000


def test_another_publisher_continues_the_stream_by_the_clock() -> None:
    down = DownTrack(48000, 96)
    before = sent(down, packet(10, 1000), now=5.0)
    down.pause()
    after = sent(down, packet(60_000, 77, ssrc=8), now=5.5)
    assert (after.sequence - before.sequence) & 0xFFFF == 1
    assert (after.timestamp - before.timestamp) & 0xFFFFFFFF == 24_000


def test_packets_from_before_the_start_are_not_sent() -> None:
    down = DownTrack(48000, 96)
    sent(down, packet(10))
    assert down.forward(packet(9), 0.0) is None


def test_a_stream_longer_than_the_sequence_space_goes_on() -> None:
    down = DownTrack(48000, 96)
    outs = [sent(down, packet(n, n * 960)) for n in range(70_000)]
    assert {(b.sequence - a.sequence) & 0xFFFF for a, b in pairwise(outs)} == {1}


def test_a_picture_begins_with_a_keyframe() -> None:
    down = DownTrack(90000, 96, needs_keyframe=True)
    assert down.forward(packet(1, payload=LATER_FRAME), 0.0) is None
    assert down.forward(packet(2, payload=KEYFRAME), 0.0) is not None
    assert down.forward(packet(3, payload=LATER_FRAME), 0.0) is not None


def test_header_extensions_get_the_subscribers_ids_and_unknown_ones_are_left_out() -> None:
    received = packet(1)
    received.extensions = ((AUDIO_LEVEL, b"\x9e"), (VIDEO_ORIENTATION, b"\x01"))
    out = sent(DownTrack(48000, 96, extension_ids=((AUDIO_LEVEL, 5),)), received)
    assert (out.extension_profile, out.extension_block, out.payload) == (0xBEDE, b"\x50\x9e\x00\x00", b"sound")


def test_padding_stays_padding() -> None:
    out = sent(DownTrack(48000, 96), packet(1, first=0xA0, payload=b"sound\x00\x00\x03"))
    assert (out.padding, out.payload) == (0x20, b"sound\x00\x00\x03")


def test_a_repeat_is_the_packet_that_was_lost() -> None:
    down = DownTrack(90000, 96)
    received = packet(10, 1000)
    first = down.forward(received, 0.0)
    assert first is not None
    parsed = parse(first)
    assert parsed
    assert down.original_sequence(parsed.sequence) == 10
    assert down.resend(received) == first


def test_a_subscriber_cannot_ask_without_end_for_repeats() -> None:
    down = DownTrack(90000, 96)
    lost = sent(down, packet(10)).sequence
    for _ in range(RESENDS_PER_SECOND):
        assert down.original_sequence(lost) == 10
        down.resend(packet(10))
    assert down.original_sequence(lost) is None
    down.second_passed()
    assert down.original_sequence(lost) == 10


def test_what_was_before_the_start_cannot_be_asked_for() -> None:
    down = DownTrack(90000, 96)
    first = sent(down, packet(10)).sequence
    assert down.original_sequence(first - 1 & 0xFFFF) is None
