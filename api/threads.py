"""The one way from the event loop to blocking code."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

THREADS = 32  # commands under way at once in one process; they share group commits
_POOL = ThreadPoolExecutor(THREADS, thread_name_prefix="blocking")


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a blocking function on a thread and wait for it without blocking the loop; it raises what that raises."""
    return await asyncio.get_running_loop().run_in_executor(_POOL, partial(function, *args, **kwargs))
