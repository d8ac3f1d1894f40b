"""What runs in threads of its own while a test goes on."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress

import psycopg

from projections import Projector, connect
from tests.followers import wake_followers

PATIENCE = 60.0  # seconds


@contextmanager
def projecting(database_url: str, batch: int = 500) -> Iterator[Future[None]]:
    """A projector that runs until the end, or fails: then so does the test."""
    projector, stop = Projector(database_url, batch), threading.Event()
    with ThreadPoolExecutor(1) as executor:
        running = executor.submit(projector.run, stop)
        try:
            yield running
        finally:
            stop.set()
            with suppress(psycopg.Error):  # the database may be what was killed
                wake_followers(database_url)
            projector_failed = running.exception(PATIENCE)
            projector.close()
    if projector_failed is not None:
        raise projector_failed


def until(reached: Callable[[], bool], what: str) -> None:
    """Look again and again. A database that is away hasn't reached anything."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if reached():
                return
        except psycopg.OperationalError:
            pass
        time.sleep(0.01)
    raise AssertionError(f"In {PATIENCE:.0f} s: not {what}")


def until_shown(database_url: str, position: int) -> None:
    """Wait until the live views have come to this position."""

    def shown() -> bool:
        with connect(database_url) as connection:
            row = connection.execute("SELECT position FROM position").fetchone()
            return row is not None and row[0] >= position

    until(shown, f"shown up to {position}")
