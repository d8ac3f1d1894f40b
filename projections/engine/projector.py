"""The follower of the log that keeps the views current: facts and the position after them in one transaction."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event
from typing import Any, ClassVar

from psycopg import Connection

from event_log import Follower, LogReader, Recorded
from event_log.follower import BATCH, Tell, untold
from projections import change_keys
from projections.engine.applying import changes_of, fold, write
from projections.engine.background import RebuildBeside
from projections.engine.connection import DATABASE_AWAY, connect_writer
from projections.engine.schema import SQL, Standing, migrate, standing
from projections.engine.view import View
from projections.engine.views import Views


class ViewsOfAnotherVersion(Exception):
    """Another version of the program makes views differently; as long as it runs, this one must not touch any."""


class Projector(Follower):
    """Applies the log to the views. Several may run, on several machines: they take turns, nothing is applied twice.

    Views belong to the version of the program whose projectors run. One of another version waits for their end. Then it
    goes on with the views that it makes in the same way, leaves the others as they are, and rebuilds these meanwhile.
    Only while it can't make the directory, all that readers see stays as it is.
    """

    name = "views"
    views: ClassVar[Views]
    passing: ClassVar[tuple[type[Exception], ...]] = (*DATABASE_AWAY, ViewsOfAnotherVersion)

    def __init__(self, database_url: str, batch: int = BATCH, tell: Tell = untold, *, only_shows: bool = False) -> None:
        """Connects when it is first used. `batch`: how many facts it applies in one transaction, at most.

        only_shows: the database is a sandbox, in whose views texts are Unreadable whose keys it lacks.
        """
        super().__init__(LogReader(database_url, causes=False, only_shows=only_shows), batch=batch, tell=tell)
        self._database_url = database_url
        self._connection: Connection[Any] | None = None
        self._rebuild: RebuildBeside | None = None
        self._made_here: Sequence[type[View]] = ()

    def run(self, stop: Event) -> None:
        """Keep the views current until `stop` is set. Views that are missing are made, outdated ones rebuilt beside."""
        with RebuildBeside(self._database_url, self.views) as self._rebuild:
            super().run(stop)

    def close(self) -> None:
        """Let go of the database. A second call does nothing."""
        self._hang_up()
        self._reader.close()

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Raises ViewsOfAnotherVersion as long as that runs."""
        migrate(self._database_url, self.views)
        try:
            self._take_over()
            yield
        finally:
            self._hang_up()

    @contextmanager
    def turn(self) -> Iterator[int]:
        """A transaction in which nobody else applies facts. Raises ViewsOfAnotherVersion, having changed nothing."""
        connection = self._connected()
        with connection.pipeline() as pipeline, connection.transaction():
            connection.execute(SQL["lock"])
            cursor = connection.execute(SQL["standing"])
            pipeline.sync()
            live = standing(cursor)
            if foreign := live.foreign(self.views):
                raise _left_alone(foreign)
            self._made_here = live.made_here(self.views)
            yield live.position
        if self._rebuild is not None and len(self._made_here) < len(self.views):
            self._rebuild.go_on()

    def handle(self, batch: Sequence[Recorded]) -> None:
        """Apply them to the views that this program makes, and tell which keys have changed."""
        connection, position = self._connected(), batch[-1].position
        sealer = self._reader.sealer
        views = fold(connection, batch, self._made_here, sealer)
        changes = changes_of(views, sealer)
        changed: set[str] = set().union(*(view.changed_keys() for view in views))
        with connection.pipeline():
            write(connection, changes)
            connection.execute(SQL["move"], (position,))
            connection.execute(SQL["notify"], (change_keys.payloads(position, changed | {change_keys.LOG}),))

    def start_over(self) -> int:
        """All views are outdated, whatever comes. Their position is not behind another projector's that has gone on."""
        connection = self._connected()
        with connection.transaction():
            connection.execute(SQL["lock"])
            connection.execute(SQL["neglect"], (self.views.names,))
            end = self._reader.end()
            connection.execute(SQL["move"], (end,))
        return end

    def _take_over(self) -> None:
        """The views are this program's now; not while another version that makes some of them runs."""
        connection = self._connected()
        with connection.transaction():
            connection.execute(SQL["lock"])
            live = standing(connection.execute(SQL["standing"]))
            foreign = live.foreign(self.views)
            if connection.execute(SQL["nobody_attends"], (_marks(live, foreign),)).fetchone() == (False,):
                raise _left_alone(foreign)
            connection.execute(SQL["neglect"], (list(self.views.neglected_with(foreign)),))

    def _connected(self) -> Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = connect_writer(self._database_url)
            self._connection.execute(SQL["give_way"])
            marks = [f"{view}:{version}" for view, version in self.views.versions.items()]
            self._connection.execute(SQL["attend"], (marks,))
            self._neglect_lost(self._connection)
        return self._connection

    def _neglect_lost(self, connection: Connection[Any]) -> None:
        """What a crash of the database has emptied is to be made again: whoever notices has lost its connection."""
        with connection.transaction():
            connection.execute(SQL["lock"])
            connection.execute(SQL["neglect_lost"], ([view.__name__ for view in self.views.unlogged],))

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _left_alone(foreign: Iterable[str]) -> ViewsOfAnotherVersion:
    return ViewsOfAnotherVersion(
        f"The views are left alone until nobody makes them any more: another version makes {', '.join(foreign)}."
    )


def _marks(live: Standing, views: Iterable[str]) -> list[str]:
    """What whoever makes these views shows by a lock."""
    return [f"{view}:{live.versions[view]}" for view in views]
