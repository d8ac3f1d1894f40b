"""Letting rebuilt views take the place of the live ones, in the transaction of whoever calls."""

from collections.abc import Iterable
from typing import Any

from psycopg import Connection, sql

from projections import change_keys
from projections.engine.connection import SCHEMA
from projections.engine.schema import SQL, Relations, record_made, relations, standing
from projections.engine.views import Views

NEXT = "views_next"
OLD = "views_old"  # dropped after the transaction, and not in it: dropping waits, and makes others wait


def swap(connection: Connection[Any], views: Views, made: Relations, position: int) -> None:
    """Readers find tables by name: those in a query finish it on the old ones, the next query is on the new ones.

    Views that no program makes any more, such as those that were renamed, are seen until all others are made.
    Raises psycopg.errors.LockNotAvailable when a reader takes long; then the transaction has to start over.
    """
    connection.execute(SQL["begin_swap"])
    new = {name for names in made.values() for name in names}
    _move(connection, (_out_of_use(connection, views, made) | new) & relations(connection, SCHEMA), SCHEMA, OLD)
    _move(connection, new, NEXT, SCHEMA)
    record_made(connection, views, made)
    connection.execute(SQL["notify"], (change_keys.payloads(position, {change_keys.EVERYTHING}),))


def _out_of_use(connection: Connection[Any], views: Views, made: Relations) -> set[str]:
    current = {view.__name__ for view in standing(connection.execute(SQL["standing"])).made_here(views)}
    last = {*views.names} <= current | made.keys()
    parameters = {"made": list(made), "known": views.names, "last": last}
    replaced = {name for (names,) in connection.execute(SQL["replaced"], parameters).fetchall() for name in names}
    return replaced - {name for (name,) in connection.execute(SQL["in_use"])}


def _move(connection: Connection[Any], names: Iterable[str], source: str, target: str) -> None:
    statement = sql.SQL("ALTER TABLE {} SET SCHEMA {}")
    for name in sorted(names):
        connection.execute(statement.format(sql.Identifier(source, name), sql.Identifier(target)))
