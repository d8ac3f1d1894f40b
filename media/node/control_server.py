"""The HTTP server on which a media process takes its orders."""

import asyncio
import socket
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette

from runtime.http_server import Server

CLOSE_WITHIN = 1  # seconds that orders under way get at the end


class ControlServer:
    """Serves the application on a listening socket, which it closes; an async context manager."""

    def __init__(self, app: Starlette, listener: socket.socket) -> None:
        self._listener = listener
        self._server = Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                lifespan="off",
                ws="none",
                timeout_graceful_shutdown=CLOSE_WITHIN,
            )
        )

    async def __aenter__(self) -> Self:
        self._serving = asyncio.create_task(self._server.serve([self._listener]))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        await asyncio.wait({self._serving})
        self._listener.close()

    async def ended(self) -> None:
        """When it has, with what it ended with."""
        await asyncio.wait({self._serving})
        self._serving.result()
