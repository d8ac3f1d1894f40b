"""A clock that stands still until a test turns it."""

from datetime import datetime, timedelta

from tests.people import AT


class TurnedClock:
    """Starts at `AT`."""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        return self.now

    def turn(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
