"""Stored events without a meaning, for tests of how they are stored."""

from uuid import UUID, uuid4

import psycopg
from eventsourcing.persistence import StoredEvent


def stream(
    length: int = 1, *, originator_id: UUID | None = None, first: int = 1, state: bytes = b"{}"
) -> list[StoredEvent]:
    """Consecutive events of one stream."""
    originator = originator_id or uuid4()
    return [StoredEvent(originator, first + n, "ringlog.test.Nothing", state) for n in range(length)]


def stored(database_url: str) -> list[tuple[int, UUID, int]]:
    """Position, stream and version of everything in the log."""

    with psycopg.connect(database_url) as connection:
        query = "SELECT position, originator_id, originator_version FROM log.events ORDER BY position"
        return connection.execute(query).fetchall()
