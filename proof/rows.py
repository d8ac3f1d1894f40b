"""The log as it is stored: raw rows, whatever the connection's settings are."""

from collections.abc import Generator
from pathlib import Path
from struct import Struct
from typing import Any

from psycopg import Connection

from event_log.queries import named_queries
from proof.leaf import Row

SQL = named_queries(Path(__file__).with_suffix(".sql"))
EPOCH = 946_684_800_000_000  # µs from 1970 to 2000, from where PostgreSQL counts

_FIXED = Struct("!q16siq")


class WrongEncoding(Exception):
    """The database keeps text in an encoding in which it may be other bytes than those that were written."""


def require_utf8(connection: Connection[Any]) -> None:
    """Raises WrongEncoding, a sentence, unless the database keeps text as UTF-8."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise WrongEncoding(f"The database's encoding is {encoding}; a log is proved byte for byte, and needs UTF8.")


def rows(connection: Connection[Any], first: int, last: int) -> Generator[Row]:
    """Those at positions from `first` to `last`, in their order, as one statement sees them.

    Raises psycopg.Error, and WrongEncoding. The connection is in use until the last one was taken, or this is closed:
    till then nothing else can be done with it, and whoever tries waits for ever.
    """
    yield from rows_of(connection, SQL["rows"], (first, last))


def rows_of(connection: Connection[Any], statement: str, parameters: Any) -> Generator[Row]:
    """As `rows`: those of any statement that copies these columns out, as that in rows.sql does."""
    require_utf8(connection)
    with connection.cursor().copy(statement, parameters) as copy:
        for position, originator, version, recorded_at, topic, state in copy.rows():
            fixed = _FIXED.unpack(position + originator + version + recorded_at)
            yield Row(fixed[0], fixed[1], fixed[2], fixed[3] + EPOCH, topic, state)
