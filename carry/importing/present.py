"""Compares a file with the log that is there: the same again changes nothing, anything else is refused."""

from contextlib import closing
from typing import Any, BinaryIO

from psycopg import Connection

from carry.file.reader import Frame, Reader
from carry.importing.cannot_import import CannotImport, Fork
from proof.rows import rows

SANDBOX = (
    "Only an empty database is imported into. To look at it, import it into a sandbox: "
    "`RINGLOG_DATA_FOLDER=another-folder ringlog import FILE --sandbox`."
)


def require_the_same(connection: Connection[Any], file: BinaryIO, origin: str | None) -> None:
    """That the log has every event of the file. Raises CannotImport, Damaged, psycopg.Error.

    origin: what the log is called that is there, or was when it was imported.
    """
    reader = Reader(file)
    manifest = reader.manifest
    (end,) = connection.execute("SELECT coalesce(max(position), 0) FROM log.events").fetchone() or (0,)
    if origin != manifest.origin:
        there = f"the log {origin}" if origin is not None else "another log"
        raise CannotImport(f"There are {end:,} positions of {there} in this database already. {SANDBOX}")
    for frame in reader.frames():
        _compare(connection, reader, frame)
    for _ in reader.vault():
        pass  # till the seal was read


def _compare(connection: Connection[Any], reader: Reader, frame: Frame) -> None:
    """In memory that doesn't grow with what the log has between the events of a part."""
    announced = frame.announced
    first = reader.events_read - announced.events + 1
    with closing(rows(connection, announced.first, announced.last)) as here:
        for line, (row, _) in enumerate(reader.events_of(frame), first):
            where = f"Line {line:,}, position {row.position:,}"
            found = next((each for each in here if each.position >= row.position), None)
            if found is None or found.position != row.position:
                raise CannotImport(
                    f"{where}: this database has a part of the same log, and this event isn't in it. {SANDBOX}"
                )
            if found != row:
                raise Fork(
                    f"{where}: the log here has another event at this position, so one of the two isn't the log "
                    f"{reader.manifest.origin} that it says it is. Nothing was changed; `ringlog audit verify` and "
                    "`ringlog audit verify FILE` tell more."
                )
