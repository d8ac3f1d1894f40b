"""What travels of the vault, as it is at one moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg import Connection, IsolationLevel

from carry.file.vault_entries import AT_ONCE, Destroyed, Entry, Identity, Key
from event_log.connection import connect
from event_log.queries import named_queries
from event_log.vault.master_key import MasterKey, unwrapped

QUERIES = named_queries(Path(__file__).with_suffix(".sql"))


@contextmanager
def vault_contents(database_url: str, transfer: MasterKey | None) -> Iterator[Iterator[Entry]]:
    """Whose keys are destroyed; with a transfer key also the keys, and what leads to ids.

    For a process that is unlocked. Raises psycopg.Error, MasterKeyUnusable.
    """
    with connect(database_url, "export of the vault") as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with connection.transaction():
            yield _entries(connection, transfer)


def _entries(connection: Connection[Any], transfer: MasterKey | None) -> Iterator[Entry]:
    """From where a destruction has begun there is no way back: nobody whom it concerns travels any more."""
    going = [subject for (subject,) in connection.execute(QUERIES["going"])]
    for (subject,) in _rows(connection, "destroyed"):
        yield Destroyed(subject)
    yield from map(Destroyed, going)
    if transfer is not None:
        for subject, wrapped in _rows(connection, "keys", going):
            yield Key(subject, transfer.wrap(unwrapped(bytes(wrapped), subject), subject))
        for digest, id_ in _rows(connection, "identities", going):
            yield Identity(bytes(digest), id_)


def _rows(connection: Connection[Any], query: str, *parameters: object) -> Iterator[tuple[Any, ...]]:
    with connection.cursor(f"export_{query}") as cursor:
        cursor.itersize = AT_ONCE
        yield from cursor.execute(QUERIES[query], parameters or None)
