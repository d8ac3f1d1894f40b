"""Which calls a user is in, from the read model of live calls."""

import time
from collections.abc import Collection
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.kernel.errors import TryAgain
from event_log.application import Ringlog
from projections.engine.schema import position_of
from projections.live_calls import LiveCallsView

PATIENCE = 1.0  # seconds; whoever leads has more to do than to wait
STEP = 0.01  # seconds
CALLS_OF_USER = "SELECT DISTINCT call_id FROM sessions WHERE user_id = %s"


class ViewsStandStill(TryAgain):
    sentence = "The read models don't keep up; try again."


class LiveCallsOfUser:
    """Implements `domain.calls.calls_of_user.CallsOfUser`. Thread-safe; raises psycopg.Error."""

    def __init__(self, views: ConnectionPool[Connection[Any]]) -> None:
        self._views = views

    def calls_of(self, user_id: UUID) -> Collection[UUID]:
        with self._views.connection() as connection:
            return [call_id for (call_id,) in connection.execute(CALLS_OF_USER, (user_id,))]


class CaughtUpCallsOfUser(LiveCallsOfUser):
    """The same, of a read model that has seen all that is recorded by now. Raises ViewsStandStill while it has not."""

    def __init__(self, views: ConnectionPool[Connection[Any]], log: Ringlog) -> None:
        super().__init__(views)
        self._log = log

    def calls_of(self, user_id: UUID) -> Collection[UUID]:
        end = self._log.end_of_log()
        deadline = time.monotonic() + PATIENCE
        while self._position() < end:
            if time.monotonic() > deadline:
                raise ViewsStandStill
            time.sleep(STEP)
        return super().calls_of(user_id)

    def _position(self) -> int:
        with self._views.connection() as connection:
            return position_of(connection, LiveCallsView)
