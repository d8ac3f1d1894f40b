"""How whoever owns tasks ends them."""

import asyncio
from typing import Any

AGAIN = 0.2
"""Seconds that a task gets to clean up before it is cancelled again."""


async def ended(*tasks: asyncio.Task[Any]) -> None:
    """Cancel the tasks until they have ended. Raises the first error that one of them ended with.

    Once may not be enough: a cancellation that comes at the same moment as what a task waits for is lost in
    `asyncio.wait_for` before Python 3.12 (https://github.com/python/cpython/issues/86296), which psycopg waits with.
    """
    running = set(tasks)
    while running:
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=AGAIN)
    for task in tasks:
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error
