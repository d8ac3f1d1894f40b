"""Something else that wants the processor, as on any machine that Ringlog shares."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context


def _keep_busy(core: int) -> None:
    os.sched_setaffinity(0, {core})
    while True:
        pass


@contextmanager
def one_core_busy() -> Iterator[None]:
    """A process that never pauses, held to one core; nothing else is held to the others."""
    process = get_context("spawn").Process(target=_keep_busy, args=(max(os.sched_getaffinity(0)),), daemon=True)
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()
