"""What is read of the log by those who check it: never more than what the newest checkpoint is about."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple, TypeVar

import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool, PoolTimeout

from domain.kernel.log import Log
from domain.log_keys.use_cases import log_key_of
from event_log.connection import conninfo
from proof import store
from proof.checkpoints import published
from proof.checkpoints.published import Published
from proof.leaf import entry_of, leaf_of
from proof.notes.tlog_proof import TlogProof
from proof.rows import rows
from proof.tree import HEIGHT

T = TypeVar("T")

CONNECTIONS = 2  # at once, so that whoever reads the whole log leaves the database to others
PATIENCE = 5.0  # seconds that somebody waits for one


class NotPublished(Exception):
    """There is no such thing, or not below a checkpoint yet; in a sentence."""


class LogUnavailable(Exception):
    """The database is out of reach."""


class Tile(NamedTuple):
    """Which: of level `level`, or for None of entries; the first `width` of its hashes or entries."""

    level: int | None
    number: int
    width: int

    def end(self) -> int:
        """How large the log is, at least, when it is there."""
        return (self.number << HEIGHT) + self.width << HEIGHT * (self.level or 0)


class Inclusion(NamedTuple):
    """`leaf`: of the event as it is now, None if there is none; `hashes`: what proves it with the root."""

    leaf: bytes | None
    root: bytes
    hashes: list[bytes]


class Consistency(NamedTuple):
    """`hashes`: what proves that the tree of the one root begins with that of the other."""

    old_root: bytes
    new_root: bytes
    hashes: list[bytes]


class ProvenLog:
    """All methods block; they raise NotPublished and LogUnavailable."""

    def __init__(self, database_url: str, log: Log) -> None:
        self._log = log
        self._pool: ConnectionPool[Connection[Any]] = ConnectionPool(
            conninfo(database_url, "proven log"),
            min_size=0,
            max_size=CONNECTIONS,
            kwargs={"autocommit": True},
            check=ConnectionPool.check_connection,
            timeout=PATIENCE,
            reconnect_timeout=PATIENCE,
            open=True,
        )

    def close(self) -> None:
        self._pool.close()

    def checkpoint(self) -> bytes:
        """The newest, with its signatures."""
        with self._reading() as (_, newest):
            return newest.note

    def keys(self) -> str:
        """The public keys that sign, a line each."""
        log_key = log_key_of(self._log)
        if log_key is None:
            raise NotPublished("This log has no key yet.")
        return "".join(f"{key}\n" for key in log_key.keys)

    def tile(self, tile: Tile) -> bytes:
        with self._reading() as (connection, newest):
            if tile.end() > newest.size:
                raise NotPublished(f"The newest checkpoint is of {newest.size} events, which don't fill this.")
            if tile.level is None:
                return _read(lambda: store.entry_bundle(connection, tile.number, tile.width))
            level = tile.level
            return _read(lambda: store.tile(connection, level, tile.number, tile.width))

    def proof(self, position: int) -> bytes:
        """That the event is in the log, by the newest checkpoint that is witnessed, or else the newest of all.

        The entry that was hashed is the extra data.
        """
        with self._reading() as (connection, newest):
            if position > newest.size:
                raise NotPublished(f"The newest checkpoint is of {newest.size} events: {position} isn't among them.")
            upon = published.newest_witnessed(connection, newest.origin, position) or newest
            path = _read(lambda: store.inclusion_proof(connection, position - 1, upon.size))
            entries = [_read(partial(entry_of, row)) for row in list(rows(connection, position, position))]
            return bytes(TlogProof(position - 1, tuple(path), upon.signed(), entries[0] if entries else None))

    def newest(self) -> Published:
        """The newest checkpoint."""
        with self._reading() as (_, newest):
            return newest

    def inclusion(self, position: int, size: int) -> Inclusion:
        """That the event is in the log when that had so many."""
        with self._reading() as (connection, newest):
            if size > newest.size:
                raise NotPublished(f"The newest checkpoint is of {newest.size} events, not of {size}.")
            hashes = _read(lambda: store.inclusion_proof(connection, position - 1, size))
            leaves = [_read(partial(leaf_of, row)) for row in list(rows(connection, position, position))]
            return Inclusion(leaves[0] if leaves else None, store.root_at(connection, size), hashes)

    def consistency(self, old: int, new: int) -> Consistency:
        """That the log of the one size begins with that of the other."""
        with self._reading() as (connection, newest):
            if new > newest.size:
                raise NotPublished(f"The newest checkpoint is of {newest.size} events, not of {new}.")
            hashes = _read(lambda: store.consistency_proof(connection, old, new))
            return Consistency(store.root_at(connection, old), store.root_at(connection, new), hashes)

    @contextmanager
    def _reading(self) -> Iterator[tuple[Connection[Any], Published]]:
        """A connection, and the newest checkpoint."""
        try:
            with self._pool.connection() as connection:
                newest = published.newest(connection)
                if newest is None:
                    raise NotPublished("There is no checkpoint of this log yet.")
                yield connection, newest
        except (psycopg.Error, PoolTimeout) as problem:
            raise LogUnavailable(str(problem)) from problem


def _read(what: Callable[[], T]) -> T:
    try:
        return what()
    except (store.NotInTree, ValueError) as problem:
        raise NotPublished(str(problem)) from problem
