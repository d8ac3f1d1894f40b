"""The connections of readers, and the keys that they open with what they read."""

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import AsyncRowFactory, tuple_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from event_log.connection import GAVE_UP, LOCK_PATIENCE
from event_log.vault.async_keys import AsyncKeys
from projections.engine.connection import SCHEMA, settings

Shape = AsyncRowFactory[Any]


class Pool(AsyncConnectionPool[AsyncConnection[tuple[Any, ...]]]):
    """For one event loop. A query that meets a lost connection is run again."""

    def __init__(self, database_url: str, *, connections: int, timeout: float) -> None:
        super().__init__(
            database_url,
            min_size=1,
            max_size=connections,
            kwargs=settings(SCHEMA, LOCK_PATIENCE),
            timeout=timeout,
            open=False,
            name="views",
        )
        self.keys = AsyncKeys(self._rows)

    async def answer(self, shape: Shape, query: str, parameters: Mapping[str, Any]) -> list[Any]:
        """All rows. Connections aren't tried out before they are used: it would take as long as most queries do."""
        try:
            return await self._asked(shape, query, parameters)
        except (PoolTimeout, *GAVE_UP):
            raise
        except psycopg.OperationalError:
            self.keys.start_over()
            await self.check()
            return await self._asked(shape, query, parameters)

    async def _rows(self, query: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return await self.answer(tuple_row, query, parameters)

    async def _asked(self, shape: Shape, query: str, parameters: Mapping[str, Any]) -> list[Any]:
        async with self.connection() as connection, connection.cursor(row_factory=shape) as cursor:
            await cursor.execute(query, parameters, binary=True)
            return await cursor.fetchall()


def connect_views(database_url: str, *, connections: int = 8, timeout: float = 10.0) -> Pool:
    """A pool for readers, to be opened by whoever uses it (`async with`, or `await pool.open()`).

    Asking for a connection raises psycopg_pool.PoolTimeout after `timeout` seconds.
    """
    return Pool(database_url, connections=connections, timeout=timeout)
