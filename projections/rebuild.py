"""Making all views again from the log, beside the live ones, and letting them take their place."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from typing import Any

from psycopg import Connection

from domain.event_log import LogReader, Recorded
from projections.applying import apply
from projections.connection import connect_writer
from projections.schema import SQL, analyze, create, create_indexes, is_current, migrate

NEXT = "views_next"
BATCH = 20_000  # facts in one transaction: most calls begin and end in one, so their rows are written once
CLOSE = 500  # facts that may be applied while the live views stand still

Progress = Callable[[int, int], None]  # positions in the log: how far the new views are, and how far the live ones

logger = logging.getLogger(__name__)


def silent(done: int, of: int) -> None:
    """Tell nobody how far it is."""


def rebuild(database_url: str, progress: Progress = silent, batch: int = BATCH) -> int:
    """Make all views again and swap them in. Returns the position in the log where that was.

    The new views come to where the live ones stand, and not further: so every reader keeps seeing what they saw, and
    nobody has to be told of anything. Readers and projectors go on meanwhile. A rebuild that is interrupted leaves the
    live views as they are; a second one at the same time waits for the first. `batch`: facts in one transaction.
    """
    migrate(database_url)
    with closing(connect_writer(database_url, NEXT)) as connection:
        connection.execute(SQL["rebuild_lock"])
        return _Rebuild(connection, database_url, progress, batch).run()


def rebuild_outdated(database_url: str) -> None:
    """Rebuild views that another version of the program made; make them if there are none."""
    migrate(database_url)
    with closing(connect_writer(database_url, NEXT)) as connection:
        connection.execute(SQL["rebuild_lock"])
        if not is_current(database_url):
            logger.warning("The views were made by another version of Ringlog; rebuilding them.")
            position = _Rebuild(connection, database_url, silent, BATCH).run()
            logger.warning("The views are rebuilt up to position %d.", position)


class _Rebuild:
    """One rebuild, by a connection that holds the lock and finds the new views by name."""

    def __init__(self, connection: Connection[Any], database_url: str, progress: Progress, batch: int) -> None:
        self._connection = connection
        self._reader = LogReader(database_url)
        self._progress = progress
        self._batch = batch
        self._at = 0
        self._reading = ThreadPoolExecutor(1, "views rebuild")
        self._ahead: Future[list[Recorded]] | None = None

    def run(self) -> int:
        with closing(self._reader), self._reading:
            self._connection.execute(SQL["drop_leftovers"])
            with self._connection.transaction():
                create(self._connection, NEXT)
            self._catch_up()
            create_indexes(self._connection)
            analyze(self._connection)
            self._catch_up()
            self._take_over()
            self._connection.execute(SQL["drop_old"])
        self._progress(self._at, self._at)
        return self._at

    def _catch_up(self) -> None:
        """Until there is little left to do while the live views stand still."""
        while True:
            live = self._live()
            self._progress(self._at, live)
            if live - self._at <= min(CLOSE, self._batch):
                return
            with self._connection.transaction():
                self._advance(live)

    def _take_over(self) -> None:
        with self._connection.transaction():
            self._connection.execute(SQL["lock"])
            live = self._live()
            while self._at < live:
                self._advance(live)
            self._connection.execute(SQL["swap"])

    def _advance(self, end: int) -> None:
        """Apply the next batch, and read the one after it meanwhile."""
        facts = self._read(self._at, end) if self._ahead is None else self._ahead.result()
        after = facts[-1].position
        self._ahead = self._reading.submit(self._read, after, end) if after < end else None
        apply(self._connection, facts)
        self._at = after

    def _read(self, after: int, end: int) -> list[Recorded]:
        return self._reader.read(after=after, limit=min(self._batch, end - after))

    def _live(self) -> int:
        row = self._connection.execute(SQL["live_position"]).fetchone()
        assert row is not None
        position: int = row[0]
        return position
