"""Calls between real clients: who hears whom, when they come late, leave, vanish or never arrive."""

import asyncio
import socket
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from media.provider import CloseReason, TrackKind
from media.sfu.sfu import Sfu
from media.sfu.transport.dtls_srtp import SecureTransport
from tests.media.conftest import LOOPBACK, Reported, Room, running
from tests.media.peers import TestPeer, Tone, until


async def join(room: Room, tone: float, receive: int) -> TestPeer:
    peer = room.peer()
    peer.publish(Tone(tone))
    peer.receive(count=receive)
    await peer.negotiate()
    return peer


async def test_three_peers_hear_exactly_the_tones_of_the_others(room: Room) -> None:
    async with await join(room, 440, 2) as a, await join(room, 880, 2) as b, await join(room, 1320, 2) as c:
        await a.negotiate()
        await b.negotiate()
        await a.hears(880, 1320)
        await b.hears(440, 1320)
        await c.hears(440, 880)


async def test_a_late_joiner_hears_those_present_and_is_heard_once_they_renegotiate(room: Room) -> None:
    async with await join(room, 440, 1) as a, await join(room, 880, 1) as b:
        await a.negotiate()
        await a.hears(880)
        async with await join(room, 1320, 2) as late:
            await late.hears(440, 880)
            a.receive()
            await a.negotiate()
            await a.hears(880, 1320)
            await b.hears(440)


async def test_nothing_is_decoded_on_the_way(room: Room) -> None:
    async with await join(room, 440, 1) as a, await join(room, 880, 1) as b:
        await b.hears(440)
        await a.negotiate()
        await a.hears(880)
        decoders = [thread for thread in threading.enumerate() if "decoder" in thread.name]
        receivers = [r for pc in (a.pc, b.pc) for r in pc.getReceivers() if r.track and r.track.kind == "audio"]
        assert len(decoders) == len(receivers)


async def test_who_is_not_connected_yet_keeps_nothing_from_the_others(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    async with room.peer() as speaker, room.peer() as late, room.peer() as listener:
        speaker.publish(Tone(440))
        await speaker.negotiate()
        late.receive()
        room.sfu.negotiate(call_id=room.call_id, peer_id=uuid4(), sdp=await offered(late))
        listener.receive()
        await listener.negotiate()
        await listener.hears(440)
    assert not [record for record in caplog.records if record.name.startswith("media")]


async def offered(peer: TestPeer) -> str:
    """An offer of a client that doesn't hear of the answer."""
    await peer.pc.setLocalDescription(await peer.pc.createOffer())
    return peer.pc.localDescription.sdp


async def test_what_happens_is_reported(room: Room, reported: Reported) -> None:
    before = datetime.now(UTC)
    peer_id = uuid4()
    async with room.peer(peer_id) as peer:
        peer.publish(Tone(440))
        await peer.negotiate()
        await until(lambda: bool(reported.of("published")))
        await room.sfu.close_peer(peer_id)
    kinds = [fact[:2] for fact in reported.facts]
    assert kinds == [(name, peer_id) for name in ("connected", "published", "unpublished", "closed")]
    assert reported.facts[1][3] is TrackKind.MICROPHONE
    assert reported.facts[1][2] == reported.facts[2][2]
    assert reported.facts[3][3] is CloseReason.BYE
    times = [fact[2] if fact[0] in ("connected", "closed") else fact[4] for fact in reported.facts]
    assert times == sorted(times, key=str)
    assert str(before) <= str(times[0])


async def test_a_peer_that_leaves_falls_silent_for_the_others(room: Room, reported: Reported) -> None:
    leaver_id = uuid4()
    async with room.peer(leaver_id) as leaver, await join(room, 880, 1) as stays:
        leaver.publish(Tone(440))
        await leaver.negotiate()
        await stays.negotiate()
        await stays.hears(440)
        await room.sfu.close_peer(leaver_id)
        for ear in stays.ears.values():
            ear.empty()
        assert reported.of("closed")[0][1] == leaver_id
        async with await join(room, 1320, 1) as late:
            await late.hears(880)
            await stays.negotiate()
            await stays.hears(1320)


async def test_a_client_that_closes_its_side_is_dropped(room: Room, reported: Reported) -> None:
    async with await join(room, 440, 0) as peer:
        await peer.connected()
    await until(lambda: bool(reported.of("closed")))
    assert reported.of("closed")[0][3] is CloseReason.DROPPED


async def test_a_client_that_vanishes_is_dropped_as_of_its_last_sign_of_life(reported: Reported) -> None:
    async with running(reported, replace(LOOPBACK, dropped_after=1.0, alive_every=0.2)) as sfu:
        room, peer_id = Room(sfu), uuid4()
        peer = room.peer(peer_id)
        peer.publish(Tone(440))
        await peer.negotiate()
        await until(lambda: peer_id in reported.alive_at)
        await peer.vanish()
        gone = datetime.now(UTC)
        await until(lambda: bool(reported.of("closed")))
        _, who, at, reason = reported.of("closed")[0]
        assert (who, reason) == (peer_id, CloseReason.DROPPED)
        assert isinstance(at, datetime)
        assert reported.alive_at[peer_id] <= at <= gone + timedelta(milliseconds=200)


async def test_nobody_is_dropped_for_the_time_in_which_everything_stood_still(reported: Reported) -> None:
    async with running(reported, replace(LOOPBACK, dropped_after=1.0, alive_every=0.2)) as sfu:
        room, ids = Room(sfu), {uuid4(), uuid4()}
        peers = [room.peer(peer_id) for peer_id in ids]
        for peer in peers:
            peer.publish(Tone(440))
            await peer.negotiate()
        await until(lambda: reported.alive_at.keys() >= ids)
        time.sleep(3)  # noqa: ASYNC251  a frozen machine
        thawed = datetime.now(UTC)
        await until(lambda: all(reported.alive_at[peer_id] > thawed for peer_id in ids))
        assert reported.of("closed") == []
        for peer in peers:
            await peer.vanish()


async def test_a_client_whose_packets_never_arrive_fails_with_the_port_to_check(reported: Reported) -> None:
    async with (
        running(reported, replace(LOOPBACK, connect_within=0.3)) as sfu,
        TestPeer(Room(sfu).signalling(uuid4())) as peer,
    ):
        peer.publish(Tone(440))
        await peer.pc.setLocalDescription(await peer.pc.createOffer())
        await peer._negotiate(peer.pc.localDescription.sdp)
        await until(lambda: bool(reported.of("failed")))
        assert reported.of("failed")[0][3] == f"no UDP packet arrived: is port {sfu.udp_port}/udp open?"
        assert not reported.of("connected", "closed")


async def test_a_client_with_another_certificate_than_in_its_offer_fails(room: Room, reported: Reported) -> None:
    other = TestPeer(room.signalling(uuid4()))
    fingerprint = next(
        line for line in (await described(other)).splitlines() if line.startswith("a=fingerprint:sha-256")
    )
    real = room.signalling(uuid4())

    async def swapped(sdp: str) -> str:
        lines = [line for line in sdp.splitlines() if not line.startswith("a=fingerprint")]
        at = next(number for number, line in enumerate(lines) if line.startswith("a=setup"))
        return await real("\r\n".join([*lines[:at], fingerprint, *lines[at:]]) + "\r\n")

    async with TestPeer(swapped) as peer, other:
        peer.publish(Tone(440))
        await peer.negotiate()
        await until(lambda: bool(reported.of("failed")))
        assert "certificate" in str(reported.of("failed")[0][3])


async def described(peer: TestPeer) -> str:
    peer.publish(Tone(440))
    return (await peer.pc.createOffer()).sdp


async def test_muting_on_the_server_cuts_the_packets_and_unmuting_resumes_them(room: Room) -> None:
    peer_id = uuid4()
    async with room.peer(peer_id) as speaker, await join(room, 880, 1) as listener:
        speaker.publish(Tone(440))
        await speaker.negotiate()
        await listener.negotiate()
        await listener.hears(440)
        room.sfu.set_forwarding(peer_id, TrackKind.MICROPHONE, False)
        (ear,) = listener.ears.values()
        await asyncio.sleep(0.3)  # what was under way has arrived
        heard = ear.frames
        await asyncio.sleep(0.5)
        assert ear.frames == heard
        room.sfu.set_forwarding(peer_id, TrackKind.MICROPHONE, True)
        ear.empty()
        await listener.hears(440)


@pytest.mark.parametrize("rounds", [1, 3])
async def test_closing_leaves_no_task_and_no_socket(reported: Reported, rounds: int) -> None:
    tasks = len(asyncio.all_tasks())
    for _ in range(rounds):
        async with running(reported) as sfu:
            room = Room(sfu)
            async with await join(room, 440, 1) as a, await join(room, 880, 1) as b:
                await a.connected()
                await b.connected()
                await sfu.close()
                await sfu.close()
    await until(lambda: len(asyncio.all_tasks()) == tasks, lambda: str(asyncio.all_tasks()))


async def test_closing_a_call_says_goodbye_to_its_peers_only(room: Room, reported: Reported) -> None:
    other = Room(room.sfu)
    async with await join(room, 440, 1) as a, await join(room, 880, 1) as b, await join(other, 1320, 0) as c:
        for peer in (a, b, c):
            await peer.connected()
        await until(lambda: len(reported.of("published")) == 3)
        await room.sfu.close_call(room.call_id)
        assert [fact[3] for fact in reported.of("closed")] == [CloseReason.BYE] * 2
        await room.sfu.close()
        assert [fact[3] for fact in reported.of("closed")] == [CloseReason.BYE] * 2 + [CloseReason.SHUTDOWN]


async def test_calls_do_not_hear_each_other(room: Room) -> None:
    other = Room(room.sfu)
    async with await join(room, 440, 1) as a, await join(other, 880, 1) as b, await join(room, 1320, 1) as c:
        await c.hears(440)
        await a.negotiate()
        await b.negotiate()
        await a.hears(1320)
        assert b.heard() == []


async def test_a_port_that_is_taken_says_so_at_the_start(sfu: Sfu, reported: Reported) -> None:
    with pytest.raises(OSError, match="in use"):
        await Sfu(reported, replace(LOOPBACK, udp_port=sfu.udp_port)).start()


@pytest.mark.parametrize("listen_host", ["localhost", "::1"])
async def test_it_listens_on_a_name_and_over_ipv6(reported: Reported, listen_host: str) -> None:
    own = str(socket.getaddrinfo(listen_host, None, type=socket.SOCK_DGRAM)[0][4][0])
    async with running(reported, replace(LOOPBACK, listen_host=listen_host)) as sfu:
        room = Room(sfu)
        async with room.peer() as speaker, room.peer() as listener:
            speaker.address = listener.address = own
            speaker.publish(Tone(440))
            answer = await speaker.negotiate()
            assert f" {own} {sfu.udp_port} typ host" in answer
            listener.receive()
            await listener.negotiate()
            await listener.hears(440)


async def test_clients_are_told_the_hosts_that_are_set(reported: Reported) -> None:
    settings = replace(LOOPBACK, ice_hosts=("203.0.113.7", "localhost"))
    async with running(reported, settings) as sfu, Room(sfu).peer() as peer:
        peer.publish(Tone(440))
        answer = await peer.negotiate()
        assert f" udp 2130706431 203.0.113.7 {sfu.udp_port} typ host" in answer
        await peer.connected()


async def test_a_peer_whose_handshake_ends_in_an_unexpected_way_has_failed_and_is_gone(
    room: Room, reported: Reported, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object) -> None:
        raise ValueError("not for us to know")

    monkeypatch.setattr(SecureTransport, "handshake", breaks)
    peer_id = uuid4()
    async with room.peer(peer_id) as peer:
        peer.publish(Tone(440))
        await peer.negotiate()
        await until(lambda: bool(reported.of("failed")))
    assert peer_id not in room.sfu._peers
    await until(lambda: not room.sfu._running)
    assert not room.sfu._calls
