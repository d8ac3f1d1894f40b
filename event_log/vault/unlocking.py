"""Gives a process the master key, once it is sure that it is the one of this database's vault."""

from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg import Connection

from event_log.connection import connect
from event_log.vault.keys import QUERIES
from event_log.vault.master_key import MasterKey, MasterKeyUnusable, hold, make_master_key, read_master_key

PROOF, WHOSE = b"this is the vault's master key".ljust(32), UUID(int=0)


class VaultKeyMissing(MasterKeyUnusable):
    """The vault has a master key, and this machine doesn't."""


def unlock(database_url: str, file: Path) -> None:
    """For a database that is migrated. Makes a master key for a vault that has none.

    Raises MasterKeyUnusable with a sentence, OSError, psycopg.Error.
    """
    with connect(database_url, "vault") as connection:
        key, made = _key(connection, file)
        (wrapped,) = _only(connection, "proof_of_master_key", {"wrapped": key.wrap(PROOF, WHOSE)})
    try:
        key.unwrap(bytes(wrapped), WHOSE)
    except MasterKeyUnusable:
        if made:
            file.unlink(missing_ok=True)
            raise _missing(file) from None
        raise MasterKeyUnusable(
            f"{file} has another master key than this database's vault: what is sealed can't be read with it."
        ) from None
    hold(key)


def _key(connection: Connection[tuple[Any, ...]], file: Path) -> tuple[MasterKey, bool]:
    """And whether it is a new one."""
    try:
        return read_master_key(file), False
    except FileNotFoundError:
        (has_one,) = _only(connection, "has_master_key")
        if has_one:
            raise _missing(file) from None
    try:
        make_master_key(file)
    except FileExistsError:  # another role of this machine was first
        return read_master_key(file), False
    return read_master_key(file), True


def _only(connection: Connection[tuple[Any, ...]], query: str, parameters: Any = None) -> tuple[Any, ...]:
    row = connection.execute(QUERIES[query], parameters).fetchone()
    assert row is not None
    return row


def _missing(file: Path) -> VaultKeyMissing:
    return VaultKeyMissing(
        f"{file} doesn't exist, and this database's vault has a master key: "
        "copy the file from where Ringlog was first started, or restore it."
    )
