"""The API process: a server on the configured port until it is told to stop."""

import asyncio
import logging
from contextlib import AsyncExitStack

import uvicorn

from api.config import Config
from api.http.app import build_app
from api.http.house import open_house
from domain.clock import system_clock

logger = logging.getLogger(__name__)

CLOSE_WITHIN = 3  # seconds that open connections get at the end


class ApiProcess:
    """Runs until `stop` is set."""

    def __init__(self, config: Config) -> None:
        self._config = config

    async def run(self, stop: asyncio.Event) -> None:
        """Raises psycopg.Error when the database is out of reach at the start."""
        async with AsyncExitStack() as stack:
            house = await stack.enter_async_context(open_house(self._config, system_clock))
            app, live = build_app(self._config, house)
            stack.push_async_callback(live.close)
            server = uvicorn.Server(self._server_config(app))
            stopping = asyncio.create_task(self._stop(server, stop))
            await server._serve()  # noqa: SLF001 - serve() would take over the signals
            stop.set()
            await stopping

    async def _stop(self, server: uvicorn.Server, stop: asyncio.Event) -> None:
        await stop.wait()
        server.should_exit = True

    def _server_config(self, app: object) -> uvicorn.Config:
        """The protocol implementations that cost least per message (docs/decisions/live-queries.md)."""
        return uvicorn.Config(
            app,  # type: ignore[arg-type] # an ASGI application
            host=self._config.host,
            port=self._config.port,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            ws_max_size=self._config.max_request_bytes * 4,
            timeout_graceful_shutdown=CLOSE_WITHIN,
            proxy_headers=False,
        )
