"""The log and the tree of a database as they are at one moment, whatever is appended meanwhile."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection

from event_log.connection import connect
from event_log.queries import named_queries
from proof.edge import Edge
from proof.rows import rows
from proof.store import refused
from proof.tree import EMPTY_ROOT, HASH, WIDTH
from proof.verification.faults import MOST, Fault, Kind
from proof.verification.verify import Report, Signed, verify

SQL = named_queries(Path(__file__).with_suffix(".sql"))
EVERYWHERE = (-(1 << 63), (1 << 63) - 1)  # whatever is in a bigint
AT_ONCE = 64  # tiles
MISSING = 1 << 16  # tiles that may be missing together with their events, and are still gone through one by one
GONE = -1  # the size of a tree that has no edge

Progress = Callable[[int, int], None]  # how many events have been seen, of how many


class StoredTree:
    """The tree in schema `proof`."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection
        self._tiles: dict[tuple[int, int], bytes] = {}
        row: tuple[Any, ...] = connection.execute(SQL["edge"], binary=True).fetchone() or (GONE, EMPTY_ROOT, [])
        self.stated_size: int = row[0]
        self.root: bytes = row[1]
        self.partial: list[bytes] = row[2]
        self.size = self._real_size()

    def tile(self, level: int, number: int) -> bytes | None:
        """A full tile. Those next to it are read along with it."""
        if (level, number) not in self._tiles:
            first = number - number % AT_ONCE
            self._tiles = {place: hashes for place, hashes in self._tiles.items() if place[0] != level}
            self._tiles |= dict.fromkeys(((level, at) for at in range(first, first + AT_ONCE)), b"")
            found = self._connection.execute(SQL["tiles"], (level, first, first + AT_ONCE), binary=True)
            self._tiles |= {(level, at): hashes for at, hashes in found}
        return self._tiles[level, number] or None

    def faults(self) -> list[Fault]:
        """What is wrong with it whatever is in the log."""
        found = []
        if self.stated_size != self.size:
            what = f"Position {self.size:,}: the tree comes to here, and was changed to say {self.stated_size:,}."
            found.append(Fault(Kind.EDGE, self.size, self.size, what))
        beyond = self._connection.execute(SQL["tiles_beyond"], {"size": self.size}).fetchall()
        for level, number in beyond:
            first = (number << 8 * (level + 1)) + 1
            what = f"Position {first:,}: the tree, of size {self.size:,}, has a tile there, {number} of level {level}."
            found.append(Fault(Kind.TILE, first, first, what))
        return found

    def _real_size(self) -> int:
        """As it is stated, or as many leaves as there are, if it can't be that."""
        (tiles,) = self._connection.execute(SQL["leaf_tiles"], (MISSING,)).fetchone() or (0,)
        if self.stated_size >= 0 and Edge(self.stated_size, self.partial).fits() and self._reaches(int(tiles)):
            return self.stated_size
        return int(tiles) * WIDTH + (len(self.partial[0]) // HASH if self.partial else 0)

    def _reaches(self, tiles: int) -> bool:
        """Whether there are nearly as many tiles or events as the edge states: whatever it states is gone through."""
        beyond = self.stated_size - MISSING * WIDTH
        if beyond <= tiles * WIDTH:
            return True
        (events,) = self._connection.execute(SQL["events"]).fetchone() or (0,)
        return beyond <= int(events)


class Published(NamedTuple):
    """A checkpoint as it is on record; nothing is known of it until its note was verified."""

    origin: str
    size: int
    root: bytes
    note: bytes


class StoredLog:
    """What is in a database at one moment. All methods raise psycopg.Error."""

    def __init__(self, tree: Connection[Any], log: Connection[Any]) -> None:
        self._tree = tree
        self._log = log

    def checkpoints(self, origin: str) -> list[Published]:
        """The latest under this name, and others at regular intervals before it, by size."""
        return [Published(*row) for row in self._tree.execute(SQL["checkpoints"], (origin, MOST), binary=True)]

    def refused(self) -> str | None:
        """Why the tree doesn't grow, a sentence; None while all is well."""
        return refused(self._tree)

    def verify(self, signed: Sequence[Signed], progress: Progress) -> Report:
        """Compare the log with the tree, with what was signed, and with itself. Raises WrongEncoding."""
        (count,) = self._tree.execute(SQL["last_position"]).fetchone() or (0,)
        tree = StoredTree(self._tree)
        with closing(rows(self._log, *EVERYWHERE)) as everything:
            report = verify(everything, tree, signed, lambda seen: progress(seen, count))
        faults = [*report.faults, *tree.faults(), *self._faults_of_streams()]
        return report._replace(faults=sorted(faults, key=lambda fault: (fault.first, fault.kind)))

    def _faults_of_streams(self) -> list[Fault]:
        found = self._log.execute(SQL["faults_of_streams"], (MOST,)).fetchall()
        return [
            Fault(
                Kind.STREAM,
                position,
                position,
                f"Position {position:,}: version {version} of stream {stream} doesn't follow on version {before}.",
            )
            for position, stream, version, before in found
        ]


@contextmanager
def stored_log(database_url: str) -> Iterator[StoredLog]:
    """The log and the tree as they are now. Raises psycopg.Error."""
    with _snapshot(database_url) as tree:
        (snapshot,) = tree.execute(SQL["export_snapshot"]).fetchone() or ("",)
        with _snapshot(database_url, snapshot) as log:
            yield StoredLog(tree, log)


@contextmanager
def _snapshot(database_url: str, snapshot: str | None = None) -> Iterator[Connection[Any]]:
    """A transaction that reads, and sees what was committed when it began, or what another one sees."""
    with connect(database_url, "verification", SQL["walk_in_order"]) as connection, connection.transaction():
        connection.execute(SQL["stand_still"])
        if snapshot is not None:
            connection.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'".encode())
        yield connection
