"""`ringlog audit verify FILE`: whether an export is what the log had."""

import os
import time
from base64 import b64encode
from pathlib import Path
from typing import NoReturn

import msgspec
import typer

from carry.checking.check import Checked, Outside, check
from carry.file.manifest import Of
from carry.file.problems import Damaged, NotUsable
from domain.kernel.counted import counted
from proof.notes.malformed import Malformed
from proof.notes.policy import Policy
from proof.notes.signed_note import WrongSignature
from ringlog.cli.audit.trusted import is_verifier_key, keys_in, verify_note, witnessed
from ringlog.cli.preparing import fail, refuse
from ringlog.cli.progress import progress_bar
from runtime.config import PREFIX
from runtime.log_checkpoints import PolicyUnusable, policy

NOT_INTACT = 3  # the command's exit code
OWN_KEY = (
    "Trusted is what the file itself says of the log's key: whoever made the file may have made that too. Give a key "
    "from outside (`--key`) to be sure."
)
PROVEN = (
    "Proven is of each event that it is in the log, and of each stream that it has no gap from its first event on; not "
    "that nothing else in the log belongs here, or that a stream doesn't go on."
)
OF_PERSON = "Proven is of each event that it is in the log; not that no other event there names this person."


def verify_file(file: Path, checkpoint: Path | None, key: str | None, as_json: bool) -> None:
    """Ends the command with 0, or another code and a sentence. No database is asked, and nothing is kept."""
    if checkpoint is not None and key is None:
        refuse("A checkpoint is worth something only with the key that signed it: give --key, too.")
    began = time.monotonic()
    try:
        outside = _outside(checkpoint, key)
    except (Malformed, WrongSignature, OSError, UnicodeDecodeError) as problem:
        refuse(f"What was given can't be compared with: {problem}")
    try:
        with file.open("rb") as opened, progress_bar("Verifying the export") as tell:
            checked = check(opened, outside, tell)
        trusted = [_trusted(checkpoint, key, checked), *witnessed(checked.manifest.note(), _policy())]
    except NotUsable as problem:
        refuse(str(problem))
    except Damaged as problem:
        _not_intact(problem, as_json)
    except WrongSignature as problem:
        refuse(f"A witness's signature can't be relied on: {problem}")
    except OSError as problem:
        fail(f"{file} can't be read: {problem.strerror}.")
    seconds = time.monotonic() - began
    typer.echo(_json(checked, " ".join(trusted), seconds) if as_json else "\n".join(_lines(checked, trusted, seconds)))


def _outside(checkpoint: Path | None, key: str | None) -> Outside | None:
    """Raises Malformed, WrongSignature, OSError."""
    if key is None:
        return None
    keys = keys_in(key)
    return Outside(keys, None if checkpoint is None else verify_note(checkpoint.read_bytes(), keys))


def _policy() -> Policy:
    """That of the environment, which needs no more settings than this one."""
    file = os.environ.get(f"{PREFIX}LOG_POLICY_FILE")
    try:
        return policy(Path(file) if file else None)
    except PolicyUnusable as problem:
        refuse(str(problem))


def _trusted(checkpoint: Path | None, key: str | None, checked: Checked) -> str:
    """Whose key is trusted, a sentence."""
    if key is None:
        return OWN_KEY
    by = "that key" if is_verifier_key(key) else f"a key in {key}"
    kept = "" if checkpoint is None else f", and so is {checkpoint}, which the log continues"
    return f"The checkpoint in the file, of {counted(checked.signed.size, 'event')}, is signed by {by}{kept}."


def _not_intact(problem: Damaged, as_json: bool) -> NoReturn:
    if as_json:
        typer.echo(msgspec.json.encode({"intact": False, "faults": [{"sentence": str(problem)}]}).decode())
    else:
        typer.echo(f"The export is NOT what the log had. Nothing in it is to be relied on.\n  {problem}")
    raise typer.Exit(NOT_INTACT)


def _lines(checked: Checked, trusted: list[str], seconds: float) -> list[str]:
    manifest, signed = checked.manifest, checked.signed
    lines = [
        f"The export is intact: {counted(checked.events, 'event')} of the log {manifest.origin}, verified in "
        f"{seconds:.1f} s."
    ]
    derived = manifest.derived_from()
    if derived is not None:
        lines.append(
            f"It is DERIVED from the log {derived}: other ids, and no personal texts. It isn't that log, and its root "
            f"{_base64(signed.root)} isn't that log's."
        )
    elif manifest.of is Of.LOG:
        lines.append(f"It is the whole log up to position {signed.size:,}, with the root {_base64(signed.root)}.")
    else:
        lines += [
            f"It has the {manifest.of} {manifest.id}, in {counted(checked.streams, 'stream')}, up to position "
            f"{signed.size:,}.",
            OF_PERSON if manifest.of is Of.PERSON else PROVEN,
        ]
    if checked.destroyed:
        lines.append(f"Known to be destroyed: {counted(checked.destroyed, 'key')}.")
    if checked.keys:
        lines.append(f"In it: {counted(checked.keys, 'key')}, to open what is sealed for whoever has its transfer key.")
    return [*lines, *trusted]


def _json(checked: Checked, trusted: str, seconds: float) -> str:
    return msgspec.json.encode(
        {
            "intact": True,
            "of": checked.manifest.of,
            "id": checked.manifest.id,
            "log": checked.manifest.origin,
            "derived_from": checked.manifest.derived_from(),
            "events": checked.events,
            "streams": checked.streams or None,
            "signed": {"size": checked.signed.size, "root": _base64(checked.signed.root)},
            "keys": checked.keys,
            "destroyed_keys": checked.destroyed,
            "trusted": trusted,
            "faults": [],
            "seconds": round(seconds, 3),
        }
    ).decode()


def _base64(raw: bytes) -> str:
    return b64encode(raw).decode()
