"""Destroys keys, with all that leads to whose they were; and again, where an earlier vault was put in its place."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg import Connection

from event_log.queries import named_queries

QUERIES = named_queries(Path(__file__).with_suffix(".sql"))

Database = Connection[tuple[Any, ...]]


def destroy(database: Database, key_ids: Sequence[UUID]) -> None:
    """For ever. Whoever remembers such a key forgets it within a second. Does nothing the second time."""
    with database.transaction():
        for query in ("destroy", "forget", "drop_snapshots"):
            database.execute(QUERIES[query], (list(key_ids),))


def destroy_again(database: Database) -> int:
    """Whatever the log says is erased and this vault has. Returns how many keys and ids that were: none, usually.

    If there were any, `to_clean` says so until whoever has cleaned up after them says `cleaned`.
    """
    undone = [id_ for (id_,) in database.execute(QUERIES["undone"])]
    if undone:
        with database.transaction():
            destroy(database, undone)
            database.execute(QUERIES["put_back"])
    return len(undone)


def to_clean(database: Database) -> int | None:
    """How often an earlier vault was put back since the last cleaning; None if none was."""
    row = database.execute(QUERIES["to_clean"]).fetchone()
    return None if row is None else int(row[0])


def cleaned(database: Database, times: int) -> None:
    """No dead row has these keys any more, and no table what was opened by them."""
    database.execute(QUERIES["cleaned"], (times,))


def scour(database: Database) -> None:
    """Leave no destroyed key behind in dead rows; for a connection in which each statement is its own transaction.

    Raises psycopg.errors.LockNotAvailable, soon, while somebody reads them for long, as a backup does.
    """
    database.execute(QUERIES["be_impatient"])
    try:
        database.execute(QUERIES["rewrite_keys"])
        database.execute(QUERIES["rewrite_identities"])
    finally:
        if not database.broken:
            database.execute(QUERIES["be_patient_again"])
