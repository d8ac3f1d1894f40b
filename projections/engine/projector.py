"""The one reader that keeps the views current: each batch of facts and the position after it in one transaction."""

import logging
from collections.abc import Callable, Iterable
from threading import Event
from typing import Any

from psycopg import Connection

from event_log import LogReader, LogTail, LogWentBack
from projections import keys
from projections.engine.applying import apply
from projections.engine.background import RebuildBeside
from projections.engine.connection import DATABASE_AWAY, connect_writer
from projections.engine.schema import SQL, Standing, migrate, standing
from projections.engine.view import View
from projections.views import VIEWS, neglected_with, versions

BATCH = 500  # facts in one transaction
LOOK_ANYWAY = 1.0  # seconds: a process that died after an append has told nobody
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds, while the database is away

logger = logging.getLogger(__name__)


class ViewsOfAnotherVersion(Exception):
    """Another version of the program makes views differently; as long as it runs, this one must not touch any."""


class Projector:
    """Applies the log to the views. Several may run, on several machines: they take turns, nothing is applied twice.

    Views belong to the version of the program whose projectors run. One of another version waits for their end. Then it
    goes on with the views that it makes in the same way, leaves the others as they are, and rebuilds these meanwhile.
    Only while it can't make the directory, all that readers see stays as it is.
    """

    def __init__(self, database_url: str, batch: int = BATCH, progress: Callable[[int], None] = lambda _: None) -> None:
        """Connects when it is first used. `batch`: how many facts it applies in one transaction, at most.

        `progress` is told after each look at the log, and at least every second, how far the views have come.
        """
        self._progress = progress
        self._database_url = database_url
        self._batch = batch
        self._reader = LogReader(database_url)
        self._connection: Connection[Any] | None = None
        self._outdated = False

    def run(self, stop: Event) -> None:
        """Keep the views current until `stop` is set, through any loss of the database.

        Views that are missing are made; those that hold what is no longer in the log are rebuilt. Raises whatever a
        handler raises: no fact is ever skipped.
        """
        self._pause = SHORTEST_PAUSE
        with RebuildBeside(self._database_url) as rebuild:
            while not stop.is_set():
                try:
                    self._go_on(stop, rebuild)
                except DATABASE_AWAY as error:
                    logger.warning("The views stand still, trying again in %.1f s: %s", self._pause, error)
                    self._hang_up()
                    stop.wait(self._pause)
                    self._pause = min(2 * self._pause, LONGEST_PAUSE)
                except Exception:
                    logger.exception("The views stand still: facts could not be applied.")
                    raise

    def run_once(self) -> int:
        """Apply the next batch of facts, and tell which keys have changed. Returns how many facts there were.

        Raises psycopg.OperationalError and eventsourcing's OperationalError when the database is out of reach,
        LogWentBack, and ViewsOfAnotherVersion; then nothing is applied.
        """
        connection = self._connected()
        with connection.transaction():
            connection.execute(SQL["lock"])
            live = standing(connection)
            if foreign := live.foreign():
                raise ViewsOfAnotherVersion(f"Another version of Ringlog makes these views: {', '.join(foreign)}.")
            made_here = live.made_here()
            self._outdated = len(made_here) < len(VIEWS)
            batch = self._reader.read(after=live.position, limit=self._batch)
            if batch:
                views = apply(connection, batch, made_here)
                connection.execute(SQL["move"], (batch[-1].position,))
                _notify(connection, batch[-1].position, views)
        self._progress(batch[-1].position if batch else live.position)
        return len(batch)

    def close(self) -> None:
        """Let go of the database. A second call does nothing."""
        self._hang_up()
        self._reader.close()

    def _go_on(self, stop: Event, rebuild: RebuildBeside) -> None:
        migrate(self._database_url)
        try:
            self._follow(stop, rebuild)
        except ViewsOfAnotherVersion as other:
            if not self._take_over():
                logger.warning("The views are left alone until nobody makes them any more. %s", other)
                stop.wait(LOOK_ANYWAY)
        except LogWentBack as problem:
            logger.warning("The views are rebuilt, as they hold what is no longer in the log: %s", problem)
            self._start_over()

    def _follow(self, stop: Event, rebuild: RebuildBeside) -> None:
        with LogTail(self._database_url) as tail:
            while not stop.is_set():
                applied = self.run_once()
                self._pause = SHORTEST_PAUSE
                if self._outdated:
                    rebuild.go_on()
                if applied < self._batch:
                    tail.wait(LOOK_ANYWAY)

    def _take_over(self) -> bool:
        """Whether the views are this program's now; not while another version that makes some of them runs."""
        connection = self._connected()
        with connection.transaction():
            connection.execute(SQL["lock"])
            live = standing(connection)
            foreign = live.foreign()
            if connection.execute(SQL["nobody_attends"], (_marks(live, foreign),)).fetchone() == (False,):
                return False
            connection.execute(SQL["neglect"], (list(neglected_with(foreign)),))
        return True

    def _start_over(self) -> None:
        """All views are outdated, whatever comes."""
        connection = self._connected()
        with connection.transaction():
            connection.execute(SQL["lock"])
            connection.execute(SQL["neglect"], ([view.__name__ for view in VIEWS],))
            connection.execute(SQL["move"], (self._reader.end(),))

    def _connected(self) -> Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = connect_writer(self._database_url)
            self._connection.execute(SQL["give_way"])
            self._connection.execute(SQL["attend"], ([f"{view}:{version}" for view, version in versions().items()],))
        return self._connection

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _marks(live: Standing, views: Iterable[str]) -> list[str]:
    """What whoever makes these views shows by a lock."""
    return [f"{view}:{live.versions[view]}" for view in views]


def _notify(connection: Connection[Any], position: int, views: Iterable[View]) -> None:
    changed: set[str] = set().union(*(view.changed_keys() for view in views))
    connection.execute(SQL["notify"], (keys.payloads(position, changed),))
