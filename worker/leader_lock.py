"""One worker at a time carries out policies and deadlines: whoever holds a PostgreSQL advisory lock.

The lock belongs to a database session, so a dead worker's is free as soon as PostgreSQL notices (PostgreSQL manual,
section "Advisory Locks"). One that is frozen stays connected, and PostgreSQL ends its session when it is quiet.
"""

from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import psycopg
from eventsourcing.persistence import Tracking
from psycopg import Connection

from domain.consequences.consequences import Consequences
from domain.kernel.aggregate import Root
from domain.kernel.clock import Clock
from event_log.application import Ringlog

KEEPALIVE: dict[str, Any] = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
QUIET = "-c idle_session_timeout=10s"  # the leader is heard of twice a second


class LeaderLock:
    """A context manager. All methods raise psycopg.Error when the database is out of reach; then it is lost."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url

    def __enter__(self) -> Self:
        self._connection: Connection[Any] = psycopg.connect(
            self._database_url, autocommit=True, options=QUIET, **KEEPALIVE
        )
        self._held = False
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def held(self) -> bool:
        """Whether this worker leads, having tried to if it didn't."""
        if self._held:
            self.confirm()
            return True
        row = self._connection.execute(
            "SELECT pg_try_advisory_lock(hashtext('ringlog'), hashtext('worker'))"
        ).fetchone()
        self._held = row == (True,)
        return self._held

    def confirm(self) -> None:
        """Raises psycopg.OperationalError if this worker leads no more: while it was frozen, another may have begun."""
        self._connection.execute("SELECT")


class FencedConsequences(Consequences):
    """Consequences of a worker that makes sure, before each, that it still leads."""

    def __init__(self, log: Ringlog, clock: Clock, lock: LeaderLock) -> None:
        super().__init__(log, clock)
        self._lock = lock

    def record(self, decide: Callable[[], tuple[Root, ...]], tracking: Tracking | None = None) -> bool:
        """As any. Raises psycopg.OperationalError, having done nothing, when this worker leads no more."""
        self._lock.confirm()
        return super().record(decide, tracking)
