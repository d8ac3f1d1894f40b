"""`ringlog vault`: the master key, under which all keys of people, rooms and calls are kept."""

from typing import Annotated
from uuid import UUID

import psycopg
import typer

from domain.kernel.counted import counted
from event_log.connection import connect
from event_log.vault.master_key import MasterKeyUnusable
from event_log.vault.missing import NotMissing, give_up, missing
from event_log.vault.rotation import prepare, rotate
from ringlog.cli.preparing import configuration, fail, refuse, with_log, with_sealed_log

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
    typer.echo(f"The master key was rotated: the new one, which is in {file}, wraps {counted(keys, 'key')}.")
    typer.echo(f"The one before is in {before}: backups from before need it. Keep it with them, or delete it.")
    if not rewritten:
        typer.echo(
            "The database's files still have keys as that one has wrapped them, since somebody reads schema `vault`: "
            "run `VACUUM FULL` on its tables later.",
            err=True,
        )


@app.command("missing")
def missing_keys() -> None:
    """List the keys that the vault lacks, by the ids of the people, rooms and calls whose they are.

    That is so after schema `vault` was put back from a backup that is older than the log. What is sealed under these
    keys reads "(unreadable: its key is missing)", nothing is recorded that would need one, and whatever follows the log
    stands still where it needs one; `/health` says so. No other key is ever made in the place of one that is missing.

    Put back schema `vault` from a backup that has them: everything goes on by itself. If there is none, give them up.
    Ends with 1 if any is missing.
    """
    try:
        with with_sealed_log(configuration()) as database_url, connect(database_url, "vault") as connection:
            found = missing(connection)
    except psycopg.Error as problem:
        fail(f"The vault can't be read: {problem}")
    for subject in found:
        typer.echo(subject)
    if found:
        fail(f"The vault lacks {counted(len(found), 'key')}.")
    typer.echo("The vault lacks no key.", err=True)


@app.command("give-up")
def give_up_keys(
    ids: Annotated[list[UUID] | None, typer.Argument(metavar="ID", help="Whose, as `missing` has them.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that are missing.")] = False,
) -> None:
    """Count missing keys as destroyed: what is sealed under them reads "(erased)" from now on, and Ringlog goes on.

    For keys that no backup has. Nothing more can be recorded about these people, or in these rooms and calls: people
    have to be erased, and registered anew. Should a vault that has the keys be found later, putting it back undoes
    this.

    **Examples**

    - `ringlog vault missing` — which are lacking
    - `ringlog vault give-up --all` — once it is sure that no backup has them
    """
    if bool(ids) == everything:
        refuse("Say whose keys are given up: by their ids, or `--all`.")
    try:
        with with_sealed_log(configuration()) as database_url, connect(database_url, "vault") as connection:
            given_up = missing(connection) if everything else list(dict.fromkeys(ids or ()))
            give_up(connection, given_up)
    except NotMissing as refusal:
        refuse(str(refusal))
    except psycopg.Error as problem:
        fail(f"The keys were not given up: {problem}")
    typer.echo(f"Given up: {counted(len(given_up), 'key')}.")
