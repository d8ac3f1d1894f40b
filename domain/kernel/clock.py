"""Time comes in from outside, so that tests can turn it."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]  # the time now, in UTC

SLOWED = 0.9  # seconds that pass in one, while waiting for a clock that was set back


class SteadyClock:
    """The wall clock, but it never goes back. Thread-safe.

    When the wall clock is set back, this one goes on from where it was, at nine tenths of its speed, until the two
    meet: what was to happen in thirty seconds happens in thirty-three, and not an hour late. It follows one that
    is set forward at once: that is also what a machine sees that slept.
    """

    def __init__(
        self,
        wall: Clock = lambda: datetime.now(UTC),
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        """`elapsed`: seconds since any moment, of a clock that nobody sets."""
        self._wall = wall
        self._elapsed = elapsed
        self._lock = threading.Lock()
        self._now = wall()
        self._read_at = elapsed()

    def __call__(self) -> datetime:
        with self._lock:
            read_at = self._elapsed()
            passed = timedelta(seconds=(read_at - self._read_at) * SLOWED)
            self._now, self._read_at = max(self._wall(), self._now + passed), read_at
            return self._now


system_clock: Clock = SteadyClock()
"""One for the whole process."""
