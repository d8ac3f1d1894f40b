"""Making all views again from the log, beside the live ones, and letting them take their place."""

import logging
from collections.abc import Callable
from contextlib import closing
from typing import Any

from psycopg import Connection

from domain.event_log import LogReader
from projections.applying import apply
from projections.connection import connect_writer
from projections.schema import SQL, analyze, create, create_indexes, is_current, migrate

NEXT = "views_next"
BATCH = 5_000  # facts in one transaction
CLOSE = 500  # facts that may be applied while the live views stand still

Progress = Callable[[int, int], None]  # positions in the log: how far the new views are, and how far the live ones

logger = logging.getLogger(__name__)


def silent(done: int, of: int) -> None:
    """Tell nobody how far it is."""


def rebuild(database_url: str, progress: Progress = silent) -> int:
    """Make all views again and swap them in. Returns the position in the log where that was.

    The new views come to where the live ones stand, and not further: so every reader keeps seeing what they saw, and
    nobody has to be told of anything. Readers and projectors go on meanwhile. A rebuild that is interrupted leaves the
    live views as they are; a second one at the same time waits for the first.
    """
    migrate(database_url)
    with closing(connect_writer(database_url, NEXT)) as connection:
        connection.execute(SQL["rebuild_lock"])
        return _rebuild(connection, database_url, progress)


def rebuild_outdated(database_url: str) -> None:
    """Rebuild views that another version of the program made; make them if there are none."""
    migrate(database_url)
    with closing(connect_writer(database_url, NEXT)) as connection:
        connection.execute(SQL["rebuild_lock"])
        if not is_current(database_url):
            logger.warning("The views were made by another version of Ringlog; rebuilding them.")
            position = _rebuild(connection, database_url, silent)
            logger.warning("The views are rebuilt up to position %d.", position)


def _rebuild(connection: Connection[Any], database_url: str, progress: Progress) -> int:
    connection.execute(SQL["drop_leftovers"])
    with connection.transaction():
        create(connection, NEXT)
    with closing(LogReader(database_url)) as reader:
        at = _catch_up(connection, reader, 0, progress)
        create_indexes(connection)
        analyze(connection)
        at = _catch_up(connection, reader, at, progress)
        at = _take_over(connection, reader, at)
    connection.execute(SQL["drop_old"])
    progress(at, at)
    return at


def _catch_up(connection: Connection[Any], reader: LogReader, at: int, progress: Progress) -> int:
    while (live := _live(connection)) - at > CLOSE:
        progress(at, live)
        with connection.transaction():
            at = _advance(connection, reader, at, live)
    return at


def _take_over(connection: Connection[Any], reader: LogReader, at: int) -> int:
    with connection.transaction():
        connection.execute(SQL["lock"])
        live = _live(connection)
        while at < live:
            at = _advance(connection, reader, at, live)
        connection.execute(SQL["swap"])
    return at


def _advance(connection: Connection[Any], reader: LogReader, at: int, end: int) -> int:
    batch = reader.read(after=at, limit=min(BATCH, end - at))
    apply(connection, batch)
    return batch[-1].position


def _live(connection: Connection[Any]) -> int:
    row = connection.execute(SQL["live_position"]).fetchone()
    assert row is not None
    position: int = row[0]
    return position
