"""Reading the log from a command, with a bar where it takes long."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from uuid import UUID

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from domain.kernel.fact import Fact
from event_log import LogReader, Recorded
from event_log.display_names import NAMING, Names

BATCH = 5_000  # facts
WORTH_A_BAR = 20_000  # facts


def names_in(reader: LogReader, facts: Collection[Recorded]) -> Names:
    """The names of whatever the facts mention."""
    names = Names()
    mentioned: set[UUID] = set().union(*(recorded.fact.ids() | {_actor(recorded.fact)} for recorded in facts))
    for recorded in reader.of_these(mentioned, NAMING):
        names.learn(recorded.fact)
    return names


def _actor(fact: Fact) -> UUID:
    """The user who caused it; or else what it happened to, which is mentioned anyway."""
    person: UUID | None = fact.cause.person
    return fact.originator_id if person is None else person


@contextmanager
def log_reader(database_url: str) -> Iterator[LogReader]:
    reader = LogReader(database_url, only_shows=True)
    try:
        yield reader
    finally:
        reader.close()


def whole_log(reader: LogReader, what: str, after: int = 0) -> Iterator[Recorded]:
    """Every fact that is recorded by now, after a position. The bar is drawn on standard error, on a terminal only."""
    end = reader.end()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    quiet = end - after < WORTH_A_BAR
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as progress:
        task = progress.add_task(what, total=end - after)
        position = after
        while position < end:
            batch = reader.read(position, min(BATCH, end - position))
            yield from batch
            position = batch[-1].position
            progress.advance(task, len(batch))
