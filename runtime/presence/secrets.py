"""Secrets that all API processes share, wherever they run: made when they are first needed, kept in the database."""

import secrets
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from runtime.presence.database import QUERIES

BYTES = 48


class SharedSecret:
    """Thread-safe. `read` raises psycopg.Error when the database is out of reach and it wasn't read before."""

    def __init__(self, pool: ConnectionPool[Connection[Any]], name: str) -> None:
        self._pool = pool
        self._name = name
        self._secret: str | None = None

    def read(self) -> str:
        """Whoever comes first makes it."""
        if self._secret is None:
            made = {"name": self._name, "secret": secrets.token_urlsafe(BYTES)}
            with self._pool.connection() as connection:
                row = connection.execute(QUERIES["share_secret"], made).fetchone()
            assert row is not None
            self._secret = str(row[0])
        return self._secret
