"""Takes a file into a database, or goes on where an earlier attempt was broken off."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from psycopg import Connection

from carry.checking.check import Outside, check, verified_checkpoint
from carry.checking.proven_events import ProvenEvents
from carry.exporting.catalogue_digest import catalogue_digest
from carry.file.cloud_events import Event
from carry.file.manifest import Keys, Manifest, Of
from carry.file.problems import Damaged
from carry.file.reader import Frame, Reader
from carry.importing.cannot_import import CannotImport
from carry.importing.present import require_the_same
from carry.importing.settling import Settled, require_empty, settle
from carry.importing.staging import NOWHERE, Cursor, Staging
from carry.importing.vault import Keyring
from domain.log_keys.use_cases import log_key_of
from event_log.application import Ringlog
from event_log.catalogue import TOPICS, fact_class
from event_log.connection import connect
from event_log.queries import named_queries
from proof.edge import Edge, FullTile
from proof.leaf import leaf_of
from proof.rows import require_utf8

SQL = named_queries(Path(__file__).with_suffix(".sql"))
KNOWN = frozenset(topic.encode() for topic in TOPICS)

Progress = Callable[[int, int], None]  # how far it is, of how far: positions


class Wanted(NamedTuple):
    """How a file is taken in. `outside`: whose signature it has to have; `keys`: what opens and keeps its keys.

    `kept_origin`: the log of whose last checkpoint this installation knows, if it is to go on with that.
    """

    sandbox: bool
    outside: Outside | None = None
    keys: Keyring | None = None
    kept_origin: str | None = None


class Imported(NamedTuple):
    """`gone_on_after`: how much was taken in before; `already`: all of it was there, and nothing was done."""

    manifest: Manifest
    events: int
    keys: int
    gone_on_after: Cursor
    already: bool = False


class Import:
    """Of one file into one database, which is migrated.

    Raises CannotImport, NotUsable, Damaged, MasterKeyUnusable, WrongEncoding, OSError, psycopg.Error and the library's
    PersistenceError; the log is as it was then.
    """

    def __init__(
        self, database_url: str, file: BinaryIO, wanted: Wanted, progress: Progress = lambda _done, _of: None
    ) -> None:
        """`file`: seekable."""
        self._database_url = database_url
        self._file = file
        self._wanted = wanted
        self._progress = progress
        self._edge = Edge()
        self._leaves = sha256()

    def run(self) -> Imported:
        self._reader = Reader(self._file)
        self._manifest = self._reader.manifest
        self._signed = verified_checkpoint(self._manifest, self._wanted.outside)
        self._require_importable()
        self._proven = ProvenEvents(self._manifest, self._signed)
        with connect(self._database_url, "import", "SET client_encoding TO 'UTF8'") as connection:
            require_utf8(connection)
            if connection.execute(SQL["is_filled"]).fetchone() == (True,):
                return self._compared(connection)
            require_empty(connection)
            return self._taken_in(connection)

    def _require_importable(self) -> None:
        manifest = self._manifest
        if (origin := manifest.derived_from()) is not None:
            raise CannotImport(
                f"Its events are derived from those of {origin}, under pseudonyms: nobody can import it."
            )
        if self._wanted.sandbox:
            return
        if manifest.of is not Of.LOG:
            raise CannotImport(
                f"This is an export of a {manifest.of}, a part of a log, with which nobody can go on. Look at it in a "
                "sandbox: `--sandbox`, in a data folder of its own."
            )
        if manifest.keys is not Keys.ALL:
            raise CannotImport(
                "The keys aren't in this export, so an installation could read no names or texts and couldn't go on "
                "with it. Export the log `--with-keys`, or look at it in a sandbox: `--sandbox`."
            )
        if self._wanted.keys is None:
            raise CannotImport("Give `--with-keys`, the file with the transfer key: without it nothing can go on here.")

    # What is there already

    def _compared(self, connection: Connection[Any]) -> Imported:
        (origin,) = connection.execute(SQL["origin"]).fetchone() or (None,)
        if origin is None:
            origin = self._origin_of_log()
        self._file.seek(0)
        require_the_same(connection, self._file, origin)
        return Imported(self._manifest, 0, 0, NOWHERE, already=True)

    def _origin_of_log(self) -> str | None:
        with Ringlog(env={"DATABASE_URL": self._database_url}) as log:
            log_key = log_key_of(log)
        return None if log_key is None else log_key.origin

    # What is new

    def _taken_in(self, connection: Connection[Any]) -> Imported:
        staging = Staging(connection)
        written = self._manifest.written()
        before = staging.cursor(written)
        if before == NOWHERE:
            staging.begin(written)
        else:
            staging.unindex()
        try:
            self._go_through(staging, before)
        except _OtherBeginning:
            self._start_over()
            staging.begin(written)
            before = NOWHERE
            self._go_through(staging, before)
        self._require_signed()
        self._require_known_versions(connection)
        staging.index()
        log = Settled(
            self._manifest,
            self._reader.events_read,
            self._edge,
            self._wanted.keys,
            self._wanted.sandbox,
            goes_on=self._wanted.kept_origin == self._manifest.origin,
        )
        keys = settle(connection, log, self._reader.vault())
        return Imported(self._manifest, self._reader.events_read, keys, before)

    def _start_over(self) -> None:
        self._file.seek(0)
        self._reader, self._edge, self._leaves = Reader(self._file), Edge(), sha256()
        self._proven = ProvenEvents(self._manifest, self._signed)

    def _go_through(self, staging: Staging, before: Cursor) -> None:
        """Raises _OtherBeginning if what was taken in before isn't in the file."""
        for frame in self._reader.frames():
            first = self._reader.events_read - frame.announced.events + 1
            events, tiles = self._verified(frame, first)
            cursor = Cursor(frame.announced.frame, self._reader.position, self._leaves.digest())
            if cursor.frame > before.frame:
                staging.add([event.row for event in events], tiles, cursor, first)
            elif cursor.frame == before.frame and cursor != before:
                raise _OtherBeginning
            self._progress(cursor.position, self._manifest.last)

    def _verified(self, frame: Frame, first: int) -> tuple[list[Event], Sequence[FullTile]]:
        """A frame's events, and the tiles that they make full. Raises CannotImport, Damaged."""
        events = list(self._reader.events_of(frame))
        unknown = next((nr for nr, event in enumerate(events) if event.row.topic not in KNOWN), None)
        if unknown is not None:
            row = events[unknown].row
            raise CannotImport(
                f"Line {first + unknown:,}, position {row.position:,}: this program knows no {row.topic.decode()}, "
                "which a newer one recorded. Import it by that one."
            )
        if self._manifest.of is not Of.LOG:
            for line, event in enumerate(events, first):
                self._proven.take_in(event, line)
        leaves = b"".join([leaf_of(event.row) for event in events])
        self._leaves.update(leaves)
        return events, self._edge.extend(leaves) if self._manifest.of is Of.LOG else ()

    def _require_signed(self) -> None:
        """Raises Damaged, which says where if the file itself tells."""
        if self._manifest.of is not Of.LOG or self._edge.root() == self._signed.root:
            return
        self._file.seek(0)
        check(self._file, self._wanted.outside)
        raise Damaged(f"Position {self._manifest.last:,}: the events up to there aren't those that were signed.")

    def _require_known_versions(self, connection: Connection[Any]) -> None:
        """Nothing is decoded; but what can't be later is refused now."""
        if self._manifest.catalogue == catalogue_digest():
            return
        for topic, version, envelope, position in connection.execute(SQL["versions"]):
            kind = fact_class(topic)
            known = getattr(kind, "class_version", 1), getattr(kind, "envelope_version", 1)
            if version > known[0] or envelope > known[1]:
                raise CannotImport(
                    f"Position {position:,}: {topic} is there in a version that this program doesn't know, and a newer "
                    "one recorded. Import it by that one."
                )


class _OtherBeginning(Exception):
    """An earlier import of what says that it is the same file took in something else."""
