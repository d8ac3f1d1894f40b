"""How the event log talks to PostgreSQL: its connections, and its errors in the words of the eventsourcing library."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from eventsourcing import persistence
from psycopg import Connection
from psycopg.adapt import Loader
from psycopg.pq import Format

CONNECT_TIMEOUT = 10  # seconds
SETTINGS: dict[str, Any] = {"autocommit": True, "connect_timeout": CONNECT_TIMEOUT}

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


class JsonAsBytes(Loader):
    """JSON as it is stored: whoever reads it knows its type and decodes it themselves."""

    format = Format.BINARY

    def load(self, data: bytes | bytearray | memoryview) -> bytes:
        """The text of the JSON value, UTF-8."""
        return bytes(data)


def configure(connection: Connection[Any]) -> None:
    """Make times come in UTC and, where results are asked for in binary, states as the bytes that were written."""
    connection.execute("SET TIME ZONE 'UTC'")
    connection.adapters.register_loader("json", JsonAsBytes)


def connect(database_url: str) -> Connection[tuple[Any, ...]]:
    """A connection in which each statement is its own transaction. Raises psycopg.OperationalError."""
    connection = psycopg.connect(database_url, **SETTINGS)
    configure(connection)
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
