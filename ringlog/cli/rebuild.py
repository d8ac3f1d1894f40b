"""`ringlog rebuild`: the views again, from the log."""

import time

import psycopg
import typer
from eventsourcing.persistence import PersistenceError

import projections
from domain.kernel.counted import counted
from ringlog.cli.log_reading import log_reader
from ringlog.cli.preparing import configuration, fail, with_log
from ringlog.cli.progress import progress_bar


def rebuild() -> None:
    """Make all views again from the event log, beside the live ones, and let them take their place.

    Views are what rooms and people are shown: calls, rings, timelines, logs. All of it follows from the log, so nothing
    is lost by making it again, and nothing but the log is needed. Do this when a view shows what cannot be, such as
    after somebody changed its tables by hand. After an upgrade the worker does it by itself.

    Ringlog may run meanwhile: readers see the old views until the new ones are complete, and none in between. The new
    ones come to where the old ones stand; the worker goes on from there. Interrupting it changes nothing.

    **Examples**

    - `ringlog rebuild` — the views of the embedded database, running or not
    - `RINGLOG_DATABASE_URL=postgresql://… ringlog rebuild` — those of another one
    """
    try:
        with with_log(configuration()) as database_url:
            _rebuild(database_url)
    except (PersistenceError, psycopg.Error) as problem:
        fail(f"The views were not rebuilt, and are as they were: {problem}")


def _rebuild(database_url: str) -> None:
    began = time.monotonic()
    with progress_bar("Rebuilding the views") as tell:
        position = projections.rebuild(database_url, tell)
    typer.echo(f"The views are rebuilt from {counted(position, 'event')}, in {time.monotonic() - began:.1f} s.")
    with log_reader(database_url) as reader:
        newer = reader.end() - position
    if newer > 0:
        typer.echo(f"They have yet to show {newer:,} newer events: the worker of `ringlog serve` applies them.")
