"""The rows of what is wanted, in the order of their positions."""

from collections.abc import Generator, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg import Connection

from carry.exporting.wanted import CannotExport
from carry.file.manifest import Of
from domain.calls.call import Call
from domain.directory.room import Room
from domain.directory.user import User
from domain.kernel.fact import topic_of
from event_log import LogReader
from event_log.call_streams import streams_of_calls
from event_log.queries import named_queries
from proof.leaf import Row
from proof.rows import rows, rows_of

QUERIES = named_queries(Path(__file__).with_suffix(".sql"))
CALLS_AT_ONCE = 500
AT_ONCE = 100_000  # positions that one statement reads
FIRST = {Of.CALL: topic_of(Call.Started), Of.ROOM: topic_of(Room.Created), Of.PERSON: topic_of(User.Registered)}


def require_there(connection: Connection[Any], of: Of, id_: UUID | None, last: int) -> None:
    """Whether there is such a thing up to a position. Raises CannotExport, psycopg.Error."""
    if id_ is not None and connection.execute(QUERIES["exists"], (id_, FIRST[of], last)).fetchone() is None:
        raise CannotExport(f"There is no {of} {id_} in this log, up to position {last:,}.")


def without_gaps(rows: Iterable[Row], after: int, last: int) -> Iterator[Row]:
    """The rows, if they are all of those positions. Raises CannotExport where one is missing."""
    position = after
    for row in rows:
        if row.position != position + 1:
            break
        position = row.position
        yield row
    if position != last:
        raise CannotExport(f"Position {position + 1:,} isn't in the log any more: `ringlog audit verify` tells more.")


class Selection:
    """What a log has of something, up to a position. All methods raise psycopg.Error and the library's errors.

    No statement runs for long where much is read: an erasure waits for those that began before it.
    """

    def __init__(self, connection: Connection[Any], reader: LogReader, of: Of, id_: UUID | None, last: int) -> None:
        """`connection`: nobody else uses it."""
        self._connection = connection
        self._reader = reader
        self._of = of
        self._id = id_
        self._last = last

    def rows(self, after: int) -> Generator[Row]:
        """Those after a position. The connection is in use until the last one was taken, or this is closed."""
        if self._id is not None and self._of is not Of.PERSON:
            self._find_streams(self._id)
        for first in range(after + 1, self._last + 1, AT_ONCE):
            yield from self._stretch(first, min(first + AT_ONCE - 1, self._last))

    def _stretch(self, first: int, last: int) -> Generator[Row]:
        match self._of:
            case Of.LOG:
                return rows(self._connection, first, last)
            case Of.PERSON:
                return rows_of(self._connection, QUERIES["naming"], (first, last, self._id, str(self._id)))
            case Of.CALL | Of.ROOM:
                return rows_of(self._connection, QUERIES["streams"], (first, last))

    def _find_streams(self, id_: UUID) -> None:
        """In a table of the connection, since there may be more than are remembered well."""
        self._connection.execute(QUERIES["prepare"])
        self._connection.execute(QUERIES["add"], ([id_],))
        calls = iter([id_] if self._of is Of.CALL else self._calls_of_room())
        while some := list(islice(calls, CALLS_AT_ONCE)):
            streams = streams_of_calls(self._reader, some, until=self._last)
            self._connection.execute(QUERIES["add"], (list(streams),))
        self._connection.execute(QUERIES["prepared"])

    def _calls_of_room(self) -> list[UUID]:
        return [id_ for (id_,) in self._connection.execute(QUERIES["calls_of_room"], (self._id, self._last))]
