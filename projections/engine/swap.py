"""Letting rebuilt views take the place of the live ones, in the transaction of whoever calls."""

from collections.abc import Iterable
from typing import Any

from psycopg import Connection, sql

from projections import change_keys
from projections.engine.connection import SCHEMA
from projections.engine.schema import SQL, Relations, record_made
from projections.engine.views import Views

NEXT = "views_next"
OLD = "views_old"  # dropped after the transaction, and not in it: dropping waits, and makes others wait


def swap(connection: Connection[Any], views: Views, made: Relations, position: int) -> None:
    """Readers find tables by name: those in a query finish it on the old ones, the next query is on the new ones.

    Raises psycopg.errors.LockNotAvailable when a reader takes long; then the transaction has to start over.
    """
    connection.execute(SQL["begin_swap"])
    replaced = connection.execute(SQL["replaced"], {"made": list(made), "known": views.names}).fetchall()
    _move(connection, (name for (names,) in replaced for name in names), SCHEMA, OLD)
    _move(connection, (name for names in made.values() for name in names), NEXT, SCHEMA)
    record_made(connection, views, made)
    connection.execute(SQL["notify"], (change_keys.payloads(position, {change_keys.EVERYTHING}),))


def _move(connection: Connection[Any], names: Iterable[str], source: str, target: str) -> None:
    statement = sql.SQL("ALTER TABLE {} SET SCHEMA {}")
    for name in sorted(names):
        connection.execute(statement.format(sql.Identifier(source, name), sql.Identifier(target)))
