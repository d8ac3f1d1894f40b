"""`ringlog audit key …`: the keys that sign checkpoints of the log."""

from typing import Annotated

import typer

from proof.checkpoints.identity import Identity
from proof.checkpoints.key_file import add_key
from proof.notes.verifier_key import VerifierKey
from ringlog.cli.audit.operating import Operation, operating
from ringlog.cli.preparing import refuse

app = typer.Typer(help="The keys that sign checkpoints of the log.", no_args_is_help=True, rich_markup_mode="markdown")

VKey = Annotated[str | None, typer.Argument(metavar="VKEY", help="The public key of a program that signs.")]


@app.command("list")
def list_keys() -> None:
    """Print what the log is called, and the public keys that sign and signed for it."""
    with operating() as operation:
        log_key = operation.log_key()
        if log_key is None:
            typer.echo("This log has no key yet: the worker of `ringlog serve` makes the first.")
            return
        identity = Identity.of(log_key)
    lines = [f"Log      {identity.origin}"]
    lines += [f"Signs    {key}" for key in identity.keys]
    lines += [f"Retired  {key}" for key in identity.retired]
    lines += [f"Was      {origin}" for origin in identity.former_origins]
    typer.echo("\n".join(lines))


@app.command()
def add(vkey: VKey = None) -> None:
    """Add a key: from now on it signs too, beside those that do.

    Without VKEY a new one is made in the file of keys, which then has to be copied to every machine with a worker. With
    `RINGLOG_LOG_SIGNER` say the public key of that program, as it is written in signed notes: `origin+id+key`.

    **Examples**

    - `ringlog audit key add` — begin to change the key; when all know the new one, `ringlog audit key retire` the old
    - `ringlog audit key add calls.example.org/log+5202289b+Ab…` — one in a hardware module
    """
    with operating() as operation:
        key = _new(operation) if vkey is None else VerifierKey.of_log(vkey)
        if operation.log_key() is None:
            operation.use_cases.begin(verifier_key=str(key), cause=operation.cause)
        else:
            operation.use_cases.add(verifier_key=str(key), checkpoint=operation.checkpoint(), cause=operation.cause)
    typer.echo(f"{key}\nsigns for this log. Let those know who verify it; witnesses need it too.")


@app.command()
def retire(
    key: Annotated[str, typer.Argument(metavar="ID", help="Its id of eight digits, or all of it.")],
    lost: Annotated[bool, typer.Option("--lost", help="It can't sign any more, or others may have it.")] = False,
) -> None:
    """Retire a key: it signs no more. Another has to be there before.

    **Examples**

    - `ringlog audit key retire 5202289b` — the change of a key is complete
    - `ringlog audit key retire --lost 5202289b` — it is lost, and another was added
    """
    with operating() as operation:
        operation.use_cases.retire(verifier_key=key, lost=lost, cause=operation.cause)
    typer.echo(f"{key} signs no more. Its line in the file of keys can be deleted.")


def _new(operation: Operation) -> VerifierKey:
    if operation.config.log_signer is not None:
        refuse("RINGLOG_LOG_SIGNER signs here: say the public key of that program.")
    log_key = operation.log_key()
    if log_key is None:
        refuse("This log has no key yet: the worker of `ringlog serve` makes the first.")
    return add_key(operation.config.log_keys_file(), log_key.origin).key
