"""Bytes on TCP connections: HTTP requests and WebSocket messages that cost whoever sends them as little as possible."""

import asyncio
import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

ATTACKER = "127.0.0.2"  # a loopback address of their own, since limits are per address
UPGRADE = (
    b"GET /graphql HTTP/1.1\r\nHost: ringlog\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)
PING = 9  # opcode (RFC 6455 §5.2)


@dataclass(eq=False)
class Lane:
    """One HTTP connection, opened anew when it has ended."""

    port: int
    address: str = ATTACKER
    writer: asyncio.StreamWriter | None = None
    reader: asyncio.StreamReader = field(default_factory=asyncio.StreamReader)

    async def open(self) -> asyncio.StreamWriter:
        if self.writer is None or self.writer.is_closing() or self.reader.at_eof():
            self.close()
            self.reader, self.writer = await asyncio.open_connection(
                "127.0.0.1", self.port, local_addr=(self.address, 0), limit=1 << 24
            )
        return self.writer

    async def post(self, body: bytes, token: str) -> int:
        """The status of the answer. Raises OSError, EOFError."""
        writer = await self.open()
        head = f"POST /graphql HTTP/1.1\r\nHost: ringlog\r\nAuthorization: Bearer {token}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        answer = await self.reader.readuntil(b"\r\n\r\n")
        fields = answer.decode("latin-1").lower()
        await self.reader.readexactly(int(fields.partition("content-length:")[2].partition("\r\n")[0] or 0))
        if "connection: close" in fields:
            self.close()
        return int(answer[9:12])

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
            self.writer = None


async def hammer(port: int, bodies: list[tuple[str, bytes]], lanes: int) -> Counter[str]:
    """Post these, each with its token, over and over on that many connections, until cancelled."""
    seen: Counter[str] = Counter()

    async def one(first: int) -> None:
        lane, number = Lane(port), first
        while True:
            token, body = bodies[number % len(bodies)]
            number += lanes
            try:
                seen[str(await lane.post(body, token))] += 1
            except (OSError, EOFError, ValueError):
                seen["ended"] += 1
                lane.close()
                await asyncio.sleep(0.01)

    with suppress(asyncio.CancelledError):
        await asyncio.gather(*(one(number) for number in range(lanes)))
    return seen


def frame(payload: bytes, opcode: int = 1) -> bytes:
    """A masked frame (RFC 6455 §5.2) whose mask is all zeros, so that it costs nothing to make."""
    size = len(payload)
    if size < 126:
        head = bytes([0x80 | opcode, 0x80 | size])
    elif size < 1 << 16:
        head = bytes([0x80 | opcode, 0x80 | 126]) + size.to_bytes(2, "big")
    else:
        head = bytes([0x80 | opcode, 0x80 | 127]) + size.to_bytes(8, "big")
    return head + bytes(4) + payload


def message(kind: str, **more: object) -> bytes:
    """A message of graphql-transport-ws, as a frame."""
    return frame(json.dumps({"type": kind, **more}).encode())


async def open_socket(port: int, token: str | None = None) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A WebSocket, initialised if there is a token. Raises OSError, EOFError."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(ATTACKER, 0), limit=1 << 24)
    writer.write(UPGRADE)
    answer = await reader.readuntil(b"\r\n\r\n")
    if b" 101 " not in answer:
        writer.close()
        raise ConnectionRefusedError(answer[:20])
    if token is not None:
        writer.write(message("connection_init", payload={"authorization": f"Bearer {token}"}))
    return reader, writer


async def swallow(reader: asyncio.StreamReader) -> int:
    """Bytes that came until the end."""
    size = 0
    with suppress(OSError):
        while data := await reader.read(1 << 18):
            size += len(data)
    return size
