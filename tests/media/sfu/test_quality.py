"""What is measured about a peer, against what its client knows."""

from uuid import uuid4

import pytest

from media.provider import NoSuchPeer, OfferRefused, TrackKind
from media.sfu.bitrate import Bitrate
from tests.media.conftest import Room
from tests.media.peers import Picture, Tone, until


def test_a_rate_is_the_bits_between_two_readings() -> None:
    rate = Bitrate()
    rate.add(1000, 1.0)
    assert rate.bits_per_second == 0
    rate.add(2000, 3.0)
    assert rate.bits_per_second == 4000
    rate.add(0, 4.0)
    assert rate.bits_per_second == 0


async def test_both_directions_are_measured(room: Room) -> None:
    speaker_id, listener_id = uuid4(), uuid4()
    async with room.peer(speaker_id) as speaker, room.peer(listener_id) as listener:
        speaker.publish(Tone(440))
        await speaker.negotiate()
        listener.receive()
        await listener.negotiate()
        await listener.hears(440)
        quality = room.sfu.quality
        await until(lambda: quality(speaker_id).bitrate_in > 0 and quality(listener_id).bitrate_out > 0)
        await until(lambda: quality(listener_id).round_trip is not None)
        (sent,), (received,) = quality(speaker_id).sends, quality(listener_id).receives
        assert (sent.kind, sent.lost, sent.over_limit, sent.forwarding) == (TrackKind.MICROPHONE, 0, 0, True)
        assert (received.track_id, received.publisher_id) == (sent.track_id, speaker_id)
        assert (received.lost, quality(listener_id).loss) == (0, 0.0)
        assert received.round_trip is not None
        assert 0 <= received.round_trip < 1000
        assert quality(listener_id).address == "127.0.0.1"


async def test_a_flood_is_cut_to_the_limit(room: Room) -> None:
    speaker_id = uuid4()
    async with room.peer(speaker_id) as speaker:
        section = speaker.publish(Tone(440))
        await speaker.negotiate()
        await until(lambda: room.sfu.quality(speaker_id).sends[0].packets > 0)
        header = b"\x80\x60" + bytes(6) + section.sender._ssrc.to_bytes(4, "big")
        highest = next(iter(room.sfu._peers[speaker_id].up.values())).reception.highest
        for number in range(1000):
            packet = header[:2] + (highest + 1000 + number & 0xFFFF).to_bytes(2, "big") + header[4:] + bytes(1000)
            await section.sender.transport._send_rtp(packet)
        await until(lambda: room.sfu.quality(speaker_id).sends[0].over_limit > 500)


async def test_nothing_is_known_of_who_is_not_there(room: Room) -> None:
    with pytest.raises(NoSuchPeer):
        room.sfu.quality(uuid4())
    with pytest.raises(NoSuchPeer):
        room.sfu.set_forwarding(uuid4(), TrackKind.MICROPHONE, False)


async def test_what_may_not_be_sent_is_refused(room: Room) -> None:
    async with room.peer() as peer:
        peer.publish(Tone(440))
        peer.publish(Picture(60))
        peer.publish(Picture(60))
        sdp = (await peer.pc.createOffer()).sdp
        sfu, call_id = room.sfu, room.call_id
        allowed = (TrackKind.MICROPHONE, TrackKind.CAMERA)
        kinds = {"1": TrackKind.SCREEN, "2": TrackKind.CAMERA}
        with pytest.raises(OfferRefused, match="credentials"):
            sfu.negotiate(call_id=call_id, peer_id=uuid4(), sdp=sdp.replace("a=ice-ufrag:", "a=x:"))
        with pytest.raises(OfferRefused, match="Two media sections of the offer send the camera"):
            sfu.negotiate(call_id=call_id, peer_id=uuid4(), sdp=sdp)
        with pytest.raises(OfferRefused, match="Sending the screen is not allowed"):
            sfu.negotiate(call_id=call_id, peer_id=uuid4(), sdp=sdp, kinds=kinds, allowed=allowed)
        with pytest.raises(OfferRefused, match="is audio and cannot carry the screen"):
            sfu.negotiate(call_id=call_id, peer_id=uuid4(), sdp=sdp, kinds={"0": TrackKind.SCREEN})
