"""Waiting for what comes about by itself, without depending on how fast."""

import asyncio
import time
from collections.abc import Callable

LONG_ENOUGH = 30.0  # seconds; only a failure waits that long
STEP = 0.02  # seconds


def eventually(holds: Callable[[], object], within: float = LONG_ENOUGH) -> None:
    """Return when `holds()` is true; fail if it isn't for a long time."""
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, f"still not so after {within} s"
        time.sleep(STEP)


async def eventually_async(holds: Callable[[], object], within: float = LONG_ENOUGH) -> None:
    """As `eventually`, letting the event loop run meanwhile."""
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, f"still not so after {within} s"
        await asyncio.sleep(STEP)
