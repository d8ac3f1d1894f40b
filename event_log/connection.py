"""How the event log talks to PostgreSQL: its connections, and its errors in the words of the eventsourcing library."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from eventsourcing import persistence
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

# In seconds, but for tcp_user_timeout: a server that vanished from the network is noticed while a command waits for it.
DEFAULTS: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
LOCK_PATIENCE = "lock_timeout=5s"  # a session setting: whoever waits for longer is refused, and may try again
GAVE_UP = (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled)
"""The database wouldn't wait any longer: the connection is fine, and asking again at once would fare no better."""

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


def conninfo(database_url: str, purpose: str) -> str:
    """The URL with our defaults for what it leaves open; `purpose` is what shows in pg_stat_activity."""
    given = conninfo_to_dict(database_url)
    ours = {
        "application_name": f"ringlog {purpose}",
        "options": f"-c {LOCK_PATIENCE} {given.get('options', '')}",  # the last one of a setting counts
    }
    return make_conninfo(**DEFAULTS | given | ours)


def connect(database_url: str, purpose: str, prepare: str = "SELECT") -> Connection[tuple[Any, ...]]:
    """A connection that has run the statement `prepare`, and in which each statement is its own transaction.

    Raises psycopg.Error, and then leaves no connection behind.
    """
    connection: Connection[tuple[Any, ...]] = psycopg.connect(conninfo(database_url, purpose), autocommit=True)
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
