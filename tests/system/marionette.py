"""Firefox's own remote control, as far as tests need it: JSON over TCP, each message led by its length.

PyPI's marionette_driver needs Python's telnetlib, which is gone from 3.13.
"""

import asyncio
import json
import socket
from contextlib import suppress
from itertools import count
from typing import Any, Self


class Marionette:
    """One session; commands go one after another."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._numbers = count(1)
        self._asking = asyncio.Lock()

    @classmethod
    async def connect(cls, connected: socket.socket, script_timeout: float) -> Self:
        """script_timeout: in seconds, for each script."""
        marionette = cls(*await asyncio.open_connection(sock=connected))
        await marionette._received()  # who it is
        await marionette.ask("WebDriver:NewSession")
        await marionette.ask("WebDriver:SetTimeouts", script=round(1000 * script_timeout))
        return marionette

    async def ask(self, command: str, **parameters: Any) -> Any:
        """Its answer. Fails if it is an error."""
        async with self._asking:
            message = json.dumps([0, next(self._numbers), command, parameters])
            self._writer.write(f"{len(message)}:{message}".encode())
            _, _, error, result = await self._received()
        assert error is None, error
        return result

    async def evaluate(self, expression: str) -> Any:
        """What a JavaScript expression of the page comes to, as JSON."""
        script = (
            "const [text, done] = arguments; window.eval(text).then((json) => done([json]), (no) => done(`${no}`));"
        )
        text = f"(async () => JSON.stringify(await ({expression}) ?? null))()"
        parameters = {"script": script, "args": [text], "sandbox": None, "newSandbox": True}
        result = (await self.ask("WebDriver:ExecuteAsyncScript", **parameters))["value"]
        assert isinstance(result, list), result
        return json.loads(result[0])

    async def close(self) -> None:
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()

    async def _received(self) -> Any:
        length = await self._reader.readuntil(b":")
        return json.loads(await self._reader.readexactly(int(length[:-1])))
