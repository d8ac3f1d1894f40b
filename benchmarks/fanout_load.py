"""Many subscribers in one process, cheap enough that the server is what is measured."""

import asyncio
import base64
import json
import os
import struct
from typing import cast

HANDSHAKE = (
    "GET /graphql HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)
TEXT, CLOSE, PING, PONG = 0x81, 0x88, 0x89, 0x8A


class Subscriber(asyncio.Protocol):
    """One connection with one subscription; understands just as much of RFC 6455 as it takes to count states."""

    def __init__(self, crowd: "Crowd") -> None:
        self.crowd = crowd
        self.received = b""
        self.upgraded = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        key = base64.b64encode(os.urandom(16)).decode()
        self.transport.write(HANDSHAKE.format(host="127.0.0.1", port=self.crowd.port, key=key).encode())

    def data_received(self, data: bytes) -> None:
        self.received += data
        if not self.upgraded:
            self._upgrade()
        while (frame := self._frame()) is not None:
            self._take(*frame)

    def connection_lost(self, exc: Exception | None) -> None:
        self.crowd.lost(exc)

    def say(self, message: object) -> None:
        self._send(TEXT, json.dumps(message).encode())

    def _send(self, kind: int, payload: bytes) -> None:
        size = len(payload)
        head = struct.pack("!BB", kind, 0x80 | size) if size < 126 else struct.pack("!BBH", kind, 0x80 | 126, size)
        self.transport.write(head + bytes(4) + payload)  # masked with zeros

    def _upgrade(self) -> None:
        head, end, self.received = self.received.partition(b"\r\n\r\n")
        assert end, "the answer to the handshake came in pieces"
        assert head.startswith(b"HTTP/1.1 101"), head
        self.upgraded = True
        self.say({"type": "connection_init", "payload": {}})

    def _frame(self) -> tuple[int, bytes] | None:
        received = self.received
        if len(received) < 2:
            return None
        short = received[1]
        length, start = (int.from_bytes(received[2:4], "big"), 4) if short == 126 else (short, 2)
        if len(received) < start + length:
            return None
        self.received = received[start + length :]
        return received[0], received[start : start + length]

    def _take(self, kind: int, message: bytes) -> None:
        if kind == PING:
            self._send(PONG, message)
        elif kind == CLOSE:
            self.crowd.lost(ConnectionError(message[2:].decode()))
        elif message.startswith(b'{"type":"connection_ack"'):
            self.say({"type": "subscribe", "id": self.crowd.operation_id, "payload": self.crowd.request})
        else:
            self.crowd.heard(message)


class Crowd:
    """A number of subscribers of the same; knows when all of them got the next state."""

    def __init__(self, port: int, number: int, request: object) -> None:
        self.port = port
        self.number = number
        self.request = request
        self.operation_id = "2b1f0a52-5b6e-4f8e-9c54-0d9a1f6f8a11"
        self.state = b""
        self._missing = number
        self._all_heard: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._subscribers: list[Subscriber] = []

    async def gather(self) -> None:
        """Connect everyone; returns when all have their first state."""
        loop = asyncio.get_running_loop()
        for _ in range(self.number):
            _, subscriber = await loop.create_connection(lambda: Subscriber(self), "127.0.0.1", self.port)
            self._subscribers.append(subscriber)
        await self.all_heard()

    async def all_heard(self) -> None:
        """Returns when everyone got one more state."""
        async with asyncio.timeout(60):
            await self._all_heard
        self._all_heard = asyncio.get_running_loop().create_future()
        self._missing = self.number

    def heard(self, message: bytes) -> None:
        self.state = message
        self._missing -= 1
        if not self._missing:
            self._all_heard.set_result(None)

    def lost(self, error: Exception | None) -> None:
        if self._subscribers and not self._all_heard.done():
            self._all_heard.set_exception(error or ConnectionError("the server closed a connection"))

    def disperse(self) -> None:
        """Close all connections."""
        subscribers, self._subscribers = self._subscribers, []
        for subscriber in subscribers:
            subscriber.transport.abort()
