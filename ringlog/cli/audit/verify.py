"""`ringlog audit verify`: whether the log is what it was."""

import time
from base64 import b64encode
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec
import psycopg
import typer
from eventsourcing.persistence import PersistenceError

import projections
from domain.kernel.counted import counted
from projections import Compared, NotComparable
from proof.checkpoints.checkpoint_file import CheckpointFile
from proof.checkpoints.problem import CannotPublish
from proof.notes.malformed import Malformed
from proof.notes.signed_note import WrongSignature
from proof.rows import WrongEncoding
from proof.verification.stored import stored_log
from proof.verification.verify import Report
from ringlog.cli.audit.trusted import Trusted, by_files, by_installation
from ringlog.cli.audit.verify_file import NOT_INTACT, verify_file
from ringlog.cli.preparing import configuration, fail, refuse, with_log, with_sealed_log
from ringlog.cli.progress import progress_bar
from runtime.log_checkpoints import PolicyUnusable, policy

ExportedFile = Annotated[
    Path | None, typer.Argument(metavar="FILE", help="What `ringlog export` wrote; otherwise the log itself.")
]
OutsideFile = Annotated[
    Path | None, typer.Option("--checkpoint", metavar="FILE", help="A checkpoint that somebody outside has kept.")
]
Key = Annotated[
    str | None,
    typer.Option("--key", metavar="FILE|VKEY", help="The public key that signed it, or a file of keys, one a line."),
]
Views = Annotated[bool, typer.Option("--views", help="Also make all views again, and compare them with the live ones.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object, for other programs.")]


class Finding(NamedTuple):
    """What came of it. `refused`: why the tree doesn't grow; `views`: None if nobody wanted them compared."""

    report: Report
    trusted: Trusted
    refused: str | None
    views: Compared | None
    seconds: float

    @property
    def intact(self) -> bool:
        return self.report.intact and not (self.views and self.views.differences)


def verify(
    file: ExportedFile = None,
    checkpoint: OutsideFile = None,
    key: Key = None,
    views: Views = False,
    as_json: Json = False,
) -> None:
    """Verify that nothing in the event log was changed, removed, inserted or reordered since it was recorded.

    The whole log is compared with the tree over it, event by event, and the tree with the checkpoints that were signed,
    in the database and in the data folder. What is wrong is named by position and kind. It reads only; Ringlog may run
    meanwhile, and what it appends is left out. Without `--checkpoint` and `--key` it trusts the key of this
    installation itself. With `RINGLOG_LOG_POLICY_FILE` it says which witnesses have cosigned the checkpoint.

    With `--views`, what rooms and people are shown is compared too, with what follows from the log: all views are made
    again beside the live ones, which stay as they are.

    With FILE, an export is verified, and no database is needed: a whole log against the root that was signed, a part of
    one by the proofs of its events and by its streams, which have no gap. `--key` is enough then.

    Ends with 0 if all is intact, 3 if it isn't, 1 if it can't be read, 2 if what was given can't be used.

    **Examples**

    - `ringlog audit verify` — against this installation's own checkpoints
    - `ringlog audit verify --checkpoint kept.txt --key log.pub` — against what an auditor has kept
    - `ringlog audit verify all.ringlog --key log.pub` — an export, on any machine
    - `ringlog audit verify --views` — and whether the views show what the log says
    - `ringlog audit verify --json | jq .faults` — for another program
    """
    if file is not None and views:
        refuse("Views are compared with a database: an export has none.")
    if file is not None:
        verify_file(file, checkpoint, key, as_json)
    else:
        _verify_log(checkpoint, key, views, as_json)


def _verify_log(checkpoint: Path | None, key: str | None, views: bool, as_json: bool) -> None:
    if (checkpoint is None) != (key is None):
        refuse("A checkpoint is worth something only with the key that signed it: give both --checkpoint and --key.")
    try:
        config = configuration()
        witnesses = policy(config.log_policy_file)
        outside = None if checkpoint is None or key is None else by_files(checkpoint, key, witnesses)
        with (with_log if views else with_sealed_log)(config) as database_url:
            finding = _verified(database_url, outside, CheckpointFile(config.checkpoint_file()), views)
    except PolicyUnusable as problem:
        refuse(str(problem))
    except (Malformed, WrongSignature, OSError, UnicodeDecodeError) as problem:
        refuse(f"What was given can't be compared with: {problem}")
    except (PersistenceError, psycopg.Error) as problem:
        fail(f"The log can't be read: {problem}")
    except (CannotPublish, WrongEncoding, NotComparable) as problem:
        fail(str(problem))
    typer.echo(_json(finding) if as_json else "\n".join(_lines(finding)))
    if not finding.intact:
        raise typer.Exit(NOT_INTACT)


def _verified(database_url: str, outside: Trusted | None, file: CheckpointFile, views: bool) -> Finding:
    began = time.monotonic()
    kept = file.read()  # before the log is, which has to have all of it
    with stored_log(database_url) as log:
        own = by_installation(database_url, log, kept)
        signed = [*own.signed, *(outside.signed if outside else [])]
        with progress_bar("Verifying the log") as tell:
            report = log.verify(signed, tell)
        faults = sorted([*report.faults, *own.faults], key=lambda fault: (fault.first, fault.kind))
        refused = log.refused()
    with progress_bar("Making the views again") as tell:
        compared = projections.compare(database_url, tell) if views else None
    return Finding(report._replace(faults=faults), outside or own, refused, compared, time.monotonic() - began)


def _lines(finding: Finding) -> list[str]:
    report = finding.report
    count = len(report.faults) + report.left_out
    lines = [
        f"The log is intact: {counted(report.events, 'event')}, verified in {finding.seconds:.1f} s."
        if report.intact
        else f"The log is NOT what it was. Faults: {count:,}, in {counted(report.events, 'event')}."
    ]
    lines += [f"  {fault.kind:<10}  {fault.sentence}" for fault in report.faults]
    if report.left_out:
        lines.append(f"  and {report.left_out:,} more.")
    if not report.intact:
        lines.append("Hashes tell where and how, not which column; for that, compare with a backup or an export.")
    lines.append(f"Its tree has {counted(report.size, 'event')} and the root {_base64(report.root)}.")
    if report.pending:
        lines.append(f"Not in the tree yet, and verified in their order only: {counted(report.pending, 'event')}.")
    if report.checkpoint is not None:
        lines.append(f"Up to position {report.checkpoint.size:,}, it is what was signed.")
    if finding.refused is not None:
        lines.append(f"The tree doesn't grow: {finding.refused}")
    return [*lines, finding.trusted.why, *_lines_of_views(finding.views)]


def _lines_of_views(views: Compared | None) -> list[str]:
    if views is None:
        return []
    if not views.differences:
        return [
            f"The views show what follows from the log up to position {views.position:,}, in all {views.tables} tables."
        ]
    lines = [f"The views don't show what follows from the log up to position {views.position:,}:"]
    for each in views.differences:
        rows = (
            counted(each.live_rows, "row")
            if each.live_rows == each.right_rows
            else f"{counted(each.live_rows, 'row')}, not {each.right_rows:,}"
        )
        lines.append(f"  {each.table} ({each.view}): {rows}; the first that differs has the key {each.key}.")
    return [*lines, "`ringlog rebuild` makes them again."]


def _json(finding: Finding) -> str:
    report = finding.report
    signed = report.checkpoint
    return msgspec.json.encode(
        {
            "intact": finding.intact,
            "events": report.events,
            "pending": report.pending,
            "tree": {"size": report.size, "root": _base64(report.root), "refused": finding.refused},
            "signed": None if signed is None else {"size": signed.size, "root": _base64(signed.root)},
            "trusted": finding.trusted.why,
            "faults": [fault._asdict() for fault in report.faults],
            "more_faults": report.left_out,
            "views": None if finding.views is None else [each._asdict() for each in finding.views.differences],
            "seconds": round(finding.seconds, 3),
        }
    ).decode()


def _base64(raw: bytes) -> str:
    return b64encode(raw).decode()
