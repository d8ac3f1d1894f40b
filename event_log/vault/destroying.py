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
    """Whatever the log says is erased and this vault has. Returns how many keys and ids that were: none, usually."""
    undone = [id_ for (id_,) in database.execute(QUERIES["undone"])]
    if undone:
        destroy(database, undone)
    return len(undone)


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
