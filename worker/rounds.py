"""The rounds of whoever leads: a look at signs of life and deadlines when something may be due, not at each fact."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from domain.kernel.clock import Clock
from worker.due_timers import Deadlines
from worker.leader_lock import LeaderLock
from worker.lease_watch import LeaseWatch

LOOK_EVERY = 0.5  # seconds: so late at the most is seen what others have set since, and who has gone quiet
LOOK_AGAIN = 0.1  # seconds: what was overdue may have been too much for once, or its end isn't shown yet
NEVER = datetime.max.replace(tzinfo=UTC)


class Rounds:
    """Knows the next deadline as of the last look, and is punctual to that."""

    def __init__(
        self,
        lock: LeaderLock,
        leases: LeaseWatch,
        deadlines: Deadlines,
        clock: Clock,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._lock = lock
        self._leases = leases
        self._deadlines = deadlines
        self._clock = clock
        self._elapsed = elapsed
        self._look_at = elapsed()
        self._due_at = NEVER

    def go(self, by: datetime) -> float:
        """Look, if it is time to, at what is due by then. Returns for how many seconds at most there is nothing to do.

        by: up to when all that was recorded has had its consequences: only so is nobody given up who was back in time.

        Raises psycopg.Error, also when this worker leads no more.
        """
        if self._elapsed() >= self._look_at or by >= self._due_at:
            self._look(by)
        until_due = (self._due_at - self._clock()).total_seconds()
        return max(0.0, min(self._look_at - self._elapsed(), until_due))

    def _look(self, by: datetime) -> None:
        self._lock.confirm()
        self._leases.run_once()
        self._deadlines.run_once(by)
        due_at = self._deadlines.next_due() or NEVER
        overdue = due_at <= by
        self._due_at = NEVER if overdue else due_at
        self._look_at = self._elapsed() + (LOOK_AGAIN if overdue else LOOK_EVERY)
