"""How the event log talks to PostgreSQL: its connections, and its errors in the words of the eventsourcing library."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from eventsourcing import persistence
from psycopg import Connection

CONNECT_TIMEOUT = 10  # seconds

LIBRARY_ERRORS: dict[type[psycopg.Error], type[persistence.PersistenceError]] = {
    psycopg.InterfaceError: persistence.InterfaceError,
    psycopg.OperationalError: persistence.OperationalError,
    psycopg.DataError: persistence.DataError,
    psycopg.IntegrityError: persistence.IntegrityError,
    psycopg.InternalError: persistence.InternalError,
    psycopg.ProgrammingError: persistence.ProgrammingError,
    psycopg.NotSupportedError: persistence.NotSupportedError,
    psycopg.DatabaseError: persistence.DatabaseError,
    psycopg.Error: persistence.PersistenceError,
}


def settings(purpose: str) -> dict[str, Any]:
    """Each statement its own transaction; `purpose` is what an administrator sees in pg_stat_activity."""
    return {"autocommit": True, "connect_timeout": CONNECT_TIMEOUT, "application_name": f"ringlog {purpose}"}


def connect(database_url: str, purpose: str, prepare: str = "SELECT") -> Connection[tuple[Any, ...]]:
    """A connection that has run the statement `prepare`. Raises psycopg.Error, and then leaves none behind."""
    connection: Connection[tuple[Any, ...]] = psycopg.connect(database_url, **settings(purpose))
    try:
        connection.execute(prepare)
    except psycopg.Error:
        connection.close()
        raise
    return connection


def as_library_error(error: psycopg.Error) -> persistence.PersistenceError:
    """The library's error of the same kind, with the database's words."""
    kind = next(LIBRARY_ERRORS[base] for base in type(error).__mro__ if base in LIBRARY_ERRORS)
    return kind(str(error))


@contextmanager
def library_errors() -> Iterator[None]:
    """Whatever the database says within comes out as an error of eventsourcing.persistence."""
    try:
        yield
    except psycopg.Error as error:
        raise as_library_error(error) from error
