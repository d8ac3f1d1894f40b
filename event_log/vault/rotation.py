"""Another master key in the place of the one that a vault has."""

import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg import Connection

from event_log.connection import connect
from event_log.vault.destroying import scour
from event_log.vault.keys import QUERIES
from event_log.vault.master_key import MasterKey, MasterKeyUnusable, held, hold, make_master_key, next_file
from event_log.vault.master_key import read_master_key as read
from event_log.vault.unlocking import adopt

AT_ONCE = 10_000  # keys
ATTEMPTS = 20  # at rewriting the tables
PAUSE = 0.5  # seconds between these


class Rotated(NamedTuple):
    """How many keys are wrapped anew, and where the master key is that was in force before.

    rewritten: whether the database's files are without what that one has wrapped; not if others read it for long.
    """

    keys: int
    before: Path | None
    rewritten: bool


def prepare(file: Path) -> Path:
    """The file of the next master key, which is made if there is none. Raises OSError."""
    with suppress(FileExistsError):
        make_master_key(next_file(file))
    return next_file(file)


def rotate(database_url: str, file: Path) -> Rotated:
    """Wrap all keys by the next master key, and keep that one from now on. For a process that holds the present one.

    All of them or none: a rotation that is interrupted before that has changed nothing, and one that is interrupted
    after it is completed by whoever unlocks the vault next. Running roles find the next key by its file, and go on.
    Raises MasterKeyUnusable, OSError, psycopg.Error.
    """
    new = read(prepare(file)).in_place_of(held())
    with connect(database_url, "rotation") as connection, connection.transaction():
        connection.execute(QUERIES["stand_still"])
        count = _wrap_anew(connection, held(), new)
        proofs = {"from": held().proof(), "to": new.proof()}
        if connection.execute(QUERIES["rotate"], proofs).fetchone() is None:
            raise MasterKeyUnusable("The master key was rotated by somebody else meanwhile: nothing was changed.")
    before = adopt(file)
    hold(new, file)
    return Rotated(count, before, _rewritten(database_url))


def _rewritten(database_url: str) -> bool:
    """Dead rows have the keys as they were wrapped before: whoever has that master key could still use them."""
    for _ in range(ATTEMPTS):
        try:
            with connect(database_url, "rotation") as connection:
                scour(connection)
        except psycopg.Error:
            time.sleep(PAUSE)
        else:
            return True
    return False


def _wrap_anew(connection: Connection[tuple[Any, ...]], old: MasterKey, new: MasterKey) -> int:
    count, after = 0, UUID(int=0)
    while rows := connection.execute(QUERIES["wrapped"], (after, AT_ONCE), binary=True).fetchall():
        subjects = [subject for subject, _ in rows]
        wrapped = [new.wrap(old.unwrap(bytes(key), subject), subject) for subject, key in rows]
        connection.execute(QUERIES["wrap_anew"], (subjects, wrapped))
        count, after = count + len(rows), subjects[-1]
    return count
