"""The journal of a recording: everything that will be in the file, appended as it comes.

A record is its kind, time and length, the checksum of it all, and its data. Whatever was written before a crash can be
read after it: reading ends at the first record that isn't whole.
"""

import fcntl
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from struct import Struct
from types import TracebackType
from typing import NamedTuple, Self

from media.recorder.disk_space import require_room

HEAD = Struct("!BqI")
CHECKSUM = 4  # bytes
MAGIC = b"ringlog recording 1\n"
SYNC_EVERY = 5.0  # s: so much can be lost with the machine's power; with the process nothing that was flushed


class Kind(IntEnum):
    """What a record holds, and what its time counts."""

    SOUND = 1  # an Opus packet, in samples
    PICTURE = 2  # a VP8 frame, in ms
    KEYFRAME = 3  # likewise
    BLANK = 4  # there is no picture from now on, in ms


class Record(NamedTuple):
    kind: Kind
    at: int
    data: bytes


class InUse(Exception):
    """Another process has the journal open."""


class Journal:
    """A context manager that appends to a new journal. All methods raise OSError; it is closed without raising."""

    def __init__(self, path: Path) -> None:
        require_room(path.parent, 0)
        self._folder = path.parent
        self._file = path.open("xb", buffering=0)
        self._pending = bytearray(MAGIC)
        self._synced_at = 0.0
        lock(self._file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def append(self, record: Record) -> None:
        head = HEAD.pack(record.kind, record.at, len(record.data))
        self._pending += head + zlib.crc32(record.data, zlib.crc32(head)).to_bytes(CHECKSUM, "big") + record.data

    def flush(self, now: float) -> None:
        """What was appended is with the system, and every few seconds on the disk.

        The file that is made from it at the end needs about as much room again, and once more when it is sealed to be
        stored, so without that it is full by now.
        """
        while self._pending:
            del self._pending[: self._file.write(self._pending)]
        if now - self._synced_at >= SYNC_EVERY:
            os.fsync(self._file.fileno())
            require_room(self._folder, 2 * self._file.tell())
            self._synced_at = now


def read_journal(path: Path) -> Iterator[Record]:
    """All whole records. Raises OSError."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            return
        while len(head := file.read(HEAD.size)) == HEAD.size:
            kind, at, length = HEAD.unpack(head)
            checksum, data = file.read(CHECKSUM), file.read(length)
            if zlib.crc32(data, zlib.crc32(head)).to_bytes(CHECKSUM, "big") != checksum:
                return
            yield Record(Kind(kind), at, data)


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Nobody else writes the journal or makes its file meanwhile. Raises OSError, InUse."""
    with path.open("rb") as file:
        lock(file.fileno())
        yield


def lock(descriptor: int) -> None:
    """Raises InUse. The lock is gone with the process."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise InUse from None
