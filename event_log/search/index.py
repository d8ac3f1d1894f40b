"""Keeps the index for searches as far as the log is. All of it can be made again from the log."""

import logging
import time
from collections.abc import Callable
from threading import Event
from typing import Any, Self

import psycopg
from psycopg import Connection

from event_log.connection import conninfo
from event_log.follower import Tell, untold
from event_log.reader import LogReader
from event_log.search.statements import SQL
from event_log.search.words import Words

NAME = "search"
BATCH = 2_000  # facts in a transaction

logger = logging.getLogger(__name__)


class SearchIndex:
    """One at a time makes it, whoever else tries waits. Commits don't wait for the disk: what is lost is made again."""

    def __init__(
        self,
        database_url: str,
        *,
        batch: int = BATCH,
        tell: Tell = untold,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        """`tell` is called with how far the index is after each look at the log. Connects when it is first asked."""
        self._database_url = database_url
        self._batch = batch
        self._tell = tell
        self._reader = LogReader(database_url, only_shows=True)
        self._words = Words(self._reader, elapsed)
        self._connection: Connection[Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run_once(self, stop: Event) -> None:
        """Index all that is there. Raises psycopg.Error and those of eventsourcing.persistence."""
        connection = self._connected()
        while self._go_on(connection) and not stop.is_set():
            pass
        while self._go_on_with_texts(connection) and not stop.is_set():
            pass
        with connection.transaction():
            connection.execute(SQL["lock"])
            self._words.retry(connection, self._batch)

    def close(self) -> None:
        """Let go of the database. A second call does nothing."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._reader.close()

    def _go_on(self, connection: Connection[Any]) -> bool:
        """Index the next facts; whether there are more."""
        with connection.transaction():
            connection.execute(SQL["lock"])
            position, continues, end = _only(connection, "standing")
            if not continues:
                logger.warning("search: the log isn't the one that was indexed up to %d: starting over", position)
                connection.execute(SQL["empty"])
                connection.execute(SQL["start_over"])
                return True
            until = min(end, position + self._batch)
            if until > position:
                connection.execute(SQL["index"], {"after": position, "until": until})
                connection.execute(SQL["move"], {"until": until})
        self._tell(NAME, until)
        return bool(until < end)

    def _go_on_with_texts(self, connection: Connection[Any]) -> bool:
        """Take in the words of the next facts; whether there are more."""
        with connection.transaction():
            connection.execute(SQL["lock"])
            indexed, *_ = _only(connection, "standing")
            row = connection.execute(SQL["texts_standing"]).fetchone()
            position = 0 if row is None else row[0]
            until = min(indexed, position + self._batch)
            if until <= position:
                return False
            self._words.add(connection, position, until)
            connection.execute(SQL["move_texts"], {"until": until})
        return bool(until < indexed)

    def _connected(self) -> Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(conninfo(self._database_url, NAME), autocommit=True)
            self._connection.execute("SET synchronous_commit = off")
            self._connection.execute("SET idle_in_transaction_session_timeout = '15s'")
        return self._connection


def remove_texts(connection: Connection[Any]) -> None:
    """After somebody was erased: no file holds any word of them when this returns. Other words are made again soon.

    To be called when nobody uses the destroyed keys any more: `event_log.vault.keys.LOOK_EVERY` seconds later.
    """
    with connection.transaction():
        connection.execute(SQL["lock"])
        connection.execute(SQL["remove_texts"])


def _only(connection: Connection[Any], query: str) -> tuple[Any, ...]:
    row = connection.execute(SQL[query]).fetchone()
    assert row is not None
    found: tuple[Any, ...] = row
    return found
