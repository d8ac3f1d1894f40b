"""Rows of the log as PostgreSQL's COPY takes them in binary: bytes as they are, whatever settings a connection has."""

from collections.abc import Iterable
from struct import Struct

from proof.leaf import Row
from proof.rows import EPOCH

COLUMNS = "position, originator_id, originator_version, recorded_at, topic, state"
START = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
END = b"\xff\xff"

_FIXED = Struct("!hiqi16siiiqi")
_LENGTH = Struct("!i")


def copied(rows: Iterable[Row]) -> bytes:
    """In the order of COLUMNS; PostgreSQL documentation, COPY, "Binary Format"."""
    parts = [START]
    for position, originator, version, recorded_at, topic, state in rows:
        parts += (
            _FIXED.pack(6, 8, position, 16, originator, 4, version, 8, recorded_at - EPOCH, len(topic)),
            topic,
            _LENGTH.pack(len(state)),
            state,
        )
    parts.append(END)
    return b"".join(parts)
