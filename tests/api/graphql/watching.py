"""Reading subscriptions, state by state."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from gql import gql
from gql.client import AsyncClientSession


class Watcher:
    """Reads one subscription."""

    def __init__(self, results: Any, field: str) -> None:
        self._results = results
        self._field = field

    async def until(self, condition: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """The first state from now on for which the condition holds; a state may be skipped over by a newer one."""
        async with asyncio.timeout(20):
            async for result in self._results:
                state: dict[str, Any] = result[self._field]
                if condition(state):
                    return state
        raise AssertionError("the subscription ended")

    async def now(self) -> dict[str, Any]:
        return await self.until(lambda _: True)


@asynccontextmanager
async def watching(session: AsyncClientSession, query: str, **variables: object) -> AsyncIterator[Watcher]:
    """A subscription; its field is the first word after the brace."""
    field = query.partition("{")[2].split("(")[0].split("{")[0].strip()
    request = gql(query)
    request.variable_values = variables
    results = session.subscribe(request)
    try:
        yield Watcher(results, field)
    finally:
        await results.aclose()
