"""How the views are connected to: the schema is found by name, so that a rebuilt one can take its place."""

from typing import Any

import psycopg
from eventsourcing import persistence
from psycopg import Connection

SCHEMA = "views"
WRITER = "ringlog views"  # what the database's statistics call whoever applies facts
CONNECT_TIMEOUT = 10  # seconds
GIVES_WAY = ("idle_in_transaction_session_timeout=15s", "idle_session_timeout=60s")
"""Whoever is frozen while it makes views anew holds its locks no longer than this."""
DATABASE_AWAY = (
    psycopg.OperationalError,
    psycopg.errors.TransactionTimeout,  # we were frozen meanwhile, and are to connect again
    psycopg.errors.IdleInTransactionSessionTimeout,
    persistence.OperationalError,
    persistence.InterfaceError,
)


def settings(schema: str, *more: str) -> dict[str, Any]:
    """Of a connection."""
    options = " ".join(f"-c {setting}" for setting in (f"search_path={schema}", "timezone=UTC", *more))
    return {"autocommit": True, "connect_timeout": CONNECT_TIMEOUT, "options": options}


def connect(database_url: str, schema: str = SCHEMA) -> Connection[tuple[Any, ...]]:
    """A connection in autocommit mode that finds the views by their names. Raises psycopg.OperationalError."""
    return psycopg.connect(database_url, **settings(schema))


def connect_writer(database_url: str, schema: str = SCHEMA) -> Connection[tuple[Any, ...]]:
    """A connection for whoever applies facts. Its commits don't wait for the disk.

    Rows and position are lost together with the last commits if the database crashes, and come again from the log,
    which never loses a commit that anybody has seen.
    """
    writing = settings(schema, "synchronous_commit=off", *GIVES_WAY)
    return psycopg.connect(database_url, **writing, application_name=WRITER)
