"""Gives a process the master key, once it is sure that it is the one of this database's vault.

Until then it can read nothing that is personal; so this is when an earlier vault is held to what was erased since.
"""

import logging
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from psycopg import Connection

from event_log.connection import connect
from event_log.vault.destroying import destroy_again
from event_log.vault.key_ring import UnknownKey
from event_log.vault.keys import QUERIES
from event_log.vault.master_key import (
    MasterKey,
    MasterKeyUnusable,
    hold,
    make_master_key,
    next_file,
    read_master_key,
)
from event_log.vault.missing import missing

logger = logging.getLogger(__name__)


class VaultKeyMissing(MasterKeyUnusable):
    """The vault has a master key, and this machine doesn't."""


def unlock(database_url: str, file: Path) -> None:
    """For a database that is migrated. Makes a master key for a vault that has none.

    If the vault's is the one that is to come next, a rotation was interrupted, and is completed.
    Raises MasterKeyUnusable with a sentence, psycopg.Error.
    """
    with connect(database_url, "vault") as connection:
        if again := destroy_again(connection):
            logger.warning("An earlier vault was put back: %d keys and ids are destroyed again", again)
        connection.execute(QUERIES["note_all"])
        if lacking := missing(connection):
            logger.error("%s", UnknownKey(lacking))
        try:
            proof = _proof(connection) or _begun(connection, file)
            key = _key(file, proof)
        except OSError as problem:
            raise MasterKeyUnusable(
                f"The vault's master key can't be kept in {file}: {problem.filename} - {problem.strerror}."
            ) from problem
    hold(key, file)


def adopt(file: Path) -> Path | None:
    """The next master key is the one from now on. Returns where the one before is kept. Raises OSError."""
    before = file.with_name(f"{file.name}.until-{datetime.now(UTC):%Y%m%dT%H%M%S}")
    with suppress(FileNotFoundError, FileExistsError):
        os.link(file, before)
    with suppress(FileNotFoundError):  # another role of this machine has done it
        next_file(file).replace(file)
    return before if before.exists() else None


def _begun(connection: Connection[tuple[Any, ...]], file: Path) -> bytes:
    """The proof of a vault's first master key, this machine's if it is the first.

    Raises MasterKeyUnusable if it can't be the first, as the log has texts that are sealed.
    """
    if missing(connection):
        raise MasterKeyUnusable(
            "This database's vault is empty, and its log is sealed by keys of a vault: put back schema `vault` from "
            "the newest backup. Another master key would make keys by which nothing can be read."
        )
    try:
        make_master_key(file)
        made = True
    except FileExistsError:
        made = False
    connection.execute(QUERIES["begin"], (read_master_key(file).proof(),))
    proof = _proof(connection)
    assert proof is not None
    if made and not _fits(read_master_key(file), proof):
        file.unlink(missing_ok=True)
    return proof


def _key(file: Path, proof: bytes) -> MasterKey:
    there = [each for each in (file, next_file(file)) if each.exists()]
    for each in there:
        key = read_master_key(each)
        if _fits(key, proof):
            if each != file:
                adopt(file)
            return key
    if not there:
        raise VaultKeyMissing(
            f"{file} doesn't exist, and this database's vault has a master key: "
            "copy the file from where Ringlog was first started, or restore it."
        )
    raise MasterKeyUnusable(
        f"{file} has another master key than this database's vault: what is sealed can't be read with it."
    )


def _fits(key: MasterKey, proof: bytes) -> bool:
    try:
        key.identifying_by(proof)
    except MasterKeyUnusable:
        return False
    return True


def _proof(connection: Connection[tuple[Any, ...]]) -> bytes | None:
    row = connection.execute(QUERIES["proof"], binary=True).fetchone()
    return None if row is None else bytes(row[0])
