"""How views are read: batched, typed, over a pool of connections."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

R = TypeVar("R")
Pool = AsyncConnectionPool[AsyncConnection[tuple[Any, ...]]]


class Queries:
    """Base of the query classes. All methods raise psycopg.Error when the database is out of reach."""

    def __init__(self, pool: Pool) -> None:
        """`pool` comes from `projections.connect_views`."""
        self._pool = pool

    async def _rows(self, row_type: type[R], query: str, parameters: Mapping[str, Any]) -> list[R]:
        """All rows of the answer; its columns are the fields of `row_type`."""
        async with self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(query, parameters, binary=True)
            return msgspec.convert(await cursor.fetchall(), list[row_type])  # type: ignore[valid-type]  # known at run time

    async def _values(self, query: str, parameters: Mapping[str, Any]) -> list[Any]:
        """The only column of all rows."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(query, parameters, binary=True)
            return [value for (value,) in await cursor.fetchall()]


def grouped(rows: Iterable[R], by: str, ids: Iterable[UUID]) -> dict[UUID, list[R]]:
    """The rows by the value of one field, in their order; an empty list for an id that has none."""
    groups: dict[UUID, list[R]] = {id_: [] for id_ in ids}
    for row in rows:
        groups[getattr(row, by)].append(row)
    return groups
