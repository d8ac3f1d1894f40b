"""The recordings that were requested before a media process began to follow the log."""

from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg_pool import ConnectionPool

from projections.deadlines import DeadlinesView, recordings_to_start
from projections.engine.schema import position_of


class RequestedRecording(NamedTuple):
    """A recording that no recorder has started."""

    recording_id: UUID
    call_id: UUID


class RequestedRecordings:
    """position: of the log, up to which the process doesn't follow it."""

    def __init__(self, pool: ConnectionPool[Connection[Any]], position: int) -> None:
        self._pool = pool
        self._position = position

    def read(self) -> list[RequestedRecording] | None:
        """None while the views don't know yet. Raises psycopg.Error when the database is out of reach."""
        with self._pool.connection() as connection:
            if position_of(connection, DeadlinesView) < self._position:
                return None
            return [RequestedRecording(row.subject_id, row.call_id) for row in recordings_to_start(connection)]
