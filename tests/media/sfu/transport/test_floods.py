"""Clients that send a great deal of what is small: it costs the others nothing, and the server little."""

from struct import pack
from uuid import uuid4

from media.provider import TrackKind
from media.sfu.down_track import RESENDS_PER_SECOND
from media.sfu.track_subscription import TrackSubscription
from media.sfu.up_track import UpTrack
from media.sfu.wire import rtcp
from media.sfu.wire.rtcp import MOST_LOST, SenderReport
from media.sfu.wire.sdp_offer import Codec

SSRC = 7
KEYFRAME = b"\x10\x00picture"
LIMITS = {TrackKind.MICROPHONE: 512_000, TrackKind.SCREEN: 6_000_000}


class Sent:
    """An outlet that counts."""

    def __init__(self) -> None:
        self.packets = self.reports = 0

    def send_rtp(self, packet: bytes) -> None:
        assert packet
        self.packets += 1

    def send_rtcp(self, packet: bytes) -> None:
        assert packet
        self.reports += 1


def published(kind: TrackKind = TrackKind.SCREEN) -> UpTrack:
    codec = Codec(96, "VP8", 90_000, "", "")
    return UpTrack(uuid4(), kind, codec, LIMITS[kind], lambda _: None, SSRC)


def subscribed(track: UpTrack, now: float = 0.0) -> tuple[TrackSubscription, Sent]:
    sent = Sent()
    subscription = TrackSubscription(90_000, 96, outlet=sent, cname="cname")
    subscription.start(track, now)
    return subscription, sent


def packet(sequence: int, payload: bytes = KEYFRAME) -> bytes:
    return pack("!BBHII", 0x80, 96, sequence & 0xFFFF, 0, SSRC) + payload


def test_reports_that_come_by_the_dozen_are_passed_on_one_at_a_time() -> None:
    track = published()
    _, sent = subscribed(track)
    track.received(packet(1), 1.0)
    for number in range(50):
        track.reported(SenderReport(SSRC, number, number, 1, 1), 1.0)
    assert sent.reports == 1
    track.reported(SenderReport(SSRC, 51, 51, 1, 1), 2.0)
    assert sent.reports == 2


def test_small_packets_are_limited_in_number() -> None:
    for kind, most in ((TrackKind.MICROPHONE, 400), (TrackKind.SCREEN, 1000)):
        track = published(kind)
        _, sent = subscribed(track)
        for number in range(20_000):
            track.received(packet(number), 1.0 + number / 2000)
        assert 10 * most <= sent.packets <= 11 * most
        assert track.over_limit == 20_000 - sent.packets


def test_a_datagram_asks_for_no_more_packets_than_anybody_misses() -> None:
    everything = pack("!BBHII", 0x81, 205, 2 + 365, 1, 2) + pack("!HH", 0, 0xFFFF) * 365
    (said,) = rtcp.parse(everything)
    assert isinstance(said, rtcp.Lost)
    assert len(said.sequences) == MOST_LOST


def test_asking_for_packets_that_are_not_there_counts_too() -> None:
    track = published()
    subscription, sent = subscribed(track)
    for number in range(10):
        track.received(packet(number), 1.0)
    there = 5 + subscription._sequence_offset & 0xFFFF
    missing = tuple(there + 100 + n & 0xFFFF for n in range(RESENDS_PER_SECOND))
    subscription.told(rtcp.Lost(subscription.ssrc, missing), 1.0)
    subscription.told(rtcp.Lost(subscription.ssrc, (there,)), 1.0)
    assert sent.packets == 10
    subscription.second_passed()
    subscription.told(rtcp.Lost(subscription.ssrc, (there,)), 2.0)
    assert sent.packets == 11
