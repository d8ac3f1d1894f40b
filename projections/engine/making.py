"""Making views from the log in a schema beside the live ones, as far as those have come."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from types import TracebackType
from typing import Any, Self

from psycopg import Connection

from event_log import LogReader, Recorded
from event_log.sandbox import sandboxed
from projections.engine.applying import apply
from projections.engine.garbage import collected_rarely
from projections.engine.schema import SQL, Relations, create, create_schema
from projections.engine.swap import NEXT
from projections.engine.view import View

BATCH = 20_000  # facts in one transaction: most calls begin and end in one, so their rows are written once
CLOSE = 500  # facts that may be applied while the live views stand still

Progress = Callable[[int, int], None]  # positions in the log: how far the new views are, and how far the live ones


class Making:
    """Of some views, by a connection that finds them by name and that nobody else's is beside. A context manager."""

    def __init__(
        self,
        connection: Connection[Any],
        database_url: str,
        made: Sequence[type[View]],
        progress: Progress,
        batch: int,
    ) -> None:
        self.connection = connection
        self.at = 0
        self._made = made
        self._reader = LogReader(database_url, causes=False, only_shows=sandboxed(connection))
        self._progress = progress
        self._batch = batch
        self._reading = ThreadPoolExecutor(1, "views rebuild")
        self._ahead: Future[tuple[int, list[Recorded]]] | None = None
        self._kinds = {kind for view in made for kind in view.handlers}

    def __enter__(self) -> Self:
        self._stack = ExitStack()
        self._stack.enter_context(collected_rarely())
        self._stack.enter_context(closing(self._reader))
        self._stack.enter_context(self._reading)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def begin(self) -> Relations:
        """Empty views; what an interrupted making has left is gone."""
        self.connection.execute(SQL["drop_leftovers"])
        with self.connection.transaction():
            create_schema(self.connection, NEXT)
            return create(self.connection, NEXT, self._made)

    def catch_up(self) -> None:
        """Until there is little left to do while the live views stand still."""
        while True:
            live = self._live()
            self._progress(self.at, live)
            if live - self.at <= min(CLOSE, self._batch):
                return
            with self.connection.transaction():
                self._advance(live)

    def close_in(self) -> int:
        """In a transaction: the live views stand still until its end, and these are where they are. Returns where."""
        self.connection.execute(SQL["lock"])
        live = self._live()
        while self.at < live:
            self._advance(live)
        return live

    def went_back(self, to: int) -> None:
        """The transaction failed that went on from there."""
        self.at, self._ahead = to, None

    def end(self) -> None:
        """They are live, or nobody needs them any more."""
        self.connection.execute(SQL["drop_leftovers"])
        self._progress(self.at, self.at)

    def _advance(self, end: int) -> None:
        """Apply the next batch, and read the one after it meanwhile."""
        after, facts = self._read(self.at, end) if self._ahead is None else self._ahead.result()
        self._ahead = self._reading.submit(self._read, after, end) if after < end else None
        apply(self.connection, facts, self._made, self._reader.sealer)
        self.at = after

    def _read(self, after: int, end: int) -> tuple[int, list[Recorded]]:
        """The next facts that matter, and up to where there are no others."""
        until = min(after + self._batch, end)
        return until, self._reader.of_kinds(self._kinds, after, until)

    def _live(self) -> int:
        row = self.connection.execute(SQL["live_position"]).fetchone()
        assert row is not None
        position: int = row[0]
        return position
