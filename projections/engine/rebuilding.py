"""Making views again from the log, beside the live ones, and letting them take their place."""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Event
from typing import Any

import psycopg
from psycopg import Connection

from event_log import LogReader, Recorded
from event_log.vault.keys import LOOK_EVERY
from projections import change_keys
from projections.engine.applying import apply
from projections.engine.connection import connect_writer
from projections.engine.schema import SQL, Relations, analyze, create, create_indexes, create_schema, migrate, standing
from projections.engine.swap import NEXT, swap
from projections.engine.view import View
from projections.engine.views import Views

BATCH = 20_000  # facts in one transaction: most calls begin and end in one, so their rows are written once
CLOSE = 500  # facts that may be applied while the live views stand still
TRY_AGAIN = 0.1  # seconds

Progress = Callable[[int, int], None]  # positions in the log: how far the new views are, and how far the live ones

logger = logging.getLogger(__name__)


class Interrupted(Exception):
    """Nobody waits for the rebuild any more."""


def silent(done: int, of: int) -> None:
    """Tell nobody how far it is."""


def rebuild(database_url: str, views: Views, progress: Progress, batch: int) -> int:
    """Make all views again and swap them in. Returns the position in the log where that was.

    The new views come to where the live ones stand, and not further: so every reader keeps seeing what they saw.
    Readers and projectors go on meanwhile. A rebuild that is interrupted leaves the live views as they are, and the
    next one begins anew; a second one at the same time waits for the first. `batch`: facts in one transaction.
    """
    migrate(database_url, views)
    with _alone(database_url, Event()) as connection:
        return _Rebuild(connection, database_url, views, list(views), progress, batch).run()


def rebuild_outdated(database_url: str, views: Views, stop: Event) -> None:
    """Make those views again that lack facts, since no program made them for a while; the most urgent ones first.

    Raises Interrupted soon after `stop` is set.
    """
    with _alone(database_url, stop) as connection:
        current = standing(connection.execute(SQL["standing"])).made_here(views)
        urgent = [view for view in views.urgent if view not in current]
        others = [view for view in views if view not in current and view not in views.urgent]
        for outdated in (urgent, others):
            if outdated:
                names = ", ".join(view.__name__ for view in outdated)
                logger.warning("Rebuilding views that this version of Ringlog makes differently: %s", names)
                position = _Rebuild(connection, database_url, views, outdated, _until(stop), BATCH).run()
                logger.warning("Rebuilt up to position %d: %s", position, names)


def scrub(database_url: str, views: Views, stop: Event) -> None:
    """Leave no plain text in the database whose key is destroyed, and let everyone see that it is gone.

    Waits until nobody uses the key any more. Then the unlogged views are made again beside the live ones, and so in
    files of their own; those that had the texts are dropped. Raises Interrupted soon after `stop` is set.
    """
    if stop.wait(LOOK_EVERY):
        raise Interrupted
    with _alone(database_url, stop) as connection:
        live = standing(connection.execute(SQL["standing"]))
        connection.execute(SQL["notify"], (change_keys.payloads(live.position, {change_keys.EVERYTHING}),))
        if made := [view for view in live.made_here(views) if view.unlogged]:
            _Rebuild(connection, database_url, views, made, _until(stop), BATCH).run()


def _until(stop: Event) -> Progress:
    """Whoever tells it how far they are is to stop when it is set."""

    def go_on(*_: int) -> None:
        if stop.is_set():
            raise Interrupted

    return go_on


@contextmanager
def _alone(database_url: str, stop: Event) -> Iterator[Connection[Any]]:
    """A connection that finds the new views by name, while nobody else rebuilds."""
    with closing(connect_writer(database_url, NEXT)) as connection:
        while connection.execute(SQL["rebuild_lock"]).fetchone() == (False,):
            if stop.wait(TRY_AGAIN):
                raise Interrupted
        yield connection


class _Rebuild:
    """One rebuild of some views, by a connection that nobody else's is beside."""

    def __init__(
        self,
        connection: Connection[Any],
        database_url: str,
        views: Views,
        made: Sequence[type[View]],
        progress: Progress,
        batch: int,
    ) -> None:
        self._connection = connection
        self._reader = LogReader(database_url)
        self._views = views
        self._made = made
        self._progress = progress
        self._batch = batch
        self._at = 0
        self._reading = ThreadPoolExecutor(1, "views rebuild")
        self._ahead: Future[tuple[int, list[Recorded]]] | None = None
        self._kinds = {kind for view in made for kind in view.handlers}

    def run(self) -> int:
        with closing(self._reader), self._reading:
            self._connection.execute(SQL["drop_leftovers"])
            with self._connection.transaction():
                create_schema(self._connection, NEXT)
                made = create(self._connection, NEXT, self._made)
            self._catch_up()
            create_indexes(self._connection, self._made)
            analyze(self._connection, self._made)
            while not self._taken_over(made):
                self._catch_up()
            self._connection.execute(SQL["drop_leftovers"])
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

    def _taken_over(self, made: Relations) -> bool:
        """Whether the new views are the live ones now; not if a reader is in the way for long."""
        before = self._at
        try:
            with self._connection.transaction():
                self._connection.execute(SQL["lock"])
                live = self._live()
                while self._at < live:
                    self._advance(live)
                swap(self._connection, self._views, made, live)
        except psycopg.errors.LockNotAvailable:
            self._at, self._ahead = before, None
            return False
        return True

    def _advance(self, end: int) -> None:
        """Apply the next batch, and read the one after it meanwhile."""
        after, facts = self._read(self._at, end) if self._ahead is None else self._ahead.result()
        self._ahead = self._reading.submit(self._read, after, end) if after < end else None
        apply(self._connection, facts, self._made, self._reader.sealer)
        self._at = after

    def _read(self, after: int, end: int) -> tuple[int, list[Recorded]]:
        """The next facts that matter, and up to where there are no others."""
        until = min(after + self._batch, end)
        return until, self._reader.of_kinds(self._kinds, after, until)

    def _live(self) -> int:
        row = self._connection.execute(SQL["live_position"]).fetchone()
        assert row is not None
        position: int = row[0]
        return position
