"""Acts on timers that are due, also after everything was down: all that is overdue, longest first.

What each timer leads to says `domain/consequences/timers.py`; it is idempotent, and dated at the deadline.
"""

import logging
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.consequences.consequences import Consequences
from domain.consequences.timers import TIMERS
from domain.kernel.clock import Clock
from domain.kernel.errors import DomainError, TryAgain
from domain.kernel.occasion import Cause, Occasion
from event_log.vault.key_ring import UnknownKey
from projections import deadlines
from projections.deadlines import DeadlineRow

logger = logging.getLogger(__name__)

AT_ONCE = 500  # deadlines
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(minutes=1)


class PutOff(NamedTuple):
    """A deadline that led to nothing: when it is tried again, and how long that was put off."""

    until: datetime
    wait: timedelta


class Deadlines:
    """They are rows in a read model, so they survive everything that the log survives.

    One that leads to nothing, such as that of a call whose key is missing, is put off for longer each time, so that it
    keeps none of the others waiting.
    """

    def __init__(self, consequences: Consequences, views: ConnectionPool[Connection[Any]], clock: Clock) -> None:
        self._consequences = consequences
        self._views = views
        self._clock = clock
        self._put_off: dict[tuple[str, UUID], PutOff] = {}

    def run_once(self, by: datetime | None = None) -> None:
        """Act on all that is due by then; by now, if that is not said."""
        now = by or self._clock()
        waiting = {key: each for key, each in self._put_off.items() if each.until > now}
        with self._views.connection() as connection:
            due = deadlines.due(connection, now, AT_ONCE, but_not=waiting)
        if len(due) < AT_ONCE:  # then those that were put off and aren't among them are done
            tried = {(row.kind, row.subject_id) for row in due}
            self._put_off = {key: each for key, each in self._put_off.items() if key in waiting or key in tried}
        for row in due:
            self._act(row, now)

    def next_due(self) -> datetime | None:
        """When there is something to do next."""
        with self._views.connection() as connection:
            first = deadlines.next_due(connection, but_not=self._put_off)
        again = (each.until for each in self._put_off.values())
        return min((at for at in (first, *again) if at is not None), default=None)

    def _act(self, row: DeadlineRow, now: datetime) -> None:
        cause = Cause("timer", "deadlines", uuid4(), f"{row.kind}:{row.subject_id}:{row.due_at.isoformat()}")
        then, on = TIMERS[row.kind].then, Occasion(now, cause)
        before = self._put_off.pop((row.kind, row.subject_id), None)
        try:
            self._consequences.record(lambda: then(self._consequences, row, on))
        except TryAgain:
            logger.info("The deadline %s of %s is due, and many change it: at the next look", row.kind, row.subject_id)
        except (DomainError, UnknownKey) as refusal:
            wait = min(2 * before.wait, LONGEST_WAIT) if before else FIRST_WAIT
            self._put_off[row.kind, row.subject_id] = PutOff(now + wait, wait)
            logger.warning(
                "The deadline %s of %s leads to nothing, and is put off for %g s: %s",
                row.kind,
                row.subject_id,
                wait.total_seconds(),
                refusal,
            )
