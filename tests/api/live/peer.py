"""A client that says exactly what a test wants to be said on the socket."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

PATIENCE = 10


class Peer:
    """One raw connection."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def say(self, message: dict[str, Any] | str | bytes) -> None:
        await self.connection.send(json.dumps(message) if isinstance(message, dict) else message)

    async def hear(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            heard = json.loads(await self.connection.recv())
        assert isinstance(heard, dict)
        return heard

    async def initialise(self, reader: str = "ann") -> None:
        await self.say({"type": "connection_init", "payload": {"reader": reader}})
        assert (await self.hear())["type"] == "connection_ack"

    async def subscribe(self, query: str, operation_id: str = "1", *, patches: bool = False, **variables: Any) -> None:
        payload = {"query": query, "variables": variables, "extensions": {"patches": True} if patches else None}
        await self.say({"type": "subscribe", "id": operation_id, "payload": payload})

    async def state(self) -> Any:
        """The data of the next message, which is a state."""
        heard = await self.hear()
        assert heard["type"] == "next", heard
        return heard["payload"]["data"]

    async def quiet(self) -> None:
        """Assert that nothing more was sent: the answer to a ping is the very next message."""
        await self.say({"type": "ping"})
        assert await self.hear() == {"type": "pong"}

    async def closed(self) -> tuple[int, str]:
        """Code and reason of the close, after whatever comes before it."""
        with suppress(ConnectionClosed):
            async with asyncio.timeout(PATIENCE):
                while True:
                    await self.connection.recv()
        assert self.connection.close_code is not None
        return self.connection.close_code, self.connection.close_reason or ""


@asynccontextmanager
async def peer(
    url: str, *, reader: str | None = None, subprotocol: str = "graphql-transport-ws"
) -> AsyncIterator[Peer]:
    """A connection; initialised if a reader is named."""
    async with connect(url, subprotocols=[Subprotocol(subprotocol)], compression=None) as connection:
        opened = Peer(connection)
        if reader is not None:
            await opened.initialise(reader)
        yield opened


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that has no message of its own to tell of it."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.005)
