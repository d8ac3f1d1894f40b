"""Commits groups of batches: one round trip each, over a connection kept for it."""

import select
from collections.abc import Callable
from typing import Any

import psycopg
from eventsourcing.persistence import IntegrityError, PersistenceError
from psycopg import Connection
from psycopg.pq import DiagnosticField, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGresult

from event_log.columns import parameters
from event_log.connection import GAVE_UP, as_library_error, connect
from event_log.era import Era
from event_log.group_commit import Batch, OutcomeUnknown

NAME = b"append"
PREPARE = """
    SET plan_cache_mode = force_generic_plan;  -- a plan for each length of a group would cost as much as the append
    SET enable_seqscan = off;  -- whatever was known of the log's length when the plan was made
    PREPARE append AS SELECT log.append($1, $2, $3, $4, $5, $6)
"""
BINARY = [Format.BINARY] * 6


class Appender:
    """The one place that writes to the log. Not thread-safe: `commit` is for GroupCommit to call."""

    def __init__(self, database_url: str, committed: Callable[[], None], era: Era) -> None:
        """`committed` is called after every group that is in the log."""
        self._database_url = database_url
        self._committed = committed
        self._era = era
        self._connection: Connection[Any] | None = None

    def commit(self, group: list[Batch]) -> None:
        """Append the batches in one transaction; where that is refused, each in its own, so that only one suffers."""
        try:
            connection = self._live_connection()
        except psycopg.Error as error:
            _refuse(group, as_library_error(error))
            return
        group = self._of_this_era(group)
        if not group:
            return
        try:
            before = _append(connection, group)
        except psycopg.Error as error:
            self._settle_failed(group, connection, error)
            return
        for batch in group:
            batch.appended(before)
            before += batch.rows.event_count
        self._committed()

    def close(self) -> None:
        """Let go of the connection; a later commit opens a new one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _of_this_era(self, group: list[Batch]) -> list[Batch]:
        """Those that rest on this database, or on nothing. The others are refused, to be decided again."""
        current = (None, self._era.number)
        _refuse(
            [batch for batch in group if batch.era not in current],
            IntegrityError("This was decided before the connection to the database was lost."),
        )
        return [batch for batch in group if batch.era in current]

    def _settle_failed(self, group: list[Batch], connection: Connection[Any], error: psycopg.Error) -> None:
        if connection.pgconn.transaction_status != TransactionStatus.IDLE:
            self._hang_up()
            _refuse(group, OutcomeUnknown(f"The append may or may not be in the log: {error}"))
        elif len(group) == 1 or isinstance(error, GAVE_UP):
            _refuse(group, as_library_error(error))
        else:
            for batch in group:
                self.commit([batch])

    def _live_connection(self) -> Connection[Any]:
        """One that wasn't lost while it was idle, so that a database that was away and is back troubles nobody."""
        if self._connection is not None and _lost(self._connection):
            self._hang_up()
        if self._connection is None:
            self._connection = connect(self._database_url, "appends", PREPARE)
        return self._connection

    def _hang_up(self) -> None:
        self.close()
        self._era.end()


def _append(connection: Connection[Any], group: list[Batch]) -> int:
    # libpq directly: it takes a quarter of the processor time of a cursor, for which all other threads would wait.
    result = connection.pgconn.exec_prepared(NAME, parameters([batch.rows for batch in group]), BINARY, Format.BINARY)
    if result.status != ExecStatus.TUPLES_OK:
        raise _error(result)
    before = result.get_value(0, 0)
    assert before is not None
    return int.from_bytes(before, "big")


def _refuse(group: list[Batch], error: PersistenceError) -> None:
    for batch in group:
        batch.refused(error)


def _lost(connection: Connection[Any]) -> bool:
    """Whether the server has hung up: an idle connection has nothing to read but that."""
    if connection.closed:
        return True
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def _error(result: PGresult) -> psycopg.Error:
    state = result.error_field(DiagnosticField.SQLSTATE)
    if state is None:  # not the server's words, but libpq's on a connection that was lost
        return psycopg.OperationalError(result.get_error_message().strip())
    parts = (result.error_field(field) for field in (DiagnosticField.MESSAGE_PRIMARY, DiagnosticField.MESSAGE_DETAIL))
    return psycopg.errors.lookup(state.decode())(" ".join(part.decode(errors="replace") for part in parts if part))
