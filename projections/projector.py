"""The one reader that keeps the views current: each batch of facts and the position after it in one transaction."""

import logging
from collections.abc import Iterable
from threading import Event
from typing import Any

import psycopg
from eventsourcing import persistence
from psycopg import Connection

from domain.event_log import LogReader, LogTail
from projections import keys
from projections.applying import apply
from projections.connection import connect_writer
from projections.rebuild import rebuild_outdated
from projections.schema import SQL, standing
from projections.view import View
from projections.views import VERSION

BATCH = 500  # facts in one transaction
LOOK_ANYWAY = 1.0  # seconds: a process that died after an append has told nobody
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds, while the database is away
DATABASE_AWAY = (psycopg.OperationalError, persistence.OperationalError, persistence.InterfaceError)

logger = logging.getLogger(__name__)


class ViewsOfAnotherVersion(Exception):
    """The views were rebuilt by another version of the program; this one must not touch them."""


class Projector:
    """Applies the log to the views. Several may run, on several machines: they take turns, nothing is applied twice."""

    def __init__(self, database_url: str, batch: int = BATCH) -> None:
        """Connects when it is first used. `batch`: how many facts it applies in one transaction, at most."""
        self._database_url = database_url
        self._batch = batch
        self._reader = LogReader(database_url)
        self._connection: Connection[Any] | None = None

    def run(self, stop: Event) -> None:
        """Keep the views current until `stop` is set, through any loss of the database.

        Views that are missing are made; ones of another version are rebuilt first. Raises whatever a handler raises:
        no fact is ever skipped.
        """
        pause = SHORTEST_PAUSE
        while not stop.is_set():
            try:
                rebuild_outdated(self._database_url)
                pause = SHORTEST_PAUSE
                self._follow(stop)
            except DATABASE_AWAY as error:
                logger.warning("The views stand still, trying again in %.1f s: %s", pause, error)
                self._hang_up()
                stop.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            except Exception:
                logger.exception("The views stand still: facts could not be applied.")
                raise

    def run_once(self) -> int:
        """Apply the next batch of facts, and tell which keys have changed. Returns how many facts there were.

        Raises psycopg.OperationalError and eventsourcing's OperationalError when the database is out of reach, and
        ViewsOfAnotherVersion; then nothing is applied.
        """
        connection = self._connected()
        with connection.transaction():
            connection.execute(SQL["lock"])
            at, version = standing(connection)
            if version != VERSION:
                raise ViewsOfAnotherVersion(f"The views are of version {version}, this program is of {VERSION}.")
            batch = self._reader.read(after=at, limit=self._batch)
            if batch:
                views = apply(connection, batch)
                _notify(connection, batch[-1].position, views)
        return len(batch)

    def close(self) -> None:
        """Let go of the database. A second call does nothing."""
        self._hang_up()
        self._reader.close()

    def _follow(self, stop: Event) -> None:
        with LogTail(self._database_url) as tail:
            while not stop.is_set():
                if self.run_once() < self._batch:
                    tail.wait(LOOK_ANYWAY)

    def _connected(self) -> Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = connect_writer(self._database_url)
        return self._connection

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _notify(connection: Connection[Any], position: int, views: Iterable[View]) -> None:
    changed: set[str] = set().union(*(view.changed_keys() for view in views))
    connection.execute(SQL["notify"], (keys.payloads(position, changed),))
