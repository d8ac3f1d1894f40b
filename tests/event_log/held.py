"""Holding the log still, so that what is appended meanwhile has to queue."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from event_log.recorder import Recorder
from tests.event_log.eventually import eventually


@contextmanager
def held(database_url: str) -> Iterator[None]:
    """Takes the appenders' lock; whoever commits within waits for the end of it."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('ringlog'), hashtext('log.append'))")
        yield


def wait_until_committing(database_url: str) -> None:
    """Until somebody waits for the appenders' lock."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        waiting = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        eventually(lambda: connection.execute(waiting).fetchone() is not None)


def wait_until_queued(recorder: Recorder, count: int) -> None:
    """Until so many callers wait for the commit that is under way."""
    eventually(lambda: len(recorder._group_commit._queue) == count)
