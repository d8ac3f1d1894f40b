"""`ringlog import`: a log, or a part of one, out of a file."""

import errno
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import psycopg
import typer
from eventsourcing.persistence import PersistenceError

import projections
from carry.checking.check import Outside
from carry.file.manifest import Keys, Manifest
from carry.file.problems import Damaged, NotUsable
from carry.file.reader import Reader
from carry.importing.cannot_import import CannotImport
from carry.importing.importing import Import, Imported, Wanted
from carry.importing.vault import Keyring
from domain.kernel.counted import counted
from event_log.schema import unknown_steps
from event_log.vault.master_key import MasterKeyUnusable, make_master_key, read_master_key
from event_log.vault.unlocking import unlock
from proof.checkpoints.checkpoint_file import CheckpointFile
from proof.checkpoints.problem import CannotPublish
from proof.notes.checkpoint import Checkpoint
from proof.notes.malformed import Malformed
from proof.rows import WrongEncoding
from ringlog.cli.audit.trusted import keys_in
from ringlog.cli.preparing import configuration, fail, refuse, with_database
from ringlog.cli.progress import progress_bar
from runtime.config import Config
from runtime.migrations import migrate

GOES_ON = "What was taken in so far is kept aside, and the log is as it was: the same command goes on from there."


def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `ringlog export` wrote.")],
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="Only to look at it: nothing is ever changed in this database.")
    ] = False,
    with_keys: Annotated[
        Path | None, typer.Option("--with-keys", metavar="FILE", help="The transfer key that it was exported with.")
    ] = None,
    key: Annotated[
        str | None,
        typer.Option("--key", metavar="FILE|VKEY", help="The public key that signed it, or a file of such keys."),
    ] = None,
) -> None:
    """Import a log from a file, into an empty database: a whole log, or with `--sandbox` any part of one.

    Events come in as they are, byte for byte, at their positions, and only if they are what was signed; then the views
    are made. All of it becomes the log at once, or nothing does. An import that was interrupted goes on where it was
    when the same command is given again. What is there already isn't imported a second time.

    Without `--sandbox` an installation goes on with the log, which takes its keys (`ringlog export log --with-keys`).

    A sandbox is only looked at: no deadline, policy, erasure or retention runs on it, nothing signs for it, and
    mutations are refused. `ringlog replay`, `record`, `events` and `serve` work on it. Give it a data folder of its
    own. Texts whose keys didn't travel read "(unreadable: its key is missing)".

    **Examples**

    - `RINGLOG_DATA_FOLDER=case-4711 ringlog import call.ringlog --sandbox` — a customer's call, on a laptop; then
      `RINGLOG_DATA_FOLDER=case-4711 ringlog replay 4f6c…`
    - `ringlog import all.ringlog --with-keys transfer.key --key log.pub` — an installation that moved
    """
    began = time.monotonic()
    with _said(file):
        outside = None if key is None else Outside(keys_in(key))
        with file.open("rb") as opened, with_database(configuration()) as config:
            manifest = Reader(opened).manifest
            opened.seek(0)
            imported = _imported(config, opened, manifest, sandbox=sandbox, transfer=with_keys, outside=outside)
            lines = _lines(config, file, imported, sandbox=sandbox, seconds=time.monotonic() - began)
    typer.echo("\n".join(lines))


def _imported(
    config: Config,
    opened: BinaryIO,
    manifest: Manifest,
    *,
    sandbox: bool,
    transfer: Path | None,
    outside: Outside | None,
) -> Imported:
    assert config.database_url is not None
    database_url = config.database_url
    if newer := unknown_steps(database_url):
        raise CannotImport(f"This database is of a newer Ringlog ({newer[-1]}): import by that one.")
    migrate(database_url)
    keys = _keyring(config, manifest, transfer)
    kept = _kept(config)
    wanted = Wanted(sandbox, outside, keys, None if kept is None else kept.origin)
    with progress_bar("Importing") as tell:
        imported = Import(database_url, opened, wanted, tell).run()
    unlock(database_url, config.master_key_file())
    if not imported.already or not projections.is_current(database_url):
        _make_views(database_url)
    return imported


def _keyring(config: Config, manifest: Manifest, transfer: Path | None) -> Keyring | None:
    """Raises CannotImport, MasterKeyUnusable, OSError."""
    if transfer is None:
        return None
    if manifest.keys is not Keys.ALL or manifest.transfer is None:
        raise CannotImport("There are no keys in this export: import it without `--with-keys`.")
    opening = read_master_key(transfer).identifying_by(manifest.transfer)
    file = config.master_key_file()
    try:
        own = read_master_key(file)
    except FileNotFoundError:
        make_master_key(file)
        own = read_master_key(file)
    return Keyring(opening, own.in_place_of(opening))


def _kept(config: Config) -> Checkpoint | None:
    """The last checkpoint that the data folder knows of."""
    note = CheckpointFile(config.checkpoint_file()).read()
    return None if note is None else Checkpoint.parse(note.text)


def _make_views(database_url: str) -> None:
    with closing(projections.Projector(database_url)) as projector:
        projector.start_over()
    with progress_bar("Making the views") as tell:
        projections.rebuild(database_url, tell)


def _lines(config: Config, file: Path, imported: Imported, *, sandbox: bool, seconds: float) -> list[str]:
    manifest = imported.manifest
    if imported.already:
        return [f"All of {file} is in this database already: nothing was changed."]
    what = "the log" if manifest.id is None else f"the {manifest.of} {manifest.id}"
    lines = [
        f"Imported is {what} of {manifest.origin}, up to position {manifest.last:,}: "
        f"{counted(imported.events, 'event')} and {counted(imported.keys, 'key')}, in {seconds:.1f} s. They are what "
        "was signed."
    ]
    if imported.gone_on_after.frame:
        lines.append(f"It went on after frame {imported.gone_on_after.frame:,}, which had been taken in before.")
    if sandbox:
        return [*lines, "This database is a sandbox: `ringlog replay`, `record`, `events` and `serve` only look at it."]
    return [*lines, _what_is_signed(config, manifest)]


def _what_is_signed(config: Config, manifest: Manifest) -> str:
    """What becomes of checkpoints here, by what the data folder has."""
    file, last = config.checkpoint_file(), manifest.signed()
    kept = _kept(config)
    anew = "`ringlog audit continue NAME` lets it go on under another name"
    if kept is None or kept.origin != manifest.origin:
        return (
            f"Nothing is signed here, since {file} doesn't have the last checkpoint of this log, without which nobody "
            f"knows whether it went on elsewhere: {anew}."
        )
    if kept.size > last.size:
        return (
            f"Nothing is signed here, since {file} knows of {counted(kept.size, 'event')}, and {last.size:,} imported: "
            f"export and import all of them, or {anew}."
        )
    return (
        f"It goes on as {manifest.origin}, whose last checkpoint {file} has. What is recorded next is signed as "
        "before, by the log's key, which has to be here too. The installation that it came from must never run again."
    )


@contextmanager
def _said(file: Path) -> Iterator[None]:
    """What can go wrong, in sentences."""
    try:
        yield
    except (CannotImport, NotUsable, MasterKeyUnusable, Malformed, WrongEncoding, CannotPublish) as problem:
        refuse(str(problem))
    except Damaged as problem:
        refuse(f"{file} isn't what was exported, and nothing of it was imported. {problem}")
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            fail(f"The disk is full. {GOES_ON}")
        fail(f"{problem.filename or file} can't be read: {problem.strerror}.")
    except psycopg.errors.DiskFull as problem:
        fail(f"The database's disk is full ({problem.diag.message_primary}). {GOES_ON}")
    except (PersistenceError, psycopg.Error) as problem:
        fail(f"The database can't be written: {problem} {GOES_ON}")
    except KeyboardInterrupt:
        fail(f"Interrupted. {GOES_ON}")
