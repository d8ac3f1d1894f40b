"""The parts of a role that run side by side until it is told to stop: when one ends before, the role does."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class PartEnded(Exception):
    """A part of a role has ended that nobody had asked to; the message says which, and what it ended with."""


async def run_until(stop: asyncio.Event, **parts: Coroutine[Any, Any, None]) -> None:
    """Run the parts, and cancel them when `stop` is set. Raises PartEnded if one ends earlier, however it does."""
    try:
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(_lasting(name, part), name=name) for name, part in parts.items()]
            await stop.wait()
            for task in running:
                task.cancel()
    except* PartEnded as ended:
        first = ended.exceptions[0]
        raise first from first.__cause__


async def _lasting(name: str, part: Coroutine[Any, Any, None]) -> None:
    try:
        await part
    except Exception as problem:
        raise PartEnded(f"{name.replace('_', ' ')} has ended: {problem!r}") from problem
    raise PartEnded(f"{name.replace('_', ' ')} has ended by itself")
