"""Writes an export, frame by frame: what was broken off goes on after the last whole one.

Frames end where FULL events are in them, or so many bytes: what is in them depends on the rows alone, so a file that
was broken off, however often, and one that wasn't are the same bytes.
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from hashlib import sha256
from itertools import islice
from typing import BinaryIO, NamedTuple

from carry.file.blocks import Kind, packed, skippable
from carry.file.cloud_events import Lines
from carry.file.manifest import Announced, Manifest, Seal
from carry.file.problems import Damaged
from carry.file.reader import Reader
from carry.file.vault_entries import AT_ONCE, Entry, write_entries
from proof.leaf import Row

FULL = 10_000  # events
FULL_TEXT = 8 << 20  # bytes; a frame has at most one line more than that


class Cursor(NamedTuple):
    """How far a file is written."""

    frame: int
    position: int


class Writer:
    """Of one file, which is seekable and can be read, too. All methods raise OSError, and then have lost nothing."""

    def __init__(self, file: BinaryIO, manifest: Manifest, full: int = FULL) -> None:
        """For a file that is empty, or else goes on after what is whole in it, with the manifest that it has.

        `full`: events of a frame, FULL at the most. Raises NotUsable if it has no manifest that can be read.
        """
        self._file = file
        self._full = full
        self._digest = sha256()
        self._frames = self._events = self._position = self._entries = 0
        self.manifest = manifest
        self._text: list[bytes] = []
        self._size = self._first = self._last = 0
        self._begin_or_go_on()
        self._lines = Lines(self.manifest.origin)

    @property
    def cursor(self) -> Cursor:
        """After which frame it goes on, and after which position."""
        return Cursor(self._frames, self._position)

    def add(self, row: Row, proof: Sequence[bytes] | None = None) -> bool:
        """The next event. Whether the frame is full now, and so is to be written. Raises NotWritable."""
        line = self._lines.write(row, proof)
        self._first = self._first or row.position
        self._last = row.position
        self._text.append(line)
        self._size += len(line)
        return len(self._text) >= self._full or self._size >= FULL_TEXT

    def end_frame(self, tiles: bytes = b"") -> None:
        """Write what was added since the last one. `tiles`: see Announced."""
        if not self._text:
            return
        text = b"".join(self._text)
        frame = packed(text)
        announced = Announced(
            frame=self._frames + 1,
            events=len(self._text),
            first=self._first,
            last=self._last,
            text=len(text),
            packed=len(frame),
            sha256=sha256(frame).hexdigest(),
            tiles=tiles,
        )
        self._put(skippable(Kind.ANNOUNCED, announced.written()) + frame)
        self._frames, self._position = announced.frame, announced.last
        self._events += announced.events
        self._start_frame()

    def add_entries(self, entries: Iterable[Entry]) -> None:
        """What is to travel of the vault, once the last frame is written."""
        following = iter(entries)
        while part := list(islice(following, AT_ONCE)):
            self._put(skippable(Kind.VAULT, packed(write_entries(part))))
            self._entries += len(part)

    def seal(self) -> Seal:
        """The end, on disk when it returns."""
        seal = Seal(
            frames=self._frames,
            events=self._events,
            last=self._position,
            entries=self._entries,
            sha256=self._digest.hexdigest(),
        )
        self._put(skippable(Kind.SEAL, seal.written()))
        os.fsync(self._file.fileno())
        return seal

    def _begin_or_go_on(self) -> None:
        whole = self._whole() if self._file.seek(0, os.SEEK_END) else 0
        self._file.truncate(whole)
        self._hash_again(whole)
        if whole == 0:
            self._put(skippable(Kind.MANIFEST, self.manifest.written()))

    def _whole(self) -> int:
        """Up to where the file is whole frames."""
        self._file.seek(0)
        whole = 0
        with suppress(Damaged):  # it was broken off there
            reader = Reader(self._file)
            self.manifest, whole = reader.manifest, self._file.tell()
            for _ in reader.frames():
                whole = self._file.tell()
                self._frames, self._events, self._position = reader.frames_read, reader.events_read, reader.position
        return whole

    def _hash_again(self, end: int) -> None:
        self._file.seek(0)
        while self._file.tell() < end:
            self._digest.update(self._file.read(1 << 20))

    def _start_frame(self) -> None:
        self._text = []
        self._size = self._first = self._last = 0

    def _put(self, block: bytes) -> None:
        self._file.write(block)
        self._file.flush()
        self._digest.update(block)
