"""Reading the log from a command, with a bar where it takes long."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from event_log import LogReader, Recorded

BATCH = 5_000  # facts
WORTH_A_BAR = 20_000  # facts


@contextmanager
def log_reader(database_url: str) -> Iterator[LogReader]:
    reader = LogReader(database_url)
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
