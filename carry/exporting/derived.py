"""Exports a log whose events have pseudonyms: another log, with a tree of its own, which is signed as derived.

Its root isn't the log's, and nothing in it says so: its checkpoint is of another origin, and says what it is derived
from, under the signature. Ids that the program works out from others (that of a call's floor) can't be worked out from
pseudonyms, so nobody can take such a file in as if it were a log.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, NamedTuple

from carry.exporting.catalogue_digest import catalogue_digest
from carry.exporting.export import Exported, Progress, begin_or_go_on
from carry.exporting.pseudonyms import Pseudonyms
from carry.exporting.selection import Selection, without_gaps
from carry.exporting.wanted import CannotExport, Wanted, require_of_this_log
from carry.file.manifest import DERIVED, Manifest, Of
from carry.file.problems import Damaged, NotUsable
from carry.file.reader import Reader
from carry.file.writer import Writer
from event_log import LogReader
from event_log.connection import connect
from proof.edge import Edge, FullTile
from proof.leaf import Row, leaf_of
from proof.notes.checkpoint import Checkpoint
from proof.notes.signed_note import Signature, SignedNote
from proof.tree import root_of

Sign = Callable[[str], Sequence[Signature]]


class Grown(NamedTuple):
    """A row, the tree with it, and what of that became full."""

    row: Row
    edge: Edge
    full: list[FullTile]


class DerivedExport:
    """Of one log. It is gone through twice, as its root stands at the beginning of the file; memory stays the same.

    Raises what Export does, and what `sign` does.
    """

    def __init__(
        self,
        database_url: str,
        wanted: Wanted,
        pseudonyms: Pseudonyms,
        sign: Sign,
        progress: Progress = lambda _done, _of: None,
    ) -> None:
        """`sign`: the log's signatures under a text."""
        self._database_url = database_url
        self._wanted = wanted
        self._pseudonyms = pseudonyms
        self._sign = sign
        self._progress = progress
        self._origin = f"{wanted.identity.origin}/derived/{pseudonyms.name}"

    def write(self, part: BinaryIO, name: Path) -> Exported:
        """Into a file that is empty or has a part of it, called `name`."""
        begun = _manifest_of(part)
        fits = begun is not None and begun.origin == self._origin
        writer = begin_or_go_on(part, name, begun if begun is not None and fits else self._manifest())
        before, signed = writer.cursor, writer.manifest.signed()
        roots: list[bytes] = []
        root = Edge().root()
        for row, edge, full in self._grown(signed.size):
            if row.position > before.position:
                roots += [root_of(tile.hashes) for tile in full if tile.coordinates.level == 0]
                if writer.add(row):
                    self._end_frame(writer, roots)
            if row.position == signed.size:
                root = edge.root()
        self._end_frame(writer, roots)
        if root != signed.root:
            raise CannotExport(f"The log isn't what it was when {name} was begun: remove that, and begin anew.")
        return Exported(writer.manifest, writer.seal(), before)

    def _manifest(self) -> Manifest:
        identity, size = self._wanted.identity, self._wanted.checkpoint.size
        with connect(self._database_url, "export of proofs") as tree:
            require_of_this_log(tree, identity, self._wanted.note)
        root = Edge().root()
        for row, edge, _ in self._grown(size):
            if row.position == size:
                root = edge.root()
        text = str(Checkpoint(self._origin, size, root, (f"{DERIVED}{identity.origin}",)))
        return Manifest(
            origin=self._origin,
            of=Of.LOG,
            last=size,
            checkpoint=bytes(SignedNote(text, tuple(self._sign(text)))).decode(),
            signers=tuple(map(str, (*identity.keys, *identity.retired))),
            catalogue=catalogue_digest(),
        )

    def _grown(self, last: int) -> Iterator[Grown]:
        """All rows up to there, with pseudonyms."""
        edge = Edge()
        with (
            connect(self._database_url, "export") as log,
            closing(LogReader(self._database_url)) as reader,
            closing(Selection(log, reader, Of.LOG, None, last).rows(0)) as rows,
        ):
            for row in without_gaps(rows, 0, last):
                derived = self._pseudonyms.of(row)
                yield Grown(derived, edge, edge.extend(leaf_of(derived)))

    def _end_frame(self, writer: Writer, roots: list[bytes]) -> None:
        writer.end_frame(b"".join(roots))
        roots.clear()
        self._progress(writer.cursor.position, writer.manifest.last)


def _manifest_of(part: BinaryIO) -> Manifest | None:
    """Of a file that was begun; None of one that wasn't, or is something else."""
    part.seek(0, os.SEEK_SET)
    try:
        return Reader(part).manifest
    except (NotUsable, Damaged):
        return None
