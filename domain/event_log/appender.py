"""Commits groups of batches: one round trip each, over a connection kept for it."""

import select
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from eventsourcing.persistence import OperationalError
from psycopg import Connection

from domain.event_log.connection import as_library_error, connect
from domain.event_log.group_commit import Batch
from domain.event_log.queries import named_queries

APPEND = named_queries(Path(__file__).with_name("recorder.sql"))["append"]


class Appender:
    """The one place that writes to the log. Not thread-safe: `commit` is for GroupCommit to call."""

    def __init__(self, database_url: str, committed: Callable[[], None]) -> None:
        """`committed` is called after every group that is in the log."""
        self._database_url = database_url
        self._committed = committed
        self._connection: Connection[Any] | None = None

    def commit(self, group: list[Batch]) -> None:
        """Append the batches in one transaction; where one is refused, each in its own, so that only it suffers."""
        try:
            before = self._append(group)
        except psycopg.Error as error:
            self._settle_failed(group, error)
            return
        for batch in group:
            batch.appended(before)
            before += batch.count
        self._committed()

    def close(self) -> None:
        """Let go of the connection; a later commit opens a new one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _append(self, group: list[Batch]) -> int:
        connection = self._live_connection()
        events = ",".join([batch.events for batch in group if batch.events])
        tracking = ",".join([batch.tracking for batch in group if batch.tracking])
        row = connection.execute(
            APPEND, (f"[{events}]", f"[{tracking}]" if tracking else None), prepare=True
        ).fetchone()
        assert row is not None
        before: int = row[0]
        return before

    def _settle_failed(self, group: list[Batch], error: psycopg.Error) -> None:
        if self._connection is None or self._connection.closed:
            for batch in group:
                batch.refused(OperationalError(f"The outcome of this append is unknown: {error}"))
        elif len(group) == 1:
            group[0].refused(as_library_error(error))
        else:
            for batch in group:
                self.commit([batch])

    def _live_connection(self) -> Connection[Any]:
        """One that wasn't lost while it was idle, so that a database that was away and is back troubles nobody."""
        if self._connection is not None and _lost(self._connection):
            self.close()
        if self._connection is None:
            self._connection = connect(self._database_url)
        return self._connection


def _lost(connection: Connection[Any]) -> bool:
    """Whether the server has hung up: an idle connection has nothing to read but that."""
    if connection.closed:
        return True
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))
