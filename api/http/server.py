"""The API process: a server on the configured port until it is told to stop."""

import asyncio
import logging
from contextlib import AsyncExitStack
from typing import Any

from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.backend.backend import Backend, open_backend
from api.http.app import build_app
from api.http.client_addresses import ClientAddresses
from api.http.client_filter import ClientFilter
from api.http.connection_limits import ConnectionLimits
from api.http.demo import OfferedUsers
from api.http.limited_config import LimitedConfig
from api.http.limited_http import LimitedHttp
from api.http.limited_websocket import LimitedWebSocket
from api.http.open_files import room_for_connections
from domain.kernel.clock import system_clock
from runtime.config import Config
from runtime.http_server import Server
from runtime.role_tasks import run_until

logger = logging.getLogger(__name__)

CLOSE_WITHIN = 3  # seconds that open connections get at the end


class ApiProcess:
    """Runs until `stop` is set."""

    def __init__(self, config: Config, demo_users: OfferedUsers | None = None) -> None:
        self._config = config
        self._demo_users = demo_users

    async def run(self, stop: asyncio.Event) -> None:
        """Raises psycopg.Error when the database is out of reach at the start; TaskEnded."""
        async with AsyncExitStack() as stack:
            backend = await stack.enter_async_context(open_backend(self._config, system_clock))
            app, live = build_app(self._config, backend, demo_users=self._demo_users)
            stack.push_async_callback(live.close)
            server = Server(server_config(app, self._config))
            listening = asyncio.create_task(self._listen(backend, stop))
            stopping = asyncio.create_task(self._stop(server, stop))
            await server.serve()
            stop.set()
            await stopping
            await listening

    async def _listen(self, backend: Backend, stop: asyncio.Event) -> None:
        """When a listener ends the server does too, in order: it would show what was, and never what is."""
        try:
            await run_until(
                stop,
                the_listener_for_changes=backend.changes.ended(),
                the_listener_for_speakers=backend.speakers.ended(),
            )
        finally:
            stop.set()

    async def _stop(self, server: Server, stop: asyncio.Event) -> None:
        await stop.wait()
        server.should_exit = True


def server_config(app: ASGIApp, config: Config) -> LimitedConfig:
    """The protocol implementations that cost least per message (docs/decisions/live-queries.md), within limits."""
    addresses = ClientAddresses(config.max_connections_per_address)
    filtered: Any = ClientFilter(app, addresses, config.origins())
    proxied = ProxyHeadersMiddleware(filtered, list(config.trusted_proxies))
    return LimitedConfig(
        proxied,
        _limits(config),
        addresses,
        proxied.trusted_hosts.__contains__,
        host=config.host,
        port=config.port,
        http=LimitedHttp,
        ws=LimitedWebSocket,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws_per_message_deflate=False,
        ws_max_size=config.max_request_bytes * 4,
        timeout_graceful_shutdown=CLOSE_WITHIN,
    )


def _limits(config: Config) -> ConnectionLimits:
    connections = room_for_connections(config.max_connections)
    if connections < config.max_connections:
        logger.warning("The limit of open files leaves room for %s connections", connections)
    return ConnectionLimits(body=config.max_request_bytes * 4, connections=connections)
