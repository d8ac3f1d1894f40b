"""What commands begin with: the configuration, and the database it names; both end in a sentence where they can't."""

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import typer

from event_log import migrate
from event_log.vault.master_key import MasterKeyUnusable
from event_log.vault.unlocking import unlock
from ringlog.postgres.embedded_postgres import EmbeddedPostgres
from ringlog.postgres.programs import PostgresUnavailable
from runtime.config import Config, WrongSettings, read_config


def refuse(*sentences: str) -> NoReturn:
    """Ends the command with exit code 2: it would end the same way if repeated."""
    for sentence in sentences:
        typer.echo(sentence, err=True)
    raise typer.Exit(2)


def fail(sentence: str) -> NoReturn:
    """Ends the command with exit code 1: it may end otherwise another time."""
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


def configuration() -> Config:
    try:
        return read_config()
    except WrongSettings as wrong:
        refuse(*wrong.problems)


@contextmanager
def with_database(config: Config) -> Iterator[Config]:
    """The configuration with a database that runs: the one it names, or the embedded one, which is used meanwhile."""
    if config.database_url is not None:
        yield config
        return
    postgres = EmbeddedPostgres(config.data_folder)
    try:
        signal.signal(signal.SIGTERM, _end)  # which would otherwise skip leaving the database
        with postgres:
            yield config.on_database(postgres.url())
    except PostgresUnavailable as problem:
        fail(str(problem))


@contextmanager
def with_sealed_log(config: Config) -> Iterator[str]:
    """The URL of the database, with an event log that is up to date; what is sealed in it can't be read."""
    with with_database(config) as connected:
        assert connected.database_url is not None
        migrate(connected.database_url)
        yield connected.database_url


@contextmanager
def with_log(config: Config) -> Iterator[str]:
    """The URL of the database, with an event log that is up to date and can be read."""
    with with_sealed_log(config) as database_url:
        try:
            unlock(database_url, config.master_key_file())
        except (MasterKeyUnusable, OSError) as problem:
            fail(str(problem))
        yield database_url


def start_logging(config: Config, name: str) -> None:
    """One line per message on standard error, led by when, and by which process."""
    logging.basicConfig(
        level=config.log_level.upper(),
        format=f"%(asctime)s {name:<6} %(levelname)-7s %(message)s",
        force=True,
    )
    logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for every offer that goes to the media process
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # its greetings speak of Ctrl-C and ports of its own


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
