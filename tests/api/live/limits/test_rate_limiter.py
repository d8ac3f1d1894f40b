from api.live.limits.rate_limiter import RateLimiter


class Clock:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_allowed_at_once_and_the_rate_in_the_long_run() -> None:
    clock = Clock()
    pace = RateLimiter(rate=2, burst=3, clock=clock)
    assert [pace.allows() for _ in range(4)] == [True, True, True, False]
    clock.now += 0.5
    assert [pace.allows() for _ in range(2)] == [True, False]
    clock.now += 3600
    assert [pace.allows() for _ in range(4)] == [True, True, True, False]


def test_whoever_is_refused_may_come_back_after_the_wait() -> None:
    clock = Clock()
    pace = RateLimiter(rate=0.1, burst=1, clock=clock)
    assert (pace.allows(), pace.allows()) == (True, False)
    assert pace.wait == 10
    clock.now += pace.wait
    assert pace.allows()
