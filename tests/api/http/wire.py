"""A server with limits of the test's choice, and connections to it on which anything may be sent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from api.http.client_addresses import ClientAddresses
from api.http.client_filter import ClientFilter
from api.http.connection_limits import ConnectionLimits
from api.http.limited_config import LimitedConfig
from api.http.limited_http import LimitedHttp
from api.http.limited_websocket import LimitedWebSocket
from tests.patience import LONG_ENOUGH

GET = b"GET / HTTP/1.1\r\nHost: ringlog\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: ringlog\r\n"
UPGRADE = (
    b"GET /socket HTTP/1.1\r\nHost: ringlog\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
TEXT, CLOSE, PING = 1, 8, 9  # opcodes (RFC 6455 §5.2)


def frame(opcode: int, payload: bytes = b"", *, last: bool = True) -> bytes:
    """A short one, masked with zeros."""
    return bytes([0x80 * last | opcode, 0x80 | len(payload)]) + bytes(4) + payload


@dataclass
class Wire:
    """One connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def send_until_ended(self, piece: bytes) -> int:
        """How many bytes the server let be sent."""
        sent = 0
        with suppress(ConnectionError):
            while True:
                await self.send(piece)
                sent += len(piece)
                await asyncio.sleep(0)  # the server is on the same loop
        return sent

    async def answer(self) -> tuple[int, bytes]:
        """Status and body of the next answer."""
        async with asyncio.timeout(LONG_ENOUGH):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
            length = head.partition("content-length: ")[2].partition("\r\n")[0]
            return int(head.split()[1]), await self.reader.readexactly(int(length or 0))

    async def refusal(self) -> tuple[int, str]:
        """Status and code of an answer after which the connection ends."""
        status, body = await self.answer()
        await self.ended()
        (error,) = httpx.Response(status, content=body).json()["errors"]
        assert error["message"]
        return status, error["extensions"]["code"]

    async def close_code(self) -> int:
        """What a WebSocket is closed with, whatever came before."""
        async with asyncio.timeout(LONG_ENOUGH):
            while True:
                opcode, size = await self.reader.readexactly(2)
                payload = await self.reader.readexactly(size)
                if opcode & 0x0F == CLOSE:
                    return int.from_bytes(payload[:2], "big")

    async def ended(self) -> None:
        """Until the server has ended the connection."""
        async with asyncio.timeout(LONG_ENOUGH):
            with suppress(ConnectionError):
                while await self.reader.read(1 << 16):
                    pass

    async def close(self) -> None:
        self.writer.close()
        with suppress(ConnectionError):
            await self.writer.wait_closed()


@dataclass
class Served:
    """A server that answers with the length of what it was sent, and keeps the WebSockets of `/socket` open."""

    server: uvicorn.Server
    wires: list[Wire] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.server.servers[0].sockets[0].getsockname()[1])

    async def connect(self, data: bytes = b"") -> Wire:
        wire = Wire(*await asyncio.open_connection("127.0.0.1", self.port))
        self.wires.append(wire)
        await wire.send(data)
        return wire


async def _measure(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


async def _stay(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.receive()


async def _overwhelm(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_bytes(LARGE)


async def _overflow(_: Request) -> Response:
    return Response(LARGE)


LARGE = bytes(32_000_000)  # more than the buffers of both ends have room for
APP = Starlette(
    routes=[
        Route("/", _measure, methods=["GET", "POST"]),
        Route("/large", _overflow),
        WebSocketRoute("/socket", _stay),
        WebSocketRoute("/large", _overwhelm),
    ]
)


@asynccontextmanager
async def serving(limits: ConnectionLimits, *, per_address: int = 1000, app: ASGIApp = APP) -> AsyncIterator[Served]:
    addresses = ClientAddresses(per_address)
    filtered = ClientFilter(app, addresses, ())
    config = LimitedConfig(
        filtered,
        limits,
        addresses,
        lambda _: False,
        port=0,
        http=LimitedHttp,
        ws=LimitedWebSocket,
        log_config=None,
        lifespan="off",
    )
    async with running(config) as served:
        yield served


@asynccontextmanager
async def running(config: uvicorn.Config) -> AsyncIterator[Served]:
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    while not server.started:
        assert not serving.done()
        await asyncio.sleep(0.01)
    served = Served(server)
    try:
        yield served
    finally:
        for wire in served.wires:
            await wire.close()
        server.should_exit = True
        await serving
