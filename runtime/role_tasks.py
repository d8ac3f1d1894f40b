"""The tasks of a role, which run side by side until it is told to stop: when one ends before, the role does."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class TaskEnded(Exception):
    """A task of a role has ended that nobody had asked to; the message says which, and what it ended with."""


async def run_until(stop: asyncio.Event, **works: Coroutine[Any, Any, None]) -> None:
    """A task for each, cancelled when `stop` is set. Raises TaskEnded if one ends earlier, however it does."""
    try:
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(_lasting(name, work), name=name) for name, work in works.items()]
            await stop.wait()
            for task in running:
                task.cancel()
    except* TaskEnded as ended:
        first = ended.exceptions[0]
        raise first from first.__cause__


async def _lasting(name: str, work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception as problem:
        raise TaskEnded(f"{name.replace('_', ' ')} has ended: {problem!r}") from problem
    raise TaskEnded(f"{name.replace('_', ' ')} has ended by itself")
