"""What somebody without a token can do on the TCP port."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress

from benchmarks.attacks.by_members import Told
from benchmarks.attacks.installation import Target
from benchmarks.attacks.wire import ATTACKER, open_socket, swallow

PIECE = b"x" * 65_536


async def _again_and_again(attempt: Callable[[Told], Awaitable[None]], at_once: int, pause: float = 0.01) -> Told:
    told: Told = Counter()

    async def go_on() -> None:
        while True:
            with suppress(OSError, EOFError):
                await attempt(told)
            await asyncio.sleep(pause)

    with suppress(asyncio.CancelledError):
        await asyncio.gather(*(go_on() for _ in range(at_once)))
    return told


async def endless_headers(target: Target) -> Told:
    """Four at once, each as fast as it is taken."""

    async def endless(told: Told) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", target.port, local_addr=(ATTACKER, 0))
        told["connections"] += 1
        reading = asyncio.create_task(swallow(reader))
        writer.write(b"GET / HTTP/1.1\r\nX-Endless: ")
        try:
            while not reading.done():
                writer.write(PIECE)
                await writer.drain()
                told["MB"] += 1
        finally:
            writer.close()
            reading.cancel()

    told = await _again_and_again(endless, 4)
    told["MB"] //= 16
    return told


async def half_sent_requests(target: Target) -> Told:
    """Nine hundred that never end; each is made anew when it is closed."""

    async def half(told: Told) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", target.port, local_addr=(ATTACKER, 0))
        told["connections"] += 1
        writer.write(b"POST /graphql HTTP/1.1\r\nHost: ringlog\r\nContent-Length: 100000\r\n")
        await swallow(reader)
        told["closed by the server"] += 1
        writer.close()

    return await _again_and_again(half, 900, 0.1)


async def sockets_without_init(target: Target) -> Told:
    """Five hundred at once that never say who they are."""

    async def silent(told: Told) -> None:
        told["attempts"] += 1
        reader, writer = await open_socket(target.port)
        told["opened"] += 1
        await swallow(reader)
        writer.close()

    return await _again_and_again(silent, 500, 0.1)


async def connections_as_fast_as_can_be(target: Target) -> Told:
    """Fifty at a time that are opened and dropped."""

    async def knock(told: Told) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", target.port, local_addr=(ATTACKER, 0))
        told["connections"] += 1
        writer.close()

    return await _again_and_again(knock, 50)


async def tiny_requests(target: Target) -> Told:
    """Pipelined, as many as fit into what is read at once."""

    async def pipelined(told: Told) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", target.port, local_addr=(ATTACKER, 0))
        told["connections"] += 1
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 9000)
        await swallow(reader)
        writer.close()

    return await _again_and_again(pipelined, 10)


async def tiny_chunks(target: Target) -> Told:
    """Bodies of one byte a chunk."""

    async def chunked(told: Told) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", target.port, local_addr=(ATTACKER, 0))
        told["connections"] += 1
        writer.write(b"POST /nothing HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        reading = asyncio.create_task(swallow(reader))
        try:
            while not reading.done():
                writer.write(b"1\r\nx\r\n" * 10_000)
                await writer.drain()
        finally:
            writer.close()
            reading.cancel()

    return await _again_and_again(chunked, 10)
