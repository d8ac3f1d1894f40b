"""Destroys keys, with all that leads to whose they were; and again, where an earlier vault was put in its place."""

import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.errors import Diagnostic, LockNotAvailable

from event_log.queries import named_queries

QUERIES = named_queries(Path(__file__).with_suffix(".sql"))

Database = Connection[tuple[Any, ...]]

ATTEMPTS = 10  # at rewriting a table while transactions end that had begun before
PAUSE = 0.1  # seconds between these


class StillSeen(LockNotAvailable):
    """An old transaction keeps dead rows on the disk."""


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
    """Leave no key in dead rows that is destroyed, or wrapped by an earlier master key.

    For a connection in which each statement is its own transaction. Raises psycopg.errors.LockNotAvailable, soon, while
    somebody reads the vault for long, as a backup does, or could still read these rows: StillSeen.
    """
    database.execute(QUERIES["be_impatient"])
    try:
        for query in ("rewrite_keys", "rewrite_identities", "rewrite_master_key"):
            _rewrite(database, QUERIES[query])
    finally:
        if not database.broken:
            database.execute(QUERIES["be_patient_again"])


def _rewrite(database: Database, statement: str) -> None:
    """PostgreSQL takes dead rows along that an older transaction, whatever it reads, may still see; and says so."""
    said: list[str] = []

    def note(diagnostic: Diagnostic) -> None:
        said.append(diagnostic.message_detail or "")

    for _ in range(ATTEMPTS):
        said.clear()
        database.add_notice_handler(note)
        try:
            database.execute(statement)
        finally:
            database.remove_notice_handler(note)
        if not any(_first_number(detail) for detail in said):
            return
        time.sleep(PAUSE)
    raise StillSeen("a transaction in this database is older than the destruction of keys, which it may still see")


def _first_number(detail: str) -> int:
    """That is how many dead rows can't be removed yet, in whatever language."""
    found = re.search(r"\d+", detail)
    return int(found[0]) if found else 0
