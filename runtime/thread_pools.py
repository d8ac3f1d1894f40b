"""The ways from the event loop to blocking code: to the database, and to storages, which may be slower by far."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

THREADS = 32  # commands under way at once in one process; they share group commits
STORAGE_THREADS = 16  # of their own, so that files on a storage that hardly answers hold up nothing but files
_POOL = ThreadPoolExecutor(THREADS, thread_name_prefix="blocking")
_DOCUMENT_POOL = ThreadPoolExecutor(1, thread_name_prefix="documents")  # more would only fight for the interpreter
_STORAGE_POOL = ThreadPoolExecutor(STORAGE_THREADS, thread_name_prefix="storage")


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a blocking function on a thread and wait for it without blocking the loop; it raises what that raises."""
    return await asyncio.get_running_loop().run_in_executor(_POOL, partial(function, *args, **kwargs))


async def in_storage_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """As `in_thread`, for what waits for the storage of recordings."""
    return await asyncio.get_running_loop().run_in_executor(_STORAGE_POOL, partial(function, *args, **kwargs))


async def in_document_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """As `in_thread`, for what computes for long; one after the other, in the order in which they were asked for."""
    return await asyncio.get_running_loop().run_in_executor(_DOCUMENT_POOL, partial(function, *args, **kwargs))


def on_own_thread(function: Callable[[], R], name: str) -> asyncio.Future[R]:
    """Call a function that may block for ever on a thread of its own, which the end of the process doesn't wait for.

    It is called at once; await what it returns or raises. Whoever is cancelled waits for it no longer.
    """
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[R] = loop.create_future()

    def run() -> None:
        try:
            settle = partial(ended.set_result, function())
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is raised to whoever waits
            settle = partial(ended.set_exception, problem)
        with suppress(RuntimeError):  # the loop is closed, so nobody waits
            loop.call_soon_threadsafe(lambda: ended.done() or settle())

    threading.Thread(target=run, name=name, daemon=True).start()
    return ended
