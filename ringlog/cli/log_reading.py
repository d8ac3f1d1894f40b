"""Reading the log from a command, with a bar where it takes long."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from uuid import UUID

from domain.kernel.fact import Fact
from event_log import LogReader, Recorded
from event_log.display_names import NAMING, Names
from ringlog.cli.progress import progress_bar

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
    with progress_bar(what, quiet=end - after < WORTH_A_BAR) as tell:
        position = after
        while position < end:
            batch = reader.read(position, min(BATCH, end - position))
            yield from batch
            position = batch[-1].position
            tell(position - after, end - after)
