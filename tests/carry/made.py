"""Exports that need no database, of logs that are made up."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from tempfile import TemporaryFile
from typing import BinaryIO
from uuid import UUID

from carry.file.cloud_events import Event
from carry.file.manifest import Manifest, Of, tiles_ending
from carry.file.reader import Reader
from carry.file.vault_entries import Entry
from carry.file.writer import Writer
from proof.edge import Edge
from proof.leaf import Row, leaf_of
from proof.notes.checkpoint import Checkpoint
from proof.notes.note_signer import NoteSigner
from proof.notes.signed_note import SignedNote
from proof.tree import WIDTH, Coordinates, hash_of, inclusion_path, root_of
from tests.proof import memory

ORIGIN = "example.org/log"
SIGNER = NoteSigner(ORIGIN, bytes(range(32)))
CALL = UUID(int=7)
SIZE = 2_500
FULL = 1_000  # events of a frame


def rows(size: int = SIZE) -> list[Row]:
    """The same each time; their states are JSON."""
    made = (memory.row(position) for position in range(1, size + 1))
    return [row._replace(state=b'{"nr": "%b"}' % row.state) for row in made]


LOG = rows()
TILES = [root_of(b"".join(map(leaf_of, LOG[at : at + WIDTH]))) for at in range(0, SIZE - WIDTH + 1, WIDTH)]


def checkpoint(events: Sequence[Row], signer: NoteSigner = SIGNER) -> SignedNote:
    edge = Edge()
    edge.extend(b"".join(map(leaf_of, events)))
    text = str(Checkpoint(signer.name, len(events), edge.root()))
    return SignedNote(text, (signer.sign(text),))


def manifest(events: Sequence[Row], of: Of = Of.LOG, id_: UUID | None = None) -> Manifest:
    return Manifest(
        origin=ORIGIN,
        of=of,
        id=id_,
        last=len(events),
        checkpoint=bytes(checkpoint(events)).decode(),
        signers=(str(SIGNER.key),),
        catalogue="0" * 64,
    )


@cache
def tree(size: int) -> dict[Coordinates, bytes]:
    """The tiles over so many events of the log."""
    edge = Edge()
    full = edge.extend(b"".join(map(leaf_of, LOG[:size])))
    return {each.coordinates: each.hashes for each in full} | edge.tiles()


def proof(position: int, size: int) -> tuple[bytes, ...]:
    """That the event is in the log of this size."""
    return tuple(hash_of(span, tree(size)) for span in inclusion_path(position - 1, size))


def write(file: BinaryIO, events: Sequence[Row], of: Manifest, entries: Sequence[Entry] = ()) -> None:
    """All of it, or what is missing."""
    writer = Writer(file, of, FULL)

    def end_frame() -> None:
        tiles = tiles_ending(writer.cursor.position + 1, last) if of.of is Of.LOG else ()
        writer.end_frame(b"".join(TILES[number] for number in tiles))

    last = 0
    for row in events[writer.cursor.position :]:
        last = row.position
        if writer.add(row, None if of.of is Of.LOG else proof(row.position, of.last)):
            end_frame()
    end_frame()
    writer.add_entries(entries)
    writer.seal()


def written(events: Sequence[Row], of: Manifest | None = None, entries: Sequence[Entry] = ()) -> bytes:
    with TemporaryFile() as file:
        write(file, events, of or manifest(events), entries)
        file.seek(0)
        return file.read()


def read(content: bytes) -> tuple[list[Event], list[Entry]]:
    """All that is in it, once it is known to be whole. Raises NotUsable, Damaged."""
    reader = Reader(BytesIO(content))
    events = list(reader.events())
    entries = list(reader.vault())
    assert reader.seal is not None
    return events, entries


def blocks(content: bytes) -> Iterator[bytes]:
    """Of the file; what announces a frame with the frame."""
    file = BytesIO(content)
    reader = Reader(file)
    start = 0
    for _ in reader.frames():
        yield content[start : file.tell()]
        start = file.tell()
    yield content[start:]


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
