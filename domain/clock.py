"""Time comes in from outside, so that tests can turn it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]  # the time now, in UTC


def system_clock() -> datetime:
    return datetime.now(UTC)
