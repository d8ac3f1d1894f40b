"""Acts on timers that are due, also after everything was down: all that is overdue, longest first.

What each timer leads to says `domain/consequences/timers.py`; it is idempotent, and dated at the deadline.
"""

import logging
from datetime import datetime
from typing import Any
from uuid import uuid4

from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.consequences.consequences import Consequences
from domain.consequences.timers import TIMERS
from domain.kernel.clock import Clock
from domain.kernel.errors import DomainError
from domain.kernel.occasion import Cause, Occasion
from event_log.vault.key_ring import UnknownKey
from projections import deadlines
from projections.deadlines import DeadlineRow

logger = logging.getLogger(__name__)

AT_ONCE = 500  # deadlines


class Deadlines:
    """They are rows in a read model, so they survive everything that the log survives."""

    def __init__(self, consequences: Consequences, views: ConnectionPool[Connection[Any]], clock: Clock) -> None:
        self._consequences = consequences
        self._views = views
        self._clock = clock

    def run_once(self, by: datetime | None = None) -> None:
        """Act on all that is due by then; by now, if that is not said."""
        now = by or self._clock()
        with self._views.connection() as connection:
            due = deadlines.due(connection, now, AT_ONCE)
        for row in due:
            self._act(row, now)

    def next_due(self) -> datetime | None:
        """When there is something to do next."""
        with self._views.connection() as connection:
            return deadlines.next_due(connection)

    def _act(self, row: DeadlineRow, now: datetime) -> None:
        cause = Cause("timer", "deadlines", uuid4(), f"{row.kind}:{row.subject_id}:{row.due_at.isoformat()}")
        then, on = TIMERS[row.kind].then, Occasion(now, cause)
        try:
            self._consequences.record(lambda: then(self._consequences, row, on))
        except (DomainError, UnknownKey) as refusal:
            logger.warning("The deadline %s of %s leads to nothing: %s", row.kind, row.subject_id, refusal)
