"""A vault that was put back from before some of its keys were made."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg

LOSE = "DELETE FROM vault.keys WHERE subject_id = ANY (%s) RETURNING subject_id, wrapped"


@contextmanager
def lost_keys(database_url: str, *subjects: UUID) -> Iterator[None]:
    """Until the block ends, the vault lacks these; whoever has them in hand still has."""
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(LOSE, (list(subjects),)).fetchall()
    assert len(rows) == len(subjects)
    yield
    with psycopg.connect(database_url) as connection:
        connection.execute("DELETE FROM vault.keys WHERE subject_id = ANY (%s)", (list(subjects),))
        connection.cursor().executemany("INSERT INTO vault.keys (subject_id, wrapped) VALUES (%s, %s)", rows)
