"""Wakes those who follow the log, without an append ever waiting for it.

NOTIFY takes a lock on the whole instance when its transaction commits, so it is kept out of the appends: it goes over a
connection of its own, once for all appends of the last moments, and doesn't wait for the disk.
"""

import logging
from threading import Event, Lock, Thread
from typing import Any

import psycopg
from psycopg import Connection

from event_log.connection import connect

CHANNEL = "ringlog_log"
SHORTEST_PAUSE, LONGEST_PAUSE = 0.001, 0.005
"""Seconds between two announcements: appends in between share one. It grows while they come one after the other."""
PAUSE_AFTER_FAILURE = 0.5  # seconds
CLOSE_WITHIN = 1.0  # seconds

logger = logging.getLogger(__name__)


class Announcer:
    """Tells the channel that something was appended. Best effort: followers also look by themselves now and then."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._due = Event()
        self._closing = Event()
        self._starting = Lock()
        self._thread: Thread | None = None
        self._connection: Connection[Any] | None = None

    def announce(self) -> None:
        """Returns at once."""
        self._due.set()
        if self._thread is None:
            self._start()

    def close(self) -> None:
        """Announce what is still due, unless the database doesn't answer, then stop. A second call does nothing."""
        self._closing.set()
        self._due.set()
        if self._thread is not None:
            self._thread.join(CLOSE_WITHIN)

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="event log announcer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        pause = SHORTEST_PAUSE
        while True:
            pause = min(2 * pause, LONGEST_PAUSE) if self._due.is_set() else SHORTEST_PAUSE
            self._due.wait()
            self._due.clear()
            announced = self._notify()
            if self._closing.is_set():
                break
            if not announced:
                self._due.set()
            self._closing.wait(pause if announced else PAUSE_AFTER_FAILURE)
        self._hang_up()

    def _notify(self) -> bool:
        try:
            if self._connection is None:
                self._connection = connect(self._database_url, "announcements", "SET synchronous_commit = off")
            self._connection.execute(f"NOTIFY {CHANNEL}")
        except psycopg.Error as error:
            logger.warning("Followers of the log are not told of an append: %s", error)
            self._hang_up()
            return False
        return True

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
