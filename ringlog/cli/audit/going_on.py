"""`ringlog audit continue`: a log that was put back goes on under another name."""

from typing import Annotated

import typer

from domain.kernel.counted import counted
from proof import store
from proof.checkpoints.checkpoint_file import CheckpointFile
from proof.checkpoints.key_file import add_key
from proof.notes.checkpoint import Checkpoint
from proof.notes.signed_note import SignedNote
from proof.notes.verifier_key import VerifierKey
from ringlog.cli.audit.operating import Operation, operating
from ringlog.cli.preparing import refuse


def go_on(
    origin: Annotated[str, typer.Argument(metavar="NAME", help="The new name of the log.")],
    vkey: Annotated[
        str | None, typer.Option("--key", metavar="VKEY", help="The public key of a program that signs, by that name.")
    ] = None,
) -> None:
    """Let a log that was put back go on under another name, with a key of its own.

    After a backup was restored, or a failover that lost commits, the log isn't the one any more that was published:
    what comes next would contradict checkpoints that others hold, so nothing is published. Under another name it is,
    and on record is the last checkpoint of the old name, by which everybody can tell what was lost. A log of which
    nothing was published yet keeps its name: only its tree begins anew.

    **Examples**

    - `ringlog audit continue calls.example.org/log-2` — with a new key in the file of keys
    """
    with operating() as operation:
        last = _last(operation)
        if last is None:
            _begin_anew(operation)
            return
        key = VerifierKey.of_log(vkey) if vkey is not None else add_key(operation.config.log_keys_file(), origin).key
        if key.name != origin:
            refuse(f"The key is of {key.name}, and not of {origin}.")
        operation.use_cases.go_on_as_another(verifier_key=str(key), checkpoint=last, cause=operation.cause)
        if store.refused(operation.connection) is not None:
            store.begin_anew(operation.connection)
    checkpoint = Checkpoint.parse(SignedNote.parse(last.encode()).text)
    typer.echo(
        f"The log is {origin} from now on. On record is that as {checkpoint.origin} it had "
        f"{counted(checkpoint.size, 'event')}.\n"
        f"{key}\nsigns for it. Let those know who verify it; witnesses need it too."
    )


def _begin_anew(operation: Operation) -> None:
    """Nobody has a checkpoint that what comes next could contradict, so the log keeps its name and its keys."""
    if store.refused(operation.connection) is None:
        refuse("Nothing was published of this log yet, and nothing stands in the way of it: there is nothing to do.")
    store.begin_anew(operation.connection)
    typer.echo("Nothing was published of this log yet, so it keeps its name. Its tree begins anew.")


def _last(operation: Operation) -> str | None:
    """The largest checkpoint that was ever published, as far as anything here knows; None if none was."""
    note, known = CheckpointFile(operation.config.checkpoint_file()).read(), operation.checkpoint()
    notes = [each for each in (known, None if note is None else bytes(note).decode()) if each is not None]
    return max(notes, key=lambda each: Checkpoint.parse(SignedNote.parse(each.encode()).text).size, default=None)
