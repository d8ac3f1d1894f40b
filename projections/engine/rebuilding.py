"""Making views again from the log, beside the live ones, and letting them take their place."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from threading import Event
from typing import Any

import psycopg
from psycopg import Connection

from event_log.vault.keys import LOOK_EVERY
from projections import change_keys
from projections.engine.connection import connect_writer
from projections.engine.making import BATCH, Making, Progress
from projections.engine.schema import SQL, Relations, analyze, create_indexes, migrate, standing
from projections.engine.swap import NEXT, swap
from projections.engine.view import View
from projections.engine.views import Views

TRY_AGAIN = 0.1  # seconds

logger = logging.getLogger(__name__)


class NotScrubbed(Exception):
    """Texts are left in views that another version of the program has made, until they are made again."""


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
    with alone(database_url, Event()) as connection:
        return _rebuilt(Making(connection, database_url, list(views), progress, batch), views, list(views))


def rebuild_outdated(database_url: str, views: Views, stop: Event) -> None:
    """Make those views again that lack facts, since no program made them for a while; the most urgent ones first.

    Raises Interrupted soon after `stop` is set.
    """
    with alone(database_url, stop) as connection:
        current = standing(connection.execute(SQL["standing"])).made_here(views)
        urgent = [view for view in views.urgent if view not in current]
        others = [view for view in views if view not in current and view not in views.urgent]
        for outdated in (urgent, others):
            if outdated:
                names = ", ".join(view.__name__ for view in outdated)
                logger.warning("Rebuilding views that this version of Ringlog makes differently: %s", names)
                making = Making(connection, database_url, outdated, _until(stop), BATCH)
                position = _rebuilt(making, views, outdated)
                logger.warning("Rebuilt up to position %d: %s", position, names)


def scrub(database_url: str, views: Views, stop: Event) -> None:
    """Leave no plain text in the database whose key is destroyed, and let everyone see that it is gone.

    Waits until nobody uses the key any more. Then the unlogged views are made again beside the live ones, and so in
    files of their own; those that had the texts are dropped. Raises Interrupted soon after `stop` is set, NotScrubbed.
    """
    if stop.wait(LOOK_EVERY):
        raise Interrupted
    with alone(database_url, stop) as connection:
        live = standing(connection.execute(SQL["standing"]))
        connection.execute(SQL["notify"], (change_keys.payloads(live.position, {change_keys.EVERYTHING}),))
        if made := [view for view in live.made_here(views) if view.unlogged]:
            _rebuilt(Making(connection, database_url, made, _until(stop), BATCH), views, made)
    if left := [view.__name__ for view in views.unlogged if view not in made]:
        raise NotScrubbed(f"These views are still to be made by this version of Ringlog: {', '.join(left)}")


def _until(stop: Event) -> Progress:
    """Whoever tells it how far they are is to stop when it is set."""

    def go_on(*_: int) -> None:
        if stop.is_set():
            raise Interrupted

    return go_on


@contextmanager
def alone(database_url: str, stop: Event) -> Iterator[Connection[Any]]:
    """A connection that finds the new views by name, while nobody else rebuilds."""
    with closing(connect_writer(database_url, NEXT)) as connection:
        while connection.execute(SQL["rebuild_lock"]).fetchone() == (False,):
            if stop.wait(TRY_AGAIN):
                raise Interrupted
        yield connection


def _rebuilt(making: Making, views: Views, made: Sequence[type[View]]) -> int:
    """Make these views, and let them take the place of the live ones. Returns where in the log that was."""
    with making:
        relations = making.begin()
        making.catch_up()
        create_indexes(making.connection, made)
        analyze(making.connection, made)
        while not _taken_over(making, views, relations):
            making.catch_up()
        making.end()
        return making.at


def _taken_over(making: Making, views: Views, made: Relations) -> bool:
    """Whether the new views are the live ones now; not if a reader is in the way for long."""
    before = making.at
    try:
        with making.connection.transaction():
            swap(making.connection, views, made, making.close_in())
    except psycopg.errors.LockNotAvailable:
        making.went_back(before)
        return False
    return True
