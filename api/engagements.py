"""Which calls a user is in, from the read model of live calls."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg_pool import ConnectionPool

CALLS_OF_USER = "SELECT DISTINCT call_id FROM sessions WHERE user_id = %s"


class LiveEngagements:
    """Implements `domain.services.engagements.Engagements`. Thread-safe; raises psycopg.Error."""

    def __init__(self, views: ConnectionPool[Connection[Any]]) -> None:
        self._views = views

    def calls_of(self, user_id: UUID) -> Collection[UUID]:
        with self._views.connection() as connection:
            return [call_id for (call_id,) in connection.execute(CALLS_OF_USER, (user_id,))]
