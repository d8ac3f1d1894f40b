"""What was taken in so far, in tables beside the log, which nobody reads. A frame is a transaction."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg import Connection, sql

from carry.file.problems import Damaged
from carry.importing.binary_rows import COLUMNS, copied
from event_log.queries import named_queries
from proof.edge import FullTile
from proof.leaf import Row

SQL = named_queries(Path(__file__).with_suffix(".sql"))
COPY = f"COPY carry.events ({COLUMNS}) FROM STDIN (FORMAT BINARY)"


class Cursor(NamedTuple):
    """After which frame and position an import goes on; `leaves`: SHA-256 of all leaves up to there."""

    frame: int
    position: int
    leaves: bytes


NOWHERE = Cursor(0, 0, b"")


class Staging:
    """By a connection in which each statement is its own transaction. All methods raise psycopg.Error."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection

    def cursor(self, manifest: bytes) -> Cursor:
        """How far an earlier import of the same file has come."""
        row = self._connection.execute(SQL["standing"], (manifest,), binary=True).fetchone()
        return NOWHERE if row is None else Cursor(*row)

    def begin(self, manifest: bytes) -> None:
        """From nothing; what another import has left is gone."""
        with self._connection.transaction():
            for statement in ("drop", "create"):
                self._connection.execute(SQL[statement])
            self._connection.execute(SQL["begin"], (manifest,))

    def add(self, rows: Sequence[Row], tiles: Sequence[FullTile], cursor: Cursor, first_line: int) -> None:
        """A frame, and the tiles that it makes full. Raises Damaged for what can't be an event."""
        try:
            with self._connection.transaction():
                with self._connection.cursor().copy(COPY) as copy:
                    copy.write(copied(rows))
                if tiles:
                    places, hashes = zip(*tiles, strict=True)
                    levels, numbers = zip(*places, strict=True)
                    self._connection.execute(SQL["add_tiles"], (list(levels), list(numbers), list(hashes)))
                self._connection.execute(SQL["move"], cursor)
        except psycopg.DataError as problem:
            raise _damaged(problem, rows, first_line) from problem

    def index(self) -> None:
        """As the log is, by indexes of the same names."""
        with self._connection.transaction():
            for name, definition in self._connection.execute(SQL["constraints"]).fetchall():
                add = sql.SQL("ALTER TABLE carry.events ADD CONSTRAINT {} {}")
                self._connection.execute(add.format(sql.Identifier(name), sql.SQL(definition)))
            for (definition,) in self._connection.execute(SQL["indexes"]).fetchall():
                self._connection.execute(definition.replace(" ON log.events ", " ON carry.events ", 1))
        self._connection.execute("ANALYZE carry.events")

    def unindex(self) -> None:
        """As it is while rows are added: whoever was interrupted after `index` begins that again."""
        with self._connection.transaction():
            for (name,) in self._connection.execute(SQL["own_constraints"]).fetchall():
                self._connection.execute(
                    sql.SQL("ALTER TABLE carry.events DROP CONSTRAINT {}").format(sql.Identifier(name))
                )
            for (name,) in self._connection.execute(SQL["own_indexes"]).fetchall():
                self._connection.execute(sql.SQL("DROP INDEX carry.{}").format(sql.Identifier(name)))


def _damaged(problem: psycopg.DataError, rows: Sequence[Row], first_line: int) -> Damaged:
    """Which row PostgreSQL means is in its context, as a number, in whatever language."""
    found = re.search(r"carry\.events\D+(\d+)|events\D+(\d+)", problem.diag.context or "")
    number = int(found[1] or found[2]) if found else 1
    number = min(max(number, 1), len(rows))
    line, position = first_line + number - 1, rows[number - 1].position
    return Damaged(
        f"Line {line:,}, position {position:,}: what stands there can't be an event: {problem.diag.message_primary}."
    )
