"""`ringlog serve`: all roles under a supervisor, or one role by itself."""

import asyncio
import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ringlog.cli.announcement import announce
from ringlog.cli.ports import PortTaken, wait_for_ports
from ringlog.cli.preparing import configuration, fail, refuse, start_logging, with_database
from ringlog.file_lock import FileLock
from ringlog.postgres.embedded_postgres import EmbeddedPostgres
from ringlog.postgres.programs import PostgresUnavailable
from ringlog.supervisor.lifeline import end_with_supervisor
from ringlog.supervisor.role_process import RoleCommand
from ringlog.supervisor.supervisor import Supervisor
from runtime.config import PREFIX, Config


class RoleName(StrEnum):
    """In the order in which they are ended: what takes requests goes before what carries them out."""

    API = "api"
    MEDIA = "media"
    WORKER = "worker"


def serve(
    role: Annotated[
        list[RoleName] | None,
        typer.Option(help="Run only this role; repeat it for several. One role alone runs without a supervisor."),
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Put a demo workspace into the directory and print its users' tokens.")
    ] = False,
    supervised: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Run Ringlog until Ctrl-C or SIGTERM.

    Without `RINGLOG_DATABASE_URL` it starts a PostgreSQL of its own in the data folder. Three processes do the work:
    `api` answers GraphQL, `worker` keeps the read models, policies and deadlines, `media` routes audio and video. One
    that dies is started again; so is the embedded database.

    **Examples**

    - `ringlog serve` — everything, on an embedded PostgreSQL
    - `ringlog serve --demo` — likewise, with people and rooms to try it with
    - `RINGLOG_DATA_FOLDER=/srv/ringlog RINGLOG_PORT=9000 ringlog serve` — elsewhere
    - `ringlog serve --role api` — one more API process on the database that `RINGLOG_DATABASE_URL` names
    """
    config = _with_introspection(configuration()) if demo else configuration()
    names = [name for name in RoleName if not role or name in role]
    if supervised:
        end_with_supervisor()
    if len(names) == 1:
        start_logging(config, names[0])
        with with_database(config) as connected:
            _run(names[0], connected, demo)
    else:
        start_logging(config, "serve")
        _supervise(names, config, demo)


def _with_introspection(config: Config) -> Config:
    """Whoever tries it out wants to see what there is, unless it was said otherwise."""
    return config if "introspection" in config.model_fields_set else config.model_copy(update={"introspection": True})


def _run(name: RoleName, config: Config, demo: bool) -> None:
    """Returns on SIGTERM or SIGINT."""
    from event_log.vault.master_key import MasterKeyUnusable
    from ringlog.roles import run_api, run_media, run_worker  # which load most of Ringlog; `--help` doesn't need that
    from runtime.log_checkpoints import PolicyUnusable
    from runtime.media_addresses import CannotListen
    from runtime.role_tasks import TaskEnded

    try:
        match name:
            case RoleName.API:
                run_api(config, demo=demo)
            case RoleName.MEDIA:
                run_media(config)
            case RoleName.WORKER:
                run_worker(config)
    except (MasterKeyUnusable, PolicyUnusable) as problem:
        refuse(str(problem))
    except (CannotListen, TaskEnded) as problem:
        fail(str(problem))


def _supervise(names: Sequence[RoleName], config: Config, demo: bool) -> None:
    lock = _only_one_in(config.data_folder) if config.database_url is None else None
    try:
        wait_for_ports(config, api=RoleName.API in names, media=RoleName.MEDIA in names)
        code = asyncio.run(_run_supervisor(names, config, demo))
    except PortTaken as taken:
        refuse(str(taken))
    except PostgresUnavailable as problem:
        fail(str(problem))
    finally:
        if lock is not None:
            lock.release()
    raise typer.Exit(code)


def _only_one_in(folder: Path) -> FileLock:
    lock = FileLock(folder / "serve.lock")
    try:
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        alone = lock.try_to_hold()
    except OSError as problem:
        refuse(f"{PREFIX}DATA_FOLDER is {folder}, which can't be written ({problem.strerror}): give another folder.")
    if not alone:
        refuse(
            f"Ringlog is already being served from {folder}: "
            f"stop that one first, or set {PREFIX}DATA_FOLDER to another folder."
        )
    return lock


async def _run_supervisor(names: Sequence[RoleName], config: Config, demo: bool) -> int:
    postgres = EmbeddedPostgres(config.data_folder) if config.database_url is None else None
    connected = config if postgres is None else config.on_database(postgres.url())
    announcing = asyncio.create_task(
        announce(connected, api=RoleName.API in names, media=RoleName.MEDIA in names, demo=demo)
    )
    try:
        return await Supervisor([_command(name, connected, demo) for name in names], postgres, _say).run()
    finally:
        announcing.cancel()


def _command(name: RoleName, config: Config, demo: bool) -> RoleCommand:
    """Of this installation: a folder `api` where Ringlog happens to be started is another's.

    That this is a demo is no setting: nothing that is left in an environment hands out tokens.
    """
    others = {key: value for key, value in os.environ.items() if not key.upper().startswith(PREFIX)}
    options = ("--demo",) if demo else ()
    command = (sys.executable, "-P", "-m", "ringlog.cli", "serve", *options, "--role", name, "--supervised")
    return RoleCommand(name, command, {**others, **config.environment()})


def _say(sentence: str) -> None:
    typer.echo(f"ringlog: {sentence}", err=True)
