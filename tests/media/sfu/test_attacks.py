"""Garbage, forgeries and hostile clients on the media port: nobody else notices."""

import asyncio
import socket
from random import Random
from uuid import uuid4

import pytest
from aioice import stun
from pylibsrtp import Session

from media.provider import Answer, NoSuchConnection, OfferRefused
from tests.media.conftest import Reported, Room
from tests.media.peers import TestPeer, Tone, until


async def call_of_two(room: Room) -> tuple[TestPeer, TestPeer]:
    speaker, listener = room.peer(), room.peer()
    speaker.publish(Tone(440))
    await speaker.negotiate()
    listener.receive()
    await listener.negotiate()
    await listener.hears(440)
    return speaker, listener


def sender_of(peer: TestPeer) -> tuple[Session, socket.socket, tuple[str, int]]:
    """What encrypts a client's packets, its socket, and where they go."""
    dtls = peer.pc.getTransceivers()[0].sender.transport
    pair = dtls.transport._connection._nominated[1]
    return dtls._tx_srtp, pair.protocol.transport.get_extra_info("socket")._sock, pair.remote_addr


def noise(random: Random) -> bytes:
    first = random.choice([0, 1, 20, 22, 25, 63, 128, 144, 191, random.randrange(256)])
    return bytes([first]) + random.randbytes(random.randrange(1400))


async def test_noise_from_strangers_and_clients_disturbs_nobody(room: Room, reported: Reported) -> None:
    speaker, listener = await call_of_two(room)
    random = Random(1)
    _, own, address = sender_of(speaker)
    async with speaker, listener:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            for number in range(20_000):
                stranger.sendto(noise(random), address)
                own.sendto(bytes([random.choice([0, 1, 128, 200])]) + random.randbytes(80), address)
                if number % 100 == 0:
                    await asyncio.sleep(0)
        for ear in listener.ears.values():
            ear.empty()
        await listener.hears(440)
    assert not reported.of("failed")


async def test_authentic_rtp_and_rtcp_with_broken_insides_disturbs_nobody(room: Room) -> None:
    speaker, listener = await call_of_two(room)
    random = Random(2)
    srtp, own, address = sender_of(speaker)
    ssrc = speaker.pc.getTransceivers()[0].sender._ssrc.to_bytes(4, "big")
    highest = max(t.reception.highest for p in room.sfu._peers.values() for t in p.up.values())
    async with speaker, listener, room.peer() as bystander:
        bystander.publish(Tone(880))
        await bystander.negotiate()
        listener.receive()
        await listener.negotiate()
        for number in range(5_000):
            if number % 2:
                head = (
                    bytes([random.choice([0x80, 0x90, 0xB0, 0x9F]), 96])
                    + (highest + 1000 + number & 0xFFFF).to_bytes(2, "big")
                    + random.randbytes(4)
                    + ssrc
                )
                own.sendto(srtp.protect(head + bytes(64) + random.randbytes(random.randrange(100))), address)
            else:
                head = bytes([0x80 | random.randrange(32), random.randrange(200, 207)])
                own.sendto(srtp.protect_rtcp(head + random.randbytes(random.randrange(6, 100))), address)
            if number % 50 == 0:
                await asyncio.sleep(0)
        for ear in listener.ears.values():
            ear.empty()
        await until(lambda: any(abs(tone - 880) < 20 for tone in listener.heard()))


async def test_a_check_with_a_guessed_password_takes_over_nothing(room: Room) -> None:
    speaker, listener = await call_of_two(room)
    connection = speaker.pc.getTransceivers()[0].sender.transport.transport._connection
    _, _, address = sender_of(speaker)
    before = {peer.ice.remote for peer in room.sfu._peers.values()}
    async with speaker, listener:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.settimeout(0.2)
            forged = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
            forged.attributes["USERNAME"] = f"{connection.remote_username}:{connection.local_username}"
            forged.attributes["USE-CANDIDATE"] = None
            forged.add_message_integrity(b"x" * 28)
            stranger.sendto(bytes(forged), address)
            with pytest.raises(TimeoutError):
                await asyncio.to_thread(stranger.recv, 2000)
        assert {peer.ice.remote for peer in room.sfu._peers.values()} == before


async def test_an_offer_for_another_call_or_with_moved_sections_changes_nothing(room: Room) -> None:
    peer_id = uuid4()
    async with room.peer(peer_id) as speaker, room.peer() as listener:
        speaker.publish(Tone(440))
        await speaker.negotiate()
        sdp = speaker.pc.localDescription.sdp
        with pytest.raises(OfferRefused, match="another call"):
            room.sfu.negotiate(call_id=uuid4(), peer_id=peer_id, sdp=sdp)
        moved = sdp.replace("a=mid:0", "a=mid:7").replace("BUNDLE 0", "BUNDLE 7")
        with pytest.raises(OfferRefused, match="section 0 of the offer before is missing or has moved"):
            room.sfu.negotiate(call_id=room.call_id, peer_id=peer_id, sdp=moved)
        listener.receive()
        await listener.negotiate()
        await listener.hears(440)


async def test_a_client_that_never_got_its_answer_replaces_what_is_not_up_yet_and_nothing_that_is(room: Room) -> None:
    peer_id, known = uuid4(), uuid4()

    def offer(peer: TestPeer) -> Answer:
        sdp = peer.pc.localDescription.sdp
        return room.sfu.negotiate(call_id=room.call_id, peer_id=peer_id, sdp=sdp, replaces=known)

    async with room.peer(peer_id) as lost, room.peer(peer_id) as again:
        for peer in (lost, again):
            peer.publish(Tone(440))
            await peer.pc.setLocalDescription(await peer.pc.createOffer())
        assert offer(lost).connection_id < offer(again).connection_id
        await again.negotiate()
        await again.connected()
        with pytest.raises(NoSuchConnection):
            offer(lost)


async def test_a_reloaded_client_replaces_its_old_connection(room: Room, reported: Reported) -> None:
    peer_id = uuid4()
    old, listener = room.peer(peer_id), room.peer()
    old.publish(Tone(440))
    await old.negotiate()
    listener.receive()
    await listener.negotiate()
    await listener.hears(440)
    async with room.peer(peer_id) as new, listener, old:
        new.publish(Tone(880))
        await new.negotiate()
        await new.connected()
        await listener.negotiate()
        await listener.hears(880)
    assert [fact[0] for fact in reported.facts if fact[1] == peer_id][:4] == [
        "connected",
        "published",
        "unpublished",
        "connected",
    ]
