"""A world on a database of its own, and a server for it."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack
from typing import Protocol

import pytest_asyncio
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from api.live import Admission, ChangeFeed, LiveEndpoint, UsageLimits
from tests.api.live.sample import Boards, Context, World, schema
from tests.api.live.server import serving

POSITION = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM positions"


@pytest_asyncio.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    boards = Boards(database_url)
    async with ChangeFeed(database_url, position_query=POSITION) as changes:
        yield World(boards, changes)
    boards.close()


class Serve(Protocol):
    """Starts the endpoint and says its URL."""

    def __call__(self, limits: UsageLimits | None = None) -> Awaitable[str]: ...


@pytest_asyncio.fixture
async def serve(world: World) -> AsyncIterator[Serve]:
    stack = AsyncExitStack()

    async def started(limits: UsageLimits | None = None) -> str:
        endpoint = LiveEndpoint(
            world.authenticate,
            world.scope_of,
            world.changes,
            Admission(schema, limits),
            viewer_context=lambda reader, _: Context(world, reader=reader),
            shared_context=lambda visibility: Context(world, visibility),
        )
        stack.push_async_callback(endpoint.close)
        return await stack.enter_async_context(serving(Starlette(routes=[WebSocketRoute("/graphql", endpoint)])))

    async with stack:
        yield started


@pytest_asyncio.fixture
async def url(serve: Serve) -> str:
    return await serve()
