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

Rows = list[tuple[Any, ...]]


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

    They are wrapped beside the vault, and put in their places together, which new keys wait for. All of them or none:
    a rotation that is interrupted before that has changed nothing, and one that is interrupted after it is completed by
    whoever unlocks the vault next. Running roles find the next key by its file, and go on.
    Raises MasterKeyUnusable, OSError, psycopg.Error.
    """
    new = read(prepare(file)).in_place_of(held())
    with connect(database_url, "rotation", QUERIES["make_room"]) as connection:
        _wrap_all_anew(connection, held(), new)
        with connection.transaction():
            connection.execute(QUERIES["stand_still"])
            made_meanwhile = connection.execute(QUERIES["to_wrap"], binary=True).fetchall()
            _wrap_anew(connection, made_meanwhile, held(), new)
            count = connection.execute(QUERIES["replace"]).rowcount
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


def _wrap_all_anew(connection: Connection[tuple[Any, ...]], old: MasterKey, new: MasterKey) -> None:
    """Beside the vault, so nobody has to wait meanwhile."""
    after = UUID(int=0)
    while rows := connection.execute(QUERIES["wrapped"], (after, AT_ONCE), binary=True).fetchall():
        _wrap_anew(connection, rows, old, new)
        after = rows[-1][0]
    connection.execute(QUERIES["count_on_room"])


def _wrap_anew(connection: Connection[tuple[Any, ...]], rows: Rows, old: MasterKey, new: MasterKey) -> None:
    subjects = [subject for subject, _ in rows]
    wrapped = [new.wrap(old.unwrap(bytes(key), subject), subject) for subject, key in rows]
    connection.execute(QUERIES["wrap_anew"], (subjects, wrapped))
