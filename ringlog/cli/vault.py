"""`ringlog vault`: the master key, under which all keys of people, rooms and calls are kept."""

from typing import Annotated

import psycopg
import typer

from event_log.vault.master_key import MasterKeyUnusable
from event_log.vault.rotation import prepare, rotate
from ringlog.cli.preparing import configuration, fail, with_log

app = typer.Typer(
    name="vault",
    help="The master key, under which all keys of people, rooms and calls are kept.",
    no_args_is_help=True,
)


@app.callback()
def vault() -> None:
    """The master key, under which all keys of people, rooms and calls are kept."""


@app.command("rotate")
def rotate_master_key(
    only_prepare: Annotated[
        bool, typer.Option("--prepare", help="Only make the file of the next master key, to copy it to all machines.")
    ] = False,
) -> None:
    """Put another master key in the place of the present one, as after somebody saw its file.

    All keys are wrapped anew, in one transaction; nothing that is sealed changes, and nothing has to be sealed again.
    Ringlog may run meanwhile. Interrupting it loses nothing: all keys are wrapped by the one or by the other, and both
    are in files until it is done. The file of the present one is kept under another name, as backups of the database
    from before need it: store it with them, or delete it.

    Where roles run on several machines, prepare first, and copy the new file (`vault.key.new`) to the same folder on
    each of them: they go on by it by themselves.

    **Examples**

    - `ringlog vault rotate` — where everything runs on this machine
    - `ringlog vault rotate --prepare` — on one of several machines; copy the file, then `ringlog vault rotate`
    """
    config = configuration()
    file = config.master_key_file()
    try:
        if only_prepare:
            typer.echo(f"The next master key is in {prepare(file)}: copy it to the same place on each machine.")
            return
        with with_log(config) as database_url:
            keys, before, rewritten = rotate(database_url, file)
    except (MasterKeyUnusable, OSError, psycopg.Error) as problem:
        fail(f"The master key was not rotated: {problem}")
    typer.echo(f"The master key was rotated: {keys:,} keys are wrapped by the new one, which is in {file}.")
    typer.echo(f"The one before is in {before}: backups from before need it. Keep it with them, or delete it.")
    if not rewritten:
        typer.echo(
            "The database's files still have keys as that one has wrapped them, since somebody reads schema `vault`: "
            "run `VACUUM FULL` on its tables later.",
            err=True,
        )
