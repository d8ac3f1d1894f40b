"""The signs of life of participant sessions."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg_pool import ConnectionPool

from runtime.presence.database import QUERIES


class SignOfLife(NamedTuple):
    """A session's last sign of life."""

    session_id: UUID
    call_id: UUID
    seen_at: datetime


class SessionPresence:
    """Thread-safe. All methods raise psycopg.Error when the database is out of reach."""

    def __init__(self, pool: ConnectionPool[Connection[Any]]) -> None:
        self._pool = pool

    def seen(self, session_ids: Collection[UUID], at: datetime) -> None:
        """These sessions showed a sign of life at `at`."""
        self.seen_each(dict.fromkeys(session_ids, at))

    def seen_each(self, last_seen: Mapping[UUID, datetime]) -> None:
        """Each of these sessions showed a sign of life at its time."""
        if last_seen:
            self._execute("seen", session_ids=list(last_seen), times=list(last_seen.values()))

    def quiet(self, before: datetime) -> list[SignOfLife]:
        """Sessions taken for connected that have been quiet since `before`."""
        return [SignOfLife(*row) for row in self._rows("quiet", before=before)]

    def revived(self) -> list[SignOfLife]:
        """Sessions taken for dropped that are alive."""
        return [SignOfLife(*row) for row in self._rows("revived")]

    def forget(self, before: datetime) -> None:
        """Clear away what is older than `before` and belongs to nothing."""
        self._execute("forget", before=before)

    def _execute(self, query: str, **parameters: object) -> None:
        with self._pool.connection() as connection:
            connection.execute(QUERIES[query], parameters)

    def _rows(self, query: str, **parameters: object) -> list[tuple[Any, ...]]:
        with self._pool.connection() as connection:
            return connection.execute(QUERIES[query], parameters).fetchall()
