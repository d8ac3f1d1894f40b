"""Sandboxes: databases in which a log is only looked at. The database itself says so, and records nothing."""

from typing import Any

from psycopg import Connection

from event_log.connection import connect

IS_SANDBOX = "SELECT EXISTS (SELECT FROM log.sandbox)"


def is_sandbox(database_url: str) -> bool:
    """Of a database that is migrated. Raises psycopg.Error."""
    with connect(database_url, "sandbox") as connection:
        return sandboxed(connection)


def sandboxed(connection: Connection[Any]) -> bool:
    """Raises psycopg.Error."""
    return connection.execute(IS_SANDBOX).fetchone() == (True,)


def make_sandbox(connection: Connection[Any]) -> None:
    """For ever. Raises psycopg.Error."""
    connection.execute("SELECT log.make_sandbox()")
