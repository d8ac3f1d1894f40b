"""Lets the tree grow by what was appended to the log. It never follows a log that isn't the one it grew from."""

import logging
from collections.abc import Sequence
from threading import Event
from typing import Any, NamedTuple

import psycopg
from psycopg import Connection

from event_log.connection import conninfo
from event_log.follower import Tell, untold
from proof import store
from proof.edge import Edge, FullTile
from proof.leaf import Row, leaf_of
from proof.rows import WrongEncoding, rows
from proof.store import SQL, Head
from proof.tree import HASH, WIDTH

logger = logging.getLogger(__name__)

NAME = "proof"
BATCH = 5_000  # events in a transaction
SETTINGS = ("SET synchronous_commit = off", "SET idle_in_transaction_session_timeout = '15s'")
"""Commits needn't wait for the disk, as all can be worked out again; a frozen process holds the lock no longer."""


class AnotherLog(Exception):
    """The log isn't the one that the tree grew from; a sentence."""


class Step(NamedTuple):
    """What came of one transaction: the tree after it, and whether there may be more to integrate."""

    head: Head
    more: bool


class Integrator:
    """One at a time integrates, others wait. It remembers the tree as it left it, since a database may go back."""

    def __init__(self, database_url: str, *, batch: int = BATCH, tell: Tell = untold) -> None:
        """`tell` is called with the tree's size after each look at the log. Connects when it is first asked."""
        self._database_url = database_url
        self._batch = batch
        self._tell = tell
        self._connection: Connection[Any] | None = None
        self._left: Head | None = None
        self._era = 0
        self._said: str | None = None

    def run_once(self, stop: Event) -> None:
        """Integrate all that is there. Raises psycopg.Error; what was integrated before stays."""
        connection = self._connected()
        while self.integrate(connection) and not stop.is_set():
            pass

    def close(self) -> None:
        """Let go of the database. It may be asked again, and goes on to remember the tree."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def integrate(self, connection: Connection[Any]) -> bool:
        """Integrate the next events; whether there may be more. Another log is refused, and that is on record."""
        with connection.transaction():
            connection.execute(SQL["lock"])
            why = store.refused(connection)
            step = self._step(connection) if why is None else why
        if isinstance(step, Step):
            if self._left is None or self._left.size <= step.head.size:
                self._left = step.head
            self._tell(NAME, step.head.size)
            return step.more
        self._say(step)
        self._tell(NAME, store.integrated_size(connection))
        return False

    def _step(self, connection: Connection[Any]) -> Step | str:
        """Or why not."""
        try:
            return self._grow(connection)
        except (AnotherLog, WrongEncoding) as problem:
            store.refuse(connection, str(problem))
            return str(problem)

    def _grow(self, connection: Connection[Any]) -> Step:
        head, edge, era = _standing(connection)
        if era > self._era:  # an operator has decided that the log is another one
            self._left, self._era = None, era
        limit = head.size + self._batch
        if self._left is not None:
            limit = _known_again(connection, head, self._left, limit)
        fresh = _next_rows(connection, edge, limit)
        tiles = edge.extend(_leaves(fresh, head.size))
        grown = Head(edge.size, edge.root())
        if self._left is not None:
            _require_no_fork(grown, self._left, limit)
        if fresh:
            _save(connection, grown, edge, tiles)
        return Step(grown, more=grown.size == limit)

    def _connected(self) -> Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(conninfo(self._database_url, NAME), autocommit=True)
            for setting in SETTINGS:
                self._connection.execute(setting)
        return self._connection

    def _say(self, why: str) -> None:
        if why != self._said:
            logger.error("The tree over the log doesn't grow until an operator decides (`ringlog audit`): %s", why)
            self._said = why


# A tree that this process left, and one that it finds


def _known_again(connection: Connection[Any], head: Head, left: Head, limit: int) -> int:
    """How far the tree may grow before it is compared with the one that was left; another one may have come further."""
    if head.size < left.size:
        return min(limit, left.size)  # a crash took our last commits, which didn't wait for the disk
    root = head.root if head.size == left.size else store.root_at(connection, left.size)
    if root != left.root:
        raise _another_history(left)
    return limit


def _require_no_fork(grown: Head, left: Head, limit: int) -> None:
    if grown.size < min(limit, left.size):
        raise AnotherLog(f"The log ends at position {grown.size}, and the tree over it had {left.size} leaves before.")
    if grown.size == left.size and grown.root != left.root:
        raise _another_history(left)


def _another_history(left: Head) -> AnotherLog:
    return AnotherLog(f"The first {left.size} events aren't those over which the tree was before.")


# From the log into the tree


def _standing(connection: Connection[Any]) -> tuple[Head, Edge, int]:
    row = connection.execute(SQL["edge"], binary=True).fetchone()
    assert row is not None
    size, root, partial, era = row
    return Head(size, root), Edge(size, partial), era


def _next_rows(connection: Connection[Any], edge: Edge, limit: int) -> list[Row]:
    """Up to the limit, after the tree's last leaf, which has to be that of the event there."""
    if edge.size == 0:
        return list(rows(connection, 1, limit))
    last_and_fresh = list(rows(connection, edge.size, limit))
    if not last_and_fresh or last_and_fresh[0].position != edge.size:
        raise AnotherLog(f"There is no event at position {edge.size}, up to which the tree has come.")
    leaf = edge.partial[0][-HASH:] or store.tile(connection, 0, edge.size // WIDTH - 1)[-HASH:]
    if _leaf(last_and_fresh[0]) != leaf:
        raise AnotherLog(f"The event at position {edge.size} isn't the one that is in the tree.")
    return last_and_fresh[1:]


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
        raise AnotherLog(f"The event at position {row.position} has a topic that is too long to be one.") from problem


def _save(connection: Connection[Any], grown: Head, edge: Edge, tiles: Sequence[FullTile]) -> None:
    if tiles:
        levels, numbers = zip(*(tile.coordinates for tile in tiles), strict=True)
        connection.execute(SQL["save_tiles"], (list(levels), list(numbers), [tile.hashes for tile in tiles]))
    connection.execute(SQL["save_edge"], (grown.size, grown.root, edge.partial))
