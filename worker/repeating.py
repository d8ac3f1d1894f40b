"""Work that may wait for disks and networks, on a thread beside the one that must not."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from eventsourcing.persistence import PersistenceError
from psycopg_pool import PoolTimeout

from domain.kernel.errors import DomainError

logger = logging.getLogger(__name__)

END_WITHIN = 5.0  # seconds


@contextmanager
def repeatedly(name: str, work: Callable[[threading.Event], None], every: float) -> Iterator[None]:
    """Does the work now and every so many seconds until the block ends; `work` is given what says that it has.

    What the database interrupts is done again the next time.
    """
    stop = threading.Event()

    def run() -> None:
        while not stop.is_set():
            try:
                work(stop)
            except (psycopg.Error, PersistenceError, PoolTimeout, DomainError) as problem:
                logger.warning("worker: %s is done again later: %s", name, problem)
            except Exception:  # what is wrong is said every time, and what can be done is done all the same
                logger.exception("worker: %s didn't get through", name)
            stop.wait(every)

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(END_WITHIN)
