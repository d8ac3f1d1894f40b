"""Keys that the log's texts are sealed under and that the vault lacks, as after an earlier vault was put back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection

from event_log.vault.destroying import destroy
from event_log.vault.keys import QUERIES

Database = Connection[tuple[Any, ...]]


class NotMissing(Exception):
    """A key that isn't missing is not given up; in a sentence."""


def missing(database: Database) -> list[UUID]:
    """Whose keys they are: people, rooms and calls."""
    return [subject for (subject,) in database.execute(QUERIES["missing"])]


def give_up(database: Database, subjects: Sequence[UUID]) -> None:
    """Count them as destroyed: what is sealed under them is erased from now on. All or none. Raises NotMissing.

    A vault that has them may still be put back later.
    """
    with database.transaction():
        lost = {subject for (subject,) in database.execute(QUERIES["lost"], (list(subjects),))}
        for subject in subjects:
            if subject not in lost:
                raise NotMissing(f"The key of {subject} isn't missing: nothing was given up.")
        destroy(database, subjects)
