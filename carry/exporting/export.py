"""Writes an export, or goes on with one that was broken off."""

from collections.abc import Callable, Generator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from psycopg import Connection

from carry.exporting.catalogue_digest import catalogue_digest
from carry.exporting.selection import Selection, without_gaps
from carry.exporting.vault_contents import vault_contents
from carry.exporting.wanted import CannotExport, Wanted, require_of_this_log
from carry.file.manifest import Keys, Manifest, Of, Seal, tiles_ending
from carry.file.problems import NotUsable
from carry.file.writer import Cursor, Writer
from event_log import LogReader
from event_log.connection import connect
from proof.leaf import Row
from proof.notes.signed_note import SignedNote
from proof.store import inclusion_proofs, tile_roots

AT_ONCE = 500  # events that are proven together

Progress = Callable[[int, int], None]  # how far it is, of how far: positions


class Exported(NamedTuple):
    """`gone_on_after`: how much of it there was before."""

    manifest: Manifest
    seal: Seal
    gone_on_after: Cursor


class Export:
    """Of one log. Raises CannotExport, NotWritable, OSError, psycopg.Error and the library's PersistenceError."""

    def __init__(self, database_url: str, wanted: Wanted, progress: Progress = lambda _done, _of: None) -> None:
        """For a process that is unlocked."""
        self._database_url = database_url
        self._wanted = wanted
        self._progress = progress

    def write(self, part: BinaryIO, name: Path) -> Exported:
        """Into a file that is empty or has a part of it, called `name`."""
        with (
            connect(self._database_url, "export") as log,
            connect(self._database_url, "export of proofs") as tree,
            closing(LogReader(self._database_url)) as reader,
        ):
            writer = begin_or_go_on(part, name, self._manifest())
            manifest, before = writer.manifest, writer.cursor
            note = SignedNote.parse(manifest.checkpoint.encode())
            require_of_this_log(tree, self._wanted.identity, note)
            selection = Selection(log, reader, manifest.of, manifest.id, manifest.last)
            with closing(selection.rows(before.position)) as rows:
                if manifest.of is Of.LOG:
                    self._write_log(writer, rows, tree)
                else:
                    self._write_part(writer, rows, tree)
        if manifest.keys is not Keys.NONE:
            with vault_contents(self._database_url, self._wanted.transfer) as entries:
                writer.add_entries(entries)
        return Exported(manifest, writer.seal(), before)

    def _manifest(self) -> Manifest:
        wanted = self._wanted
        transfer, signed = wanted.transfer, wanted.checkpoint
        own = Keys.DESTROYED if transfer is None else Keys.ALL
        return Manifest(
            origin=signed.origin,
            of=wanted.of,
            id=wanted.id,
            last=signed.size,
            checkpoint=bytes(wanted.note).decode(),
            signers=tuple(map(str, (*wanted.identity.keys, *wanted.identity.retired))),
            catalogue=catalogue_digest(),
            keys=own if wanted.of is Of.LOG else Keys.NONE,
            transfer=None if transfer is None else transfer.proof(),
        )

    def _write_log(self, writer: Writer, rows: Generator[Row], tree: Connection[Any]) -> None:
        last = writer.manifest.last
        for row in without_gaps(rows, writer.cursor.position, last):
            if writer.add(row):
                self._end_frame(writer, row.position, tree)
        self._end_frame(writer, last, tree)

    def _end_frame(self, writer: Writer, position: int, tree: Connection[Any]) -> None:
        tiles = tiles_ending(writer.cursor.position + 1, position)
        writer.end_frame(b"".join(tile_roots(tree, tiles)))
        self._progress(position, writer.manifest.last)

    def _write_part(self, writer: Writer, rows: Generator[Row], tree: Connection[Any]) -> None:
        last = writer.manifest.last
        while some := list(islice(rows, AT_ONCE)):
            proofs = inclusion_proofs(tree, [row.position - 1 for row in some], last)
            for row, proof in zip(some, proofs, strict=True):
                if writer.add(row, proof):
                    writer.end_frame()
            self._progress(some[-1].position, last)
        writer.end_frame()


def begin_or_go_on(part: BinaryIO, name: Path, manifest: Manifest) -> Writer:
    """A writer for a file that is empty, or has a part of what is wanted. Raises CannotExport, OSError."""
    try:
        writer = Writer(part, manifest)
    except NotUsable as problem:
        raise CannotExport(f"{name} isn't the part of an export that it should be: remove it. {problem}") from None
    begun = writer.manifest
    if (begun.origin, begun.of, begun.id) != (manifest.origin, manifest.of, manifest.id):
        what = f"{begun.of} {begun.id or ''}".rstrip()
        raise CannotExport(
            f"{name} is the part of another export, of {what} of {begun.origin}: finish that first, or remove it."
        )
    if begun.transfer != manifest.transfer:
        raise CannotExport(f"{name} was begun with another transfer key, or without: use that, or remove the file.")
    return writer
