"""Whether the live views are what follows from the log: all are made again beside them, and compared by table."""

from collections.abc import Iterator
from contextlib import closing
from threading import Event
from typing import Any, NamedTuple

from psycopg import Connection, sql

from projections.engine.connection import connect
from projections.engine.making import Making, Progress
from projections.engine.rebuilding import alone
from projections.engine.rows import Row
from projections.engine.schema import SQL, standing
from projections.engine.sealed import Column, sealed_columns
from projections.engine.table import Table
from projections.engine.view import View
from projections.engine.views import Views

AT_ONCE = 2_000  # rows


class NotComparable(Exception):
    """The live views aren't this program's, or are being made again; a sentence."""


class Difference(NamedTuple):
    """A table that isn't what follows from the log. `key`: of the first row that differs, as JSON."""

    view: str
    table: str
    live_rows: int
    right_rows: int
    key: str


class Compared(NamedTuple):
    """`position`: that of the log up to which views were compared."""

    position: int
    tables: int
    differences: list[Difference]


def compare(database_url: str, views: Views, progress: Progress, batch: int) -> Compared:
    """Make all views again and compare them with the live ones, which go on but for a moment at the end.

    Raises NotComparable, psycopg.Error. `batch`: facts in one transaction.
    """
    with alone(database_url, Event()) as connection, closing(connect(database_url)) as live:
        outdated = set(views) - {*standing(connection.execute(SQL["standing"])).made_here(views)}
        if outdated:
            names = ", ".join(sorted(view.__name__ for view in outdated))
            raise NotComparable(f"These views are being made again by the worker, or by another version: {names}.")
        with Making(connection, database_url, list(views), progress, batch) as making:
            making.begin()
            making.catch_up()
            with connection.transaction():
                position = making.close_in()
                live.execute(SQL["begin_snapshot"])
                live.execute(SQL["live_position"])
            found = [
                each for view in views for table in view.tables if (each := _difference(view, table, live, connection))
            ]
            making.end()
        return Compared(position, sum(len(view.tables) for view in views), found)


def _difference(
    view: type[View], table: Table[Any, Any], live: Connection[Any], right: Connection[Any]
) -> Difference | None:
    (live_rows, live_digest), (right_rows, right_digest) = (_digest(table, each) for each in (live, right))
    if live_digest == right_digest:
        return None
    return Difference(view.__name__, table.name, live_rows, right_rows, _first_that_differs(table, live, right))


def _digest(table: Table[Any, Any], connection: Connection[Any]) -> tuple[int, bytes]:
    """How many rows it has, and a digest of all of them in whatever order they are."""
    statement = sql.SQL(SQL["digest"]).format(_legible(table))
    row = connection.execute(statement, binary=True).fetchone()
    assert row is not None
    return row[0], row[1]


def _first_that_differs(table: Table[Any, Any], live: Connection[Any], right: Connection[Any]) -> str:
    ours, theirs = _rows(table, live), _rows(table, right)
    for one, other in zip(ours, theirs, strict=False):
        if one != other:
            return min(one[0], other[0])
    longer = next(ours, None) or next(theirs, None)
    return "" if longer is None else longer[0]


def _rows(table: Table[Any, Any], connection: Connection[Any]) -> Iterator[tuple[str, bytes]]:
    """Key and digest of each row, by key."""
    columns = sql.SQL(", ").join(map(sql.Identifier, table.key))
    statement = sql.SQL(SQL["digests"]).format(columns, _legible(table))
    with connection.transaction(), connection.cursor(f"digests of {table.name}") as cursor:
        cursor.itersize = AT_ONCE
        yield from cursor.execute(statement)


def _legible(table: Table[Any, Any]) -> sql.Composable:
    """Its rows without the texts whose keys are destroyed: those stay as they were sealed, and aren't made again."""
    row_type: type[Row] = table.row_type
    sealed = {column.name: column for column in sealed_columns(row_type)}
    columns = [_unless_erased(sealed[name]) if name in sealed else sql.Identifier(name) for name in table.columns]
    return sql.SQL("(SELECT {} FROM {})").format(sql.SQL(", ").join(columns), sql.Identifier(table.name))


def _unless_erased(column: Column) -> sql.Composed:
    name, within = sql.Identifier(column.name), column.kept.within
    destroyed = sql.SQL("{} IN (SELECT subject_id FROM vault.keys WHERE destroyed IS NOT NULL)")
    erased = sql.SQL(" OR ").join(destroyed.format(sql.Identifier(subject)) for subject in column.personal.subjects)
    rest = sql.SQL("NULL") if within is None else sql.SQL("({}::jsonb - {})::json").format(name, sql.Literal(within))
    return sql.SQL("CASE WHEN {} THEN {} ELSE {} END AS {}").format(erased, rest, name, name)
