"""Reading over a pool of connections, whatever happens to some of them."""

from collections.abc import Callable
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.adapt import Loader
from psycopg.pq import Format
from psycopg_pool import ConnectionPool, PoolTimeout

from event_log.connection import GAVE_UP, conninfo, library_errors

TIMEOUT = 10.0  # seconds to wait for a connection, and so for a database that is restarting


class JsonAsBytes(Loader):
    """JSON as it is stored: whoever reads it knows its type and decodes it themselves."""

    format = Format.BINARY

    def load(self, data: bytes | bytearray | memoryview) -> bytes:
        """The text of the JSON value, UTF-8."""
        return bytes(data)


def _unheard() -> None:
    """Nobody remembers anything from one query to the next."""


class Reads:
    """Runs queries; one that meets a lost connection is run again. Thread-safe."""

    def __init__(
        self,
        database_url: str,
        purpose: str,
        *,
        connections: int,
        lost: Callable[[], None] = _unheard,
        planned_anew: bool = False,
    ) -> None:
        """Opens connections as they are needed, up to `connections`. `lost` is called when one is found lost.

        planned_anew: each query is planned for its own parameters, where one plan for all would be a bad one for some.
        """
        self._lost = lost
        self._pool: ConnectionPool[Connection[tuple[Any, ...]]] = ConnectionPool(
            conninfo(database_url, purpose),
            min_size=1,
            max_size=connections,
            kwargs={"autocommit": True} | ({"prepare_threshold": None} if planned_anew else {}),
            configure=_configure,
            timeout=TIMEOUT,
            open=True,
            name=f"ringlog {purpose}",
        )

    def rows(self, query: str, parameters: Any = None) -> list[tuple[Any, ...]]:
        """All rows of the answer. Raises the errors of eventsourcing.persistence."""
        with library_errors():
            try:
                return self._rows(query, parameters)
            except (PoolTimeout, *GAVE_UP):
                raise
            except psycopg.OperationalError:
                self._lost()
                self._pool.check()
                return self._rows(query, parameters)

    def close(self) -> None:
        """Close all connections. A second call does nothing."""
        self._pool.close()

    def _rows(self, query: str, parameters: Any) -> list[tuple[Any, ...]]:
        with self._pool.connection() as connection:
            return connection.execute(query, parameters, binary=True).fetchall()


def _configure(connection: Connection[Any]) -> None:
    connection.adapters.register_loader("json", JsonAsBytes)
    connection.execute("SET TIME ZONE 'UTC'")
    connection.execute("SET synchronous_commit = off")  # a snapshot that a crash takes back is missed by nobody
