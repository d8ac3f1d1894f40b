"""The schema that holds the views, where it stands in the log, and how it is made."""

from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection, sql

from domain.event_log.queries import named_queries
from projections.connection import SCHEMA, connect
from projections.views import VERSION, VIEWS

SQL = named_queries(Path(__file__).with_suffix(".sql"))


class Standing(NamedTuple):
    """How far views have come in the log, and which version of the program makes them."""

    position: int
    version: str


def migrate(database_url: str) -> None:
    """Make empty views in a database that has none; views that are there stay as they are.

    Idempotent, and safe when several processes start at once.
    """
    with connect(database_url) as connection, connection.transaction():
        connection.execute(SQL["lock"])
        if connection.execute(SQL["exists"]).fetchone() == (False,):
            create(connection, SCHEMA)
            create_indexes(connection)


def is_current(database_url: str) -> bool:
    """Whether the views there are made by this version of the program; if not, the worker is rebuilding them."""
    with connect(database_url) as connection:
        if connection.execute(SQL["exists"]).fetchone() == (False,):
            return False
        return standing(connection).version == VERSION


def standing(connection: Connection[Any]) -> Standing:
    """Of the views that the connection finds by name."""
    row = connection.execute(SQL["position"]).fetchone()
    assert row is not None
    return Standing(*row)


def create(connection: Connection[Any], schema: str) -> None:
    """Empty views in a new schema, without the indexes that only readers need. The connection finds it by name."""
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    connection.execute(SQL["tables"])
    connection.execute(SQL["insert_position"], (VERSION,))
    for view in VIEWS:
        connection.execute(view.sql["tables"])


def create_indexes(connection: Connection[Any]) -> None:
    """What readers need besides."""
    for view in VIEWS:
        if "indexes" in view.sql:
            connection.execute(view.sql["indexes"])


def analyze(connection: Connection[Any]) -> None:
    """Let the planner know what is in the tables, instead of waiting for the database to do it some time."""
    names = [sql.Identifier(rows.table) for view in VIEWS for rows in view().tables]
    connection.execute(sql.SQL("ANALYZE {}").format(sql.SQL(", ").join(names)))
