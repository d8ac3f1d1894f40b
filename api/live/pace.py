"""How often something may happen."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable


class Pace:
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

    @property
    def wait(self) -> float:
        """Seconds until it may happen again, from when it was last asked."""
        return max(0.0, 1 - self._tokens) / self._rate


class Paces:
    """A pace for each of many. Of more than `kept`, the one not asked for longest is forgotten: it starts afresh."""

    def __init__(self, rate: float, burst: int, kept: int = 10_000) -> None:
        self._rate = rate
        self._burst = burst
        self._kept = kept
        self._paces: OrderedDict[Hashable, Pace] = OrderedDict()

    def of(self, whose: Hashable) -> Pace:
        pace = self._paces.get(whose)
        if pace is None:
            pace = self._paces[whose] = Pace(self._rate, self._burst)
        self._paces.move_to_end(whose)
        if len(self._paces) > self._kept:
            self._paces.popitem(last=False)
        return pace
