"""What the log says of expiries, and of what is concerned by them. Decodes none of it."""

from collections.abc import Collection
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.erasure.extent import Extent
from domain.kernel.ids import floor_id, recorder_id, thread_id
from domain.retention.expiry import Expiry
from domain.retention.periods import ExpiryKind
from event_log.erasures import LAST, Listed
from event_log.queries import named_queries

QUERIES = named_queries(Path(__file__).with_suffix(".sql"))

Database = Connection[tuple[Any, ...]]


def pending(database: Database, limit: int, but: Collection[UUID]) -> list[UUID]:
    """The expiries that have begun and aren't completed, but these, longest first."""
    return [id_ for (id_,) in database.execute(QUERIES["pending"], {"but": list(but), "limit": limit})]


def newest(database: Database, limit: int, before: int = LAST) -> list[Listed]:
    """Those begun before a position, latest first."""
    return [Listed(*row) for row in database.execute(QUERIES["newest"], {"before": before, "limit": limit})]


def certified(database: Database, limit: int) -> list[UUID]:
    """The expiries that were completed last, latest first."""
    return [id_ for (id_,) in database.execute(QUERIES["certified"], (limit,))]


def count(database: Database) -> int:
    """How many there are."""
    ((number,),) = database.execute(QUERIES["count"])
    return int(number)


def extent(database: Database, expiry: Expiry, recordings: Collection[UUID]) -> Extent:
    """What an expiry that has begun concerns: of a recording its own facts; of texts those of the call.

    recordings: those of the call, whose names and failures are among its texts.
    """
    streams = [expiry.subject_id]
    if expiry.kind is ExpiryKind.TEXT:
        streams += [make(expiry.call_id) for make in (floor_id, recorder_id, thread_id)]
        streams += recordings
    ((found),) = database.execute(QUERIES["extent"], {"streams": streams, "expiry": expiry.id}).fetchall()
    return Extent(*found)
