"""Carries out what was asked for, and says in a sentence how that ended."""

import errno
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
import typer
from eventsourcing.persistence import MapperDeserialisationError, PersistenceError
from psycopg import Connection

from carry.exporting.derived import DerivedExport
from carry.exporting.export import Export, Exported, Progress
from carry.exporting.part_file import SUFFIX, part_of
from carry.exporting.person import data_subject
from carry.exporting.pseudonyms import Pseudonyms
from carry.exporting.readable import write_readable
from carry.exporting.selection import require_there
from carry.exporting.wanted import CannotExport, Wanted, checkpoint_of, require_of_this_log
from carry.file.cloud_events import NotWritable
from carry.file.manifest import Manifest, Of
from domain.inspections.inspection import Seen, Subject
from domain.kernel.counted import counted
from domain.kernel.errors import DomainError
from domain.kernel.identities import Kind
from domain.kernel.ids import WORKSPACE_ID
from domain.log_keys.use_cases import log_key_of
from event_log.application import Ringlog
from event_log.connection import connect
from event_log.mapper import FactMapper
from event_log.vault.key_ring import UnknownKey
from event_log.vault.master_key import MasterKey, MasterKeyUnusable, held, make_master_key, read_master_key
from proof.checkpoints import published
from proof.checkpoints.identity import Identity
from proof.checkpoints.problem import CannotPublish
from proof.notes.malformed import Malformed
from proof.notes.signed_note import SignedNote
from proof.rows import WrongEncoding
from ringlog.cli.log_reading import log_reader
from ringlog.cli.operator import id_of, record_reading
from ringlog.cli.preparing import configuration, fail, refuse, with_log
from ringlog.cli.progress import progress_bar
from runtime.config import Config
from runtime.log_checkpoints import signer_of

IDENTIFIED: Mapping[Of, Kind] = {Of.ROOM: "room", Of.PERSON: "user"}


class Asked(NamedTuple):
    """`given`: what it is called, or its id; `readable`: where that form is to be; `keys`: a transfer key's file."""

    of: Of
    given: str | None
    output: Path
    readable: Path | None
    keys: Path | None
    witnessed: bool
    checkpoint: Path | None
    pseudonyms: Path | None = None


def export(asked: Asked) -> None:
    """Ends the command with a sentence where it can't be done."""
    config = configuration()
    with (
        _said(asked.output),
        with_log(config) as database_url,
        closing(connect(database_url, "export")) as connection,
    ):
        wanted = _wanted(database_url, connection, asked)
        require_there(connection, wanted.of, wanted.id, wanted.checkpoint.size)
        record_reading(database_url, [Seen(Subject.EXPORT, wanted.id or WORKSPACE_ID)])
        exported = _exported(database_url, connection, wanted, asked, config)
        newer = published.end_of_log(connection) - exported.manifest.last
    typer.echo("\n".join(_lines(asked, exported, newer)))


def _wanted(database_url: str, connection: Connection[Any], asked: Asked) -> Wanted:
    """Raises CannotExport, MasterKeyUnusable, OSError."""
    with Ringlog(env={"DATABASE_URL": database_url}) as log:
        log_key = log_key_of(log)
        if log_key is None:
            raise CannotExport("Nothing of this log was signed yet: the worker of `ringlog serve` does it each second.")
        identity, id_ = Identity.of(log_key), _id(log, asked)
    if asked.checkpoint is None:
        note = checkpoint_of(connection, identity, asked.witnessed)
    else:
        note = SignedNote.parse(asked.checkpoint.read_bytes())
        require_of_this_log(connection, identity, note)
    transfer = None if asked.keys is None else _key(asked.keys).in_place_of(held())
    return Wanted(asked.of, id_, note, identity, transfer)


def _id(log: Ringlog, asked: Asked) -> UUID | None:
    """Raises CannotExport."""
    if asked.given is None:
        return None
    found = UUID(asked.given) if asked.of is Of.CALL else id_of(log, IDENTIFIED[asked.of], asked.given)
    if found is None:
        raise CannotExport(f"There is no {asked.of} {asked.given!r} in this log.")
    return found


def _key(file: Path) -> MasterKey:
    """That of a file, which is made if it isn't there. Raises MasterKeyUnusable, OSError."""
    with suppress(FileExistsError):
        make_master_key(file)
    return read_master_key(file)


def _exported(database_url: str, connection: Connection[Any], wanted: Wanted, asked: Asked, config: Config) -> Exported:
    if asked.readable is not None and asked.readable.exists():
        raise CannotExport(f"{asked.readable} is there already: name another file, or remove it.")
    with part_of(asked.output) as (part, whole):
        with progress_bar("Exporting") as tell:
            export = _export(database_url, wanted, asked, config, tell)
            exported = export.write(part, asked.output.with_name(f"{asked.output.name}{SUFFIX}"))
        if asked.readable is not None:
            _write_readable(database_url, connection, exported.manifest, part, asked.readable)
        whole()
    return exported


def _export(
    database_url: str, wanted: Wanted, asked: Asked, config: Config, progress: Progress
) -> Export | DerivedExport:
    """Raises MasterKeyUnusable, OSError."""
    if asked.pseudonyms is None:
        return Export(database_url, wanted, progress)
    signer = signer_of(config)
    pseudonyms = Pseudonyms(_key(asked.pseudonyms))
    return DerivedExport(
        database_url, wanted, pseudonyms, lambda text: signer.sign(text, wanted.identity.keys), progress
    )


def _write_readable(
    database_url: str, connection: Connection[Any], manifest: Manifest, part: Any, readable: Path
) -> None:
    with part_of(readable) as (output, whole), log_reader(database_url) as reader:
        output.truncate(0)
        mapper = FactMapper(reader.sealer)
        if manifest.of is Of.PERSON and manifest.id is not None:
            subject = data_subject(connection, reader, manifest.id, manifest.last)
            write_readable(part, output, mapper, subject.about, subject.disclosed)
        else:
            write_readable(part, output, mapper, {}, None)
        whole()


def _lines(asked: Asked, exported: Exported, newer: int) -> list[str]:
    manifest, seal, before = exported.manifest, exported.seal, exported.gone_on_after
    what = "the log" if manifest.of is Of.LOG else f"the {manifest.of} {manifest.id}"
    lines = [
        f"{asked.output} has {what}: {counted(seal.events, 'event')}, up to position {manifest.last:,} of "
        f"{manifest.origin}."
    ]
    if before.position:
        lines.append(
            f"It went on after frame {before.frame:,}, position {before.position:,}, which were there already."
        )
    if asked.readable is not None:
        lines.append(f"{asked.readable} has the same for people, with texts that aren't sealed: mind who gets it.")
    if asked.pseudonyms is not None:
        lines.append(
            f"Whoever has {asked.pseudonyms} can tell whose the pseudonyms are: destroy it when nobody has to."
        )
    if asked.keys is not None:
        lines.append(f"Whoever has it and {asked.keys} is able to read everything: keep them apart.")
    if newer > 0:
        lines.append(f"What was recorded since its checkpoint isn't in it: {newer:,} event{'' if newer == 1 else 's'}.")
    return [*lines, f"`ringlog audit verify {asked.output}` verifies it anywhere."]


@contextmanager
def _said(output: Path) -> Iterator[None]:
    """What can go wrong, in sentences."""
    part = f"{output}{SUFFIX}"
    goes_on = f"What is written so far is in {part}: the same command goes on from there."
    try:
        yield
    except (
        CannotExport,
        NotWritable,
        Malformed,
        MasterKeyUnusable,
        DomainError,
        WrongEncoding,
        CannotPublish,
    ) as problem:
        refuse(str(problem))
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            fail(f"There is no room for more on the disk. {goes_on}")
        fail(f"{problem.filename or output} can't be used: {problem.strerror}.")
    except (PersistenceError, psycopg.Error, MapperDeserialisationError, UnknownKey) as problem:
        fail(f"The log can't be read: {problem} {goes_on}")
    except KeyboardInterrupt:
        fail(f"Interrupted. {goes_on}")
