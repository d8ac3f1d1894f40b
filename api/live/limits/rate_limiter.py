"""How often something may happen."""

import time
from collections.abc import Callable


class RateLimiter:
    """A token bucket: `burst` at once, `rate` per second in the long run."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._tokens = float(burst)
        self._counted = clock()

    def allows(self) -> bool:
        """Whether it may happen now; counts it if so."""
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._counted) * self._rate)
        self._counted = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def charge(self, more: int) -> None:
        """Count what happened as more than once, also beyond what was allowed: it is paid off before the next time."""
        self._tokens -= more

    @property
    def exhausted(self) -> bool:
        """Whether it may not happen now; counts nothing."""
        return self._tokens + (self._clock() - self._counted) * self._rate < 1

    @property
    def wait(self) -> float:
        """Seconds until it may happen again, from when it was last asked."""
        return max(0.0, 1 - self._tokens) / self._rate
