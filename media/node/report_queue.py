"""What the media process has to record, on its way to the database: in order, and all of it."""

import logging
import queue
import threading
import time
from collections.abc import Callable

import psycopg
from eventsourcing.persistence import PersistenceError

from domain.kernel.errors import DomainError, TryAgain

logger = logging.getLogger(__name__)

PAUSE = 0.5  # seconds between attempts while the database is away

Report = Callable[[], object]


class ReportQueue:
    """Calls reports one after the other, each until the database has taken it. `run` is for a thread of its own."""

    def __init__(self, longest: int) -> None:
        """longest: reports that may wait."""
        self._queue: queue.Queue[Report | None] = queue.Queue(longest)
        self._put = self._done = 0  # each counted by one thread
        self._give_up_at: float | None = None  # monotonic seconds
        self._stopping = threading.Event()

    @property
    def waiting(self) -> int:
        """Reports that aren't delivered yet, the one at hand among them."""
        return self._put - self._done

    def put(self, report: Report) -> None:
        """Raises queue.Full."""
        self._queue.put_nowait(report)
        self._put += 1

    def run(self) -> None:
        """Until `stop` has been called, and all is delivered or the time for that is over."""
        while not (self._stopping.is_set() and self._queue.empty()):
            report = self._queue.get()
            if report is None:
                continue
            if not self._insist(report):
                return
            self._done += 1

    def stop(self, within: float) -> None:
        """Deliver what is waiting, but begin nothing anew after that many seconds."""
        self._give_up_at = time.monotonic() + within
        self._stopping.set()
        if self._queue.empty():
            self._queue.put_nowait(None)  # `run` waits for something

    def _insist(self, report: Report) -> bool:
        """Repeat until the database has it: use cases that are satisfied already record nothing. False: given up."""
        while True:
            try:
                report()
            except (psycopg.Error, PersistenceError, TryAgain) as problem:
                logger.warning("The database doesn't take a report of the media server yet: %s", problem)
            except DomainError as refusal:
                logger.info("A report of the media server came too late: %s", refusal)
                return True
            except Exception:  # one report that can't be recorded must not keep all others from it
                logger.exception("A report of the media server can't be recorded")
                return True
            else:
                return True
            if self._give_up_at is not None and time.monotonic() > self._give_up_at:
                return False
            time.sleep(PAUSE)
