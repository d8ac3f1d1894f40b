"""One worker at a time carries out policies and deadlines: whoever holds a PostgreSQL advisory lock.

The lock belongs to a database session, so a dead worker's is free as soon as PostgreSQL notices (PostgreSQL manual,
section "Advisory Locks").
"""

from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import Connection

KEEPALIVE: dict[str, Any] = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}


class Leadership:
    """A context manager. All methods raise psycopg.Error when the database is out of reach; then it is lost."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url

    def __enter__(self) -> Self:
        self._connection: Connection[Any] = psycopg.connect(self._database_url, autocommit=True, **KEEPALIVE)
        self._held = False
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def held(self) -> bool:
        """Whether this worker leads, having tried to if it didn't."""
        if self._held:
            self._connection.execute("SELECT")
            return True
        row = self._connection.execute(
            "SELECT pg_try_advisory_lock(hashtext('ringlog'), hashtext('worker'))"
        ).fetchone()
        self._held = row == (True,)
        return self._held
