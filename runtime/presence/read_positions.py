"""How far each person has read the threads of calls, and so what they haven't read.

A position only moves on. It is a row beside the log and not in it, so that it can be forgotten.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import tuple_row
from psycopg_pool import ConnectionPool

from projections.engine.queries import Queries
from runtime.presence.database import QUERIES

MOST_UNREAD = 100  # messages that are counted, of a thread
MOST_THREADS = 100  # that somebody has read which are looked through for messages that they haven't


class ReadPositions:
    """Where they are kept. Thread-safe; all methods raise psycopg.Error when the database is out of reach."""

    def __init__(self, pool: ConnectionPool[Connection[Any]]) -> None:
        self._pool = pool

    def move(self, user_id: UUID, call_id: UUID, number: int, at: datetime) -> None:
        """The user has read the call's thread up to the message of this number. Does nothing if they had before."""
        self._execute("move_read_position", user_id=user_id, call_id=call_id, number=number, at=at)

    def forget_user(self, user_id: UUID) -> None:
        """All that is known of what somebody has read."""
        self._execute("forget_reader", user_id=user_id)

    def forget_threads(self, call_ids: Collection[UUID]) -> None:
        """Who has read the threads of these calls."""
        self._execute("forget_read_threads", call_ids=list(call_ids))

    def _execute(self, query: str, **parameters: object) -> None:
        with self._pool.connection() as connection:
            connection.execute(QUERIES[query], parameters)


class UnreadThreads(Queries):
    """What somebody hasn't read: of what others wrote after their position or, in a call that they are in, at all."""

    async def counts(self, user_id: UUID, call_ids: Collection[UUID]) -> dict[UUID, int]:
        """By call, how many messages, up to 100; without the threads that they neither have read nor are in."""
        parameters = {"user_id": user_id, "call_ids": list(call_ids), "most": MOST_UNREAD}
        return dict(await self._pool.answer(tuple_row, QUERIES["unread_messages"], parameters))

    async def threads(self, user_id: UUID) -> list[UUID]:
        """The calls with such messages, the newest message first."""
        return await self._values(QUERIES["unread_threads"], {"user_id": user_id, "most": MOST_THREADS})

    async def readers(self, call_ids: Collection[UUID]) -> list[UUID]:
        """For whom a message in any of these threads may be unread."""
        return await self._values(QUERIES["readers"], {"call_ids": list(call_ids)})
