"""What the log says of erasures, and of those who are to be erased. Reads much of the log, and decodes none of it."""

from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection

from domain.erasure.carrying_out import Traces
from domain.erasure.extent import Extent
from event_log.queries import named_queries

QUERIES = named_queries(Path(__file__).with_suffix(".sql"))
LAST = 2**63 - 1  # a position after all others

Database = Connection[tuple[Any, ...]]


class Tracing:
    """Of whoever is asked for again and again: only what is new of the log is read."""

    def __init__(self) -> None:
        self._known: dict[UUID, tuple[int, Traces]] = {}

    def of(self, database: Database, person_id: UUID, end: int) -> Traces:
        """Where the log names them, up to its end."""
        position, known = self._known.get(person_id, (0, Traces(frozenset(), frozenset())))
        new = traces(database, person_id, position, end)
        found = Traces(known.rooms | new.rooms, known.calls | new.calls)
        self._known[person_id] = end, found
        return found

    def forget(self, person_id: UUID) -> None:
        """They aren't asked for any more."""
        self._known.pop(person_id, None)


class Listed(NamedTuple):
    """An erasure, by the position of its request."""

    position: int
    erasure_id: UUID


def pending(database: Database) -> list[UUID]:
    """The erasures that were requested, and are neither completed nor withdrawn, longest first."""
    return [id_ for (id_,) in database.execute(QUERIES["pending"])]


def newest(database: Database, limit: int, before: int = LAST) -> list[Listed]:
    """Those requested before a position, latest first."""
    return [Listed(*row) for row in database.execute(QUERIES["newest"], {"before": before, "limit": limit})]


def count(database: Database) -> int:
    """How many there are."""
    return int(_row(database, "count")[0])


def traces(database: Database, person_id: UUID, after: int, until: int) -> Traces:
    """Where a stretch of the log names a person."""
    parameters = {"person": str(person_id), "after": after, "until": until}
    found = database.execute(QUERIES["traces"], parameters).fetchall()
    return Traces(
        rooms=frozenset(id_ for in_room, id_ in found if in_room),
        calls=frozenset(id_ for in_room, id_ in found if not in_room),
    )


def extent(database: Database, erasure_id: UUID, person_id: UUID, key_ids: Collection[UUID]) -> Extent:
    """What an erasure that has begun makes unreadable."""
    (until,) = _row(database, "begun_at", (erasure_id,))
    parameters = {"until": until, "person": str(person_id), "key_ids": list(key_ids)}
    return Extent(*_row(database, "extent", parameters))


def _row(database: Database, query: str, parameters: Any = None) -> tuple[Any, ...]:
    row = database.execute(QUERIES[query], parameters).fetchone()
    assert row is not None
    return row
