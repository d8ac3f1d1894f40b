"""How views are read: batched, typed, over a pool of connections."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from psycopg import Connection
from psycopg.rows import dict_row, scalar_row

from event_log.vault.keys import Keys
from event_log.vault.sealing import Opener
from projections.engine.pool import Pool
from projections.engine.rows import rows_of
from projections.engine.schema import SQL
from projections.engine.sealed import in_rows, open_all, subjects_of
from projections.engine.view import View

R = TypeVar("R", bound=msgspec.Struct)
G = TypeVar("G")


class Queries:
    """Base of the query classes. A query that meets a lost connection is run again.

    All methods raise psycopg.Error when the database is out of reach.
    """

    def __init__(self, pool: Pool) -> None:
        """`pool` comes from `projections.connect_views`."""
        self._pool = pool

    async def _rows(self, row_type: type[R], query: str, parameters: Mapping[str, Any], **parts: str) -> list[R]:
        """All rows of the answer; its columns are the fields of `row_type`.

        The query says `{columns}`, or `{columns:rooms}` for those of one table; `parts` fill its other braces.
        """
        rows = await self._pool.answer(dict_row, query.format(columns=_Columns(row_type), **parts), parameters)
        if texts := in_rows(row_type, rows):
            await self._pool.keys.fetch(subjects_of(texts))
            open_all(texts, Opener(self._pool.keys, only_shows=True))
        return rows_of(row_type, rows)

    async def _values(self, query: str, parameters: Mapping[str, Any]) -> list[Any]:
        """The only column of all rows."""
        return await self._pool.answer(scalar_row, query, parameters)

    async def _is_whole(self, view: type[View]) -> bool:
        """Whether a view in unlogged tables has all of its rows; for whoever found none in it."""
        return await self._values(SQL["whole_view"], {"view": view.__name__}) == [view.__name__]


def select(
    connection: Connection[Any], row_type: type[R], query: str, parameters: Mapping[str, Any] | None = None
) -> list[R]:
    """All rows of the answer, as `Queries` gives them, for whoever waits for it on a connection of their own."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(query.format(columns=_Columns(row_type)), parameters).fetchall()
    if texts := in_rows(row_type, rows):
        keys = Keys(lambda query, parameters: connection.execute(query, parameters).fetchall())
        keys.fetch(subjects_of(texts))
        open_all(texts, Opener(keys, only_shows=True))
    return rows_of(row_type, rows)


class _Columns:
    """The fields of a row type in a statement."""

    def __init__(self, row_type: type[msgspec.Struct]) -> None:
        self._names = row_type.__struct_fields__

    def __format__(self, table: str) -> str:
        return ", ".join(f"{table}.{name}" if table else name for name in self._names)


def grouped(rows: Iterable[G], by: str, ids: Iterable[UUID]) -> dict[UUID, list[G]]:
    """The rows by the value of one field, in their order; an empty list for an id that has none."""
    groups: dict[UUID, list[G]] = {id_: [] for id_ in ids}
    for row in rows:
        groups[getattr(row, by)].append(row)
    return groups
