"""Reads an export once, from its beginning to its end, a frame at a time, whatever its size is.

What says how long something is isn't trusted. That a file is whole is known when its seal was read, which is after the
vault's entries: until then whoever takes something in has to be able to let go of it again.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO, NamedTuple

from carry.file.blocks import MAGIC_SIZE, Block, Kind, begins_as_export, read_block, read_exactly, unpacked
from carry.file.cloud_events import Event, Lines
from carry.file.manifest import Announced, Manifest, Of, Seal
from carry.file.problems import Damaged, NotUsable
from carry.file.vault_entries import Entry, read_entries

LONGEST_MANIFEST = 2_000_000  # bytes


class Frame(NamedTuple):
    """As it stands in the file: what it is said to have, and that, packed."""

    announced: Announced
    packed: bytes


class Reader:
    """Of one seekable file: `manifest`, then `events` or `frames`, then `vault`, each to its end.

    All raise Damaged, with a sentence that names line and position, and OSError.
    """

    def __init__(self, file: BinaryIO) -> None:
        """Raises NotUsable, too."""
        self._file = file
        self._digest = sha256()
        self.manifest = self._manifest()
        self._lines = Lines(self.manifest.origin)
        self._ahead: Block | None = None
        self.frames_read = 0
        self.events_read = 0
        self.position = 0  # of the last event
        self.entries_read = 0
        self.seal: Seal | None = None

    def events(self) -> Iterator[Event]:
        """In the order of their positions; all of them from 1 on, if it is the log that was exported."""
        for frame in self.frames():
            yield from self.events_of(frame)

    def events_of(self, frame: Frame) -> Iterator[Event]:
        """Of the frame that was read last, before the next is."""
        announced = frame.announced
        first, last = self.events_read - announced.events + 1, self.events_read
        span = f"Lines {first:,} to {last:,}, positions {announced.first:,} to {announced.last:,}"
        *lines, rest = unpacked(frame.packed, span, announced.text).split(b"\n")
        if len(lines) != announced.events or rest:
            raise Damaged(f"{span}: there are {len(lines):,} lines.")
        before = announced.first - 1
        for number, line in enumerate(lines, first):
            where = f"Line {number:,}, after position {before:,}"
            event = self._lines.read(line, where)
            self._require_next(event.row.position, before, number, announced)
            before = event.row.position
            yield event
        if before != announced.last:
            raise Damaged(f"Line {last:,}, position {before:,}: it was to be position {announced.last:,}.")

    def frames(self) -> Iterator[Frame]:
        """With nothing known of what is in them but that it is what was announced."""
        while (block := self._next_block()).kind is Kind.ANNOUNCED:
            announced = Announced.parse(block.content, self._where())
            self._require_follows(announced)
            packed = read_exactly(self._file, announced.packed, self._where())
            if sha256(packed).hexdigest() != announced.sha256:
                raise Damaged(
                    f"Lines {self.events_read + 1:,} to {self.events_read + announced.events:,}, positions "
                    f"{announced.first:,} to {announced.last:,}: what stands there was changed."
                )
            self._digest.update(block.raw + packed)
            self.frames_read, self.position = announced.frame, announced.last
            self.events_read += announced.events
            yield Frame(announced, packed)
        self._ahead = block

    def vault(self) -> Iterator[Entry]:
        """After the events; then the seal, and with it the file, is read."""
        while (block := self._next_block()).kind is Kind.VAULT:
            self._digest.update(block.raw)
            entries = read_entries(unpacked(block.content, self._where()), self._where())
            self.entries_read += len(entries)
            yield from entries
        self._end(block)

    def _end(self, block: Block) -> None:
        if block.kind is not Kind.SEAL:
            raise Damaged(f"{self._where()}: something else stands there than in an export.")
        seal = Seal.parse(block.content, self._where())
        found = Seal(
            frames=self.frames_read,
            events=self.events_read,
            last=self.position,
            entries=self.entries_read,
            sha256=self._digest.hexdigest(),
        )
        if seal != found:
            raise Damaged(f"{self._where()}: the file isn't the one that was sealed: something in it was changed.")
        if self.manifest.of is Of.LOG and self.position != self.manifest.last:
            raise Damaged(f"{self._where()}: the events after it, up to {self.manifest.last:,}, are missing.")
        if self._file.read(1):
            raise Damaged(f"{self._where()}: the file goes on after its end.")
        self.seal = seal

    def _manifest(self) -> Manifest:
        if not begins_as_export(self._file.read(MAGIC_SIZE)):
            raise NotUsable("This is no export of a log: it doesn't begin with the manifest of one.")
        self._file.seek(0)
        block = read_block(self._file, "Before the first line")
        if block is None or len(block.content) > LONGEST_MANIFEST:
            raise NotUsable("This is no export of a log: its manifest is longer than any is, or there is none.")
        self._digest.update(block.raw)
        return Manifest.parse(block.content)

    def _next_block(self) -> Block:
        block, self._ahead = self._ahead or read_block(self._file, self._where()), None
        if block is None:
            raise Damaged(f"{self._where()}: the file was cut off.")
        return block

    def _require_follows(self, announced: Announced) -> None:
        fits = announced.frame == self.frames_read + 1 and 0 < announced.events <= announced.last
        if not fits or not self.position < announced.first <= announced.last <= self.manifest.last:
            raise Damaged(
                f"{self._where()}: the frame that follows is number {announced.frame:,}, with {announced.events:,} "
                f"events at positions {announced.first:,} to {announced.last:,}, which doesn't follow."
            )

    def _require_next(self, position: int, before: int, number: int, announced: Announced) -> None:
        right = number if self.manifest.of is Of.LOG else None
        if position <= before or position > announced.last or right not in (None, position):
            expected = "" if right is None else f" where {right:,} was to be"
            raise Damaged(f"Line {number:,}: position {position:,} stands there{expected}, after {before:,}.")

    def _where(self) -> str:
        return f"After line {self.events_read:,}, position {self.position:,}"
