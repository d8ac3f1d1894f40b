"""Pictures of which something is lost: they go on by themselves, at the latest with the next keyframe."""

from uuid import uuid4

from media.provider import TrackKind
from media.sfu.up_track import UpTrack
from media.sfu.wire import rtcp
from media.sfu.wire.rtp import HEADER, MARKER
from media.sfu.wire.sdp_offer import Codec
from tests.media.conftest import Room
from tests.media.peers import Picture, TestPeer, Tone, until
from tests.media.relay import Relay

VP8 = Codec(97, "VP8", 90_000, "", "")
KEYFRAME, ANY_FRAME = bytes.fromhex("1000"), bytes.fromhex("1001")
PUBLISHER, SERVER = 7, 8  # ssrcs


def packet(sequence: int, payload: bytes) -> bytes:
    return HEADER.pack(0x80, MARKER | VP8.payload_type, sequence, 3000 * sequence, PUBLISHER) + payload


def test_a_keyframe_is_asked_for_until_it_comes_also_of_a_still_picture_that_sends_nothing() -> None:
    asked: list[bytes] = []
    track = UpTrack(uuid4(), TrackKind.SCREEN, VP8, 1_000_000, asked.append, SERVER)
    track.received(packet(0, KEYFRAME), now=10.0)
    track.second_passed(now=10.5)
    assert not asked
    track.want_keyframe(now=11.0)
    track.want_keyframe(now=11.1)
    assert asked == [rtcp.picture_lost(SERVER, PUBLISHER)]
    for second in (12.0, 13.0):
        track.second_passed(second)
    assert len(asked) == 3
    track.received(packet(1, ANY_FRAME), now=13.2)
    track.second_passed(now=14.0)
    assert len(asked) == 4
    track.received(packet(2, KEYFRAME), now=14.1)
    track.second_passed(now=15.0)
    assert len(asked) == 4


class Lossy:
    """Loses one packet of the picture for good, however often it is sent again."""

    def __init__(self) -> None:
        self._lost: bytes | None = None
        self._pictures = 0
        self.times = 0

    def __call__(self, data: bytes) -> bool:
        if len(data) < HEADER.size or data[0] & 0xC0 != 0x80 or data[1] & 0x7F != VP8.payload_type:
            return False
        self._pictures += 1
        if self._pictures == 20:
            self._lost = data[2:4]
        self.times += data[2:4] == self._lost
        return data[2:4] == self._lost


async def test_a_picture_goes_on_although_a_packet_of_it_never_arrives(room: Room) -> None:
    signalling = room.signalling(uuid4())
    with Relay(("127.0.0.1", room.sfu.udp_port)) as relay:
        relay.loses = lossy = Lossy()

        async def through_the_relay(offer: str) -> str:
            return relay.led_here(await signalling(offer))

        async with room.peer() as sender, TestPeer(through_the_relay) as watcher:
            sender.publish(Tone(440))
            sender.publish(Picture(60))
            await sender.negotiate()
            for kind in ("audio", "video"):
                watcher.receive(kind)
            await watcher.negotiate()
            await until(lambda: lossy.times > 0)
            (eye,) = watcher.eyes.values()
            frames = eye.frames
            await until(lambda: eye.frames > frames + 5)
