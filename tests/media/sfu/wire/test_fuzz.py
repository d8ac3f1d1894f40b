"""A flood of broken packets: nobody who wasn't attacked loses a connection, and nothing is left behind.

`RINGLOG_FUZZ=1000000` sends as many as the media server has to bear; every run sends some of them.
"""

import asyncio
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from aioice import stun

from media.sfu.sfu import Sfu
from media.sfu.transport.datagrams import Sockaddr
from tests.media.conftest import Reported, Room, running
from tests.media.peers import TestPeer, Tone, until
from tests.media.sfu.test_attacks import sender_of

PACKETS = int(os.environ.get("RINGLOG_FUZZ", "20000"))
AT_ONCE = 50  # then the media server gets its turn


def binding_request(random: Random, ufrag: str) -> bytes:
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    request.attributes["USERNAME"] = f"{ufrag}:{random.randbytes(4).hex()}"
    request.attributes["PRIORITY"] = random.randrange(1 << 31)
    request.add_message_integrity(random.randbytes(16))
    return bytes(request)


def well_formed(random: Random, ufrag: str) -> bytes:
    """A packet of some protocol that shares the port, as a stranger can make it."""
    kinds = (
        lambda: binding_request(random, ufrag),
        lambda: bytes([random.randrange(20, 64), 254, 253]) + random.randbytes(10) + b"\x00\x20" + random.randbytes(32),
        lambda: bytes([0x80, 111]) + random.randbytes(10 + random.randrange(1200)),
        lambda: bytes([0x80 | random.randrange(32), random.randrange(200, 207), 0, 7]) + random.randbytes(28),
    )
    return random.choice(kinds)()


def mutated(random: Random, packet: bytes) -> bytes:
    """Cut, extended, or with some bytes changed."""
    changed = bytearray(packet[: random.randrange(len(packet) + 1)] if random.random() < 0.3 else packet)
    for _ in range(random.randrange(4)):
        if changed:
            changed[random.randrange(len(changed))] = random.randrange(256)
    if random.random() < 0.1:
        changed += random.randbytes(random.randrange(1500))
    return bytes(changed[:1600])


def packets(random: Random, ufrag: str, count: int) -> Iterator[bytes]:
    samples = [well_formed(random, ufrag) for _ in range(200)]
    for _ in range(count):
        yield (
            random.randbytes(random.randrange(100))
            if random.random() < 0.2
            else mutated(random, random.choice(samples))
        )


def held() -> tuple[int, int, int, int]:
    """Tasks, threads, sockets and other open files of this process, but for the clients' encoders' threads."""
    threads = [thread for thread in threading.enumerate() if not thread.name.startswith("asyncio_")]
    files = [target for target in map(opened, Path("/proc/self/fd").iterdir()) if target is not None]
    sockets = sum(target.startswith("socket:") for target in files)
    return len(asyncio.all_tasks()), len(threads), sockets, len(files) - sockets


def opened(descriptor: Path) -> str | None:
    """What it refers to; None for the one that the folder was read with."""
    try:
        return str(descriptor.readlink())
    except FileNotFoundError:
        return None


async def no_more_than(before: tuple[int, int, int, int]) -> None:
    """Until nothing is held that wasn't before."""

    def none_left() -> bool:
        return all(now <= then for now, then in zip(held(), before, strict=True))

    await until(none_left, lambda: f"tasks, threads, sockets and files: {before} before, {held()} after")


def counted_datagrams(sfu: Sfu) -> list[None]:
    """Grows with each datagram that the media server takes: a flood that the kernel throws away proves nothing."""
    port, taken = sfu._opened(), list[None]()
    dispatch = port._dispatch

    def counting(data: bytes, sender: Sockaddr) -> None:
        taken.append(None)
        dispatch(data, sender)

    port._dispatch = counting  # type: ignore[method-assign]  # on its way, as it is
    return taken


async def attack(victim: TestPeer) -> None:
    """From strangers, and from the very address of a client, the victim."""
    random = Random(PACKETS)
    _, own, address = sender_of(victim)
    ufrag = str(victim.pc.getTransceivers()[0].sender.transport.transport._connection.remote_username)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.setblocking(False)
        for number, packet in enumerate(packets(random, ufrag, PACKETS)):
            sender = own if number % 4 == 0 and not 19 < (packet or b"\0")[0] < 64 else stranger
            try:
                sender.sendto(packet, address)
            except BlockingIOError:
                await asyncio.sleep(0.01)
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)


@pytest.mark.timeout(60 + PACKETS // 500)
async def test_a_flood_of_broken_packets_closes_nothing_and_leaves_nothing(reported: Reported) -> None:
    async with running(reported) as sfu, Room(sfu).peer() as first:  # what is loaded once is loaded now
        first.publish(Tone(440))
        await first.negotiate()
        await first.connected()
    before = held()
    victim_id = uuid4()
    async with running(reported) as sfu:
        room = Room(sfu)
        async with room.peer(victim_id) as victim, room.peer() as speaker, room.peer() as listener:
            for peer, tone in ((victim, 440), (speaker, 880)):
                peer.publish(Tone(tone))
                await peer.negotiate()
                await peer.connected()
            listener.receive(count=2)
            await listener.negotiate()
            await listener.hears(440, 880)
            during = held()
            closed, taken = len(reported.of("closed", "failed")), counted_datagrams(sfu)
            await attack(victim)
            for ear in listener.ears.values():
                ear.empty()
            await listener.hears(440, 880)
            assert len(reported.of("closed", "failed")) == closed
            await no_more_than(during)
            assert len(taken) > 0.9 * PACKETS
    await no_more_than(before)
