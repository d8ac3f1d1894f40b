"""What others notice of an attack: how long their questions take, and how long their packets are on the way.

Both are asked at a steady pace whatever comes back, so that a stall is counted as often as it would have been noticed.
"""

import asyncio
import json
import sys
import time
from contextlib import suppress
from typing import Any

from benchmarks import forward_load
from benchmarks.attacks.installation import QUIET, VICTIMS, Target
from benchmarks.attacks.wire import Lane
from media.sfu.transport.dtls_srtp import SecureTransport

ASK_EVERY = 0.02  # seconds
GIVEN_UP_AFTER = 30.0  # seconds; an answer that takes longer counts as that
QUESTION = "{ viewer { role } }"
AT = 12  # where a packet's payload begins (RFC 3550 §5.1)

Delays = list[float]  # milliseconds


def asking(target: Target, begin: float, seconds: float) -> Delays:
    """Milliseconds that answers took. Run in a process of its own; `begin` is a time of the system's clock."""
    return asyncio.run(_ask(target, begin, seconds))


async def _ask(target: Target, begin: float, seconds: float) -> Delays:
    idle: list[Lane] = []
    await asyncio.sleep(begin - time.time())
    start, questions = time.monotonic(), []
    for number in range(int(seconds / ASK_EVERY)):
        due = start + number * ASK_EVERY
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        token = target.tokens[VICTIMS[number % len(VICTIMS)]]
        questions.append(asyncio.create_task(_question(target, token, due, idle)))
    taken = list(await asyncio.gather(*questions))
    for lane in idle:
        lane.close()
    return taken


async def _question(target: Target, token: str, due: float, idle: list[Lane]) -> float:
    """Asked once more when the connection has just been ended, as HTTP clients do (RFC 9110 §9.2.2)."""
    body = json.dumps({"query": QUESTION}).encode()
    with suppress(TimeoutError, OSError, EOFError):
        async with asyncio.timeout(GIVEN_UP_AFTER):
            for lane in (*idle[-1:], Lane(target.port, "127.0.0.1")):
                if lane in idle:
                    idle.remove(lane)
                with suppress(OSError, EOFError):
                    status = await lane.post(body, token)
                    idle.append(lane)
                    if status == 200:
                        return (time.monotonic() - due) * 1000
                    print(f"a victim was answered with {status}", file=sys.stderr)
                    break
                lane.close()
    return GIVEN_UP_AFTER * 1000


class TimedPath(forward_load.Path):
    """Decrypts all that arrives."""

    def _count(self, data: bytes) -> None:
        if not 191 < data[1] < 224 and callable(self.on_media):
            self.on_media(data)


class TimedClient(forward_load.Client):
    """Its packets say when they were sent, and it notes how long those of others took."""

    def __init__(self) -> None:
        super().__init__("127.0.0.1")
        self.path = TimedPath()
        self.delays: Delays = []
        self.transport = SecureTransport(
            self.path,  # type: ignore[arg-type]  # all that it uses is there
            forward_load.CERTIFICATE,
            is_server=False,
            on_rtp=lambda packet: self.delays.append((time.time() - float(packet[AT : AT + 20])) * 1000),
            on_rtcp=lambda _: None,
        )

    async def speak_for(self, seconds: float) -> None:
        start = time.monotonic()
        for number in range(int(seconds * forward_load.RATE)):
            await asyncio.sleep(max(0.0, start + number / forward_load.RATE - time.monotonic()))
            head = bytes([0x80, forward_load.PAYLOAD_TYPE]) + number.to_bytes(2, "big")
            head += (960 * number).to_bytes(4, "big") + self.ssrc.to_bytes(4, "big")
            self.transport.send_rtp(head + f"{time.time():020.6f}".encode() + bytes(80))
            self.path.outbox.flush()


def calling(target: Target, begin: float, seconds: float) -> Delays:
    """Milliseconds that the packets of a call of two were on the way; lost ones count as given up."""
    return asyncio.run(_call(target, begin, seconds))


async def _call(target: Target, begin: float, seconds: float) -> Delays:
    speaker, listener = TimedClient(), TimedClient()
    for client, name, direction in ((speaker, VICTIMS[0], "sendonly"), (listener, VICTIMS[1], "recvonly")):
        await client.prepare()
        entered = await asyncio.to_thread(target.enter, QUIET, name)
        await client.connect(await negotiated(target, name, entered, client.description([direction])))
    await asyncio.sleep(begin - time.time())
    await speaker.speak_for(seconds)
    await asyncio.sleep(2)
    lost = max(0, int(seconds * forward_load.RATE) - len(listener.delays))
    return listener.delays + [GIVEN_UP_AFTER * 1000] * lost


async def negotiated(target: Target, name: str, entered: dict[str, str], sdp: str) -> forward_load.Remote:
    """What the server's answer to an offer says."""
    given: dict[str, Any] = {**entered, "sdpOffer": sdp}
    answer = await asyncio.to_thread(target.change, "negotiateMedia", "answer { sdp }", name, **given)
    return forward_load.Remote.read(answer["answer"]["sdp"])
