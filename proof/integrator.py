"""Lets the tree grow by what was appended to the log. It never follows a log that isn't the one it grew from."""

import logging
from collections.abc import Sequence
from contextlib import closing
from threading import Event
from typing import Any

import psycopg
from psycopg import Connection

from event_log.connection import conninfo
from event_log.follower import Tell
from proof import store
from proof.edge import Edge, FullTile
from proof.leaf import Row, leaf_of
from proof.rows import rows
from proof.store import SQL, Head
from proof.tree import HASH, WIDTH

logger = logging.getLogger(__name__)

NAME = "proof"
BATCH = 5_000  # events in a transaction
SETTINGS = ("SET synchronous_commit = off", "SET idle_in_transaction_session_timeout = '15s'")
"""Commits needn't wait for the disk, as all can be worked out again; a frozen process holds the lock no longer."""


class AnotherLog(Exception):
    """The log isn't the one that the tree grew from; a sentence."""


class Integrator:
    """One at a time integrates, others wait. It remembers the tree as it left it, since a database may go back."""

    def __init__(self, database_url: str, *, batch: int = BATCH, tell: Tell = lambda _name, _size: None) -> None:
        """`tell` is called with the tree's size after each look at the log."""
        self._database_url = database_url
        self._batch = batch
        self._tell = tell
        self._left: Head | None = None
        self._said: str | None = None

    def run_once(self, stop: Event) -> None:
        """Integrate all that is there. Raises psycopg.Error and WrongEncoding; what was integrated before stays."""
        with closing(psycopg.connect(conninfo(self._database_url, NAME), autocommit=True)) as connection:
            for setting in SETTINGS:
                connection.execute(setting)
            while self.integrate(connection) and not stop.is_set():
                pass

    def integrate(self, connection: Connection[Any]) -> bool:
        """Integrate the next events; whether there may be more. Another log is refused, and that is on record."""
        with connection.transaction():
            connection.execute(SQL["lock"])
            why = store.refused(connection)
            if why is None:
                try:
                    return self._grow(connection)
                except AnotherLog as problem:
                    why = str(problem)
                    store.refuse(connection, why)
            self._say(why, store.integrated_size(connection))
            return False

    def _grow(self, connection: Connection[Any]) -> bool:
        head, edge = _standing(connection)
        self._require_as_left(connection, head)
        limit = head.size + self._batch
        if self._left is not None and head.size < self._left.size:
            limit = min(limit, self._left.size)  # the database lost our last commits, and the log none
        fresh = _next_rows(connection, head.size, limit, edge)
        tiles = edge.extend(_leaves(fresh, head.size))
        grown = Head(edge.size, edge.root())
        self._require_not_shorter(grown, limit)
        if fresh:
            _save(connection, grown, edge, tiles)
        self._left = grown
        self._tell(NAME, grown.size)
        return grown.size == limit

    def _require_as_left(self, connection: Connection[Any], head: Head) -> None:
        """Another integrator may have come further."""
        left = self._left
        if left is None or head.size < left.size:
            return
        root = head.root if head.size == left.size else store.root_at(connection, left.size)
        if root != left.root:
            raise AnotherLog(f"The first {left.size} events aren't those of which there was a tree before.")

    def _require_not_shorter(self, grown: Head, limit: int) -> None:
        left = self._left
        if left is None or grown.size > left.size:
            return
        if grown.size < min(limit, left.size):
            raise AnotherLog(f"The log ends at position {grown.size}; there was a tree of {left.size} events before.")
        if grown.size == left.size and grown.root != left.root:
            raise AnotherLog(f"The first {left.size} events aren't those of which there was a tree before.")

    def _say(self, why: str, size: int) -> None:
        if why != self._said:
            logger.error("The tree over the log doesn't grow until an operator decides (`ringlog audit`): %s", why)
            self._said = why
        self._tell(NAME, size)


def _standing(connection: Connection[Any]) -> tuple[Head, Edge]:
    row = connection.execute(SQL["edge"], binary=True).fetchone()
    assert row is not None
    size, root, partial = row
    return Head(size, root), Edge(size, partial)


def _next_rows(connection: Connection[Any], size: int, limit: int, edge: Edge) -> list[Row]:
    """Those after the tree's last leaf, which has to be what is in the tree."""
    if size == 0:
        return list(rows(connection, 1, limit))
    fresh = list(rows(connection, size, limit))
    if not fresh or fresh[0].position != size:
        raise AnotherLog(f"There is no event at position {size}, and the tree has {size} of them.")
    leaf = edge.partial[0][-HASH:] or store.tile(connection, 0, size // WIDTH - 1)[-HASH:]
    if _leaf(fresh[0]) != leaf:
        raise AnotherLog(f"The event at position {size} isn't the one that is in the tree.")
    return fresh[1:]


def _leaves(fresh: Sequence[Row], size: int) -> bytes:
    """Their hashes. Positions have to follow on each other."""
    for position, row in enumerate(fresh, size + 1):
        if row.position != position:
            raise AnotherLog(f"There is no event at position {position}, but there is one at {row.position}.")
    return b"".join([_leaf(row) for row in fresh])


def _leaf(row: Row) -> bytes:
    try:
        return leaf_of(row)
    except ValueError as problem:
        raise AnotherLog(f"The event at position {row.position} has a topic that none has.") from problem


def _save(connection: Connection[Any], grown: Head, edge: Edge, tiles: Sequence[FullTile]) -> None:
    if tiles:
        levels, numbers = zip(*(tile.coordinates for tile in tiles), strict=True)
        connection.execute(SQL["save_tiles"], (list(levels), list(numbers), [tile.hashes for tile in tiles]))
    connection.execute(SQL["save_edge"], (grown.size, grown.root, edge.partial))
