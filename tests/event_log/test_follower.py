"""A follower is handed every fact once and in order, whatever becomes of the database."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID

import pytest
from eventsourcing.application import Application

from event_log import Follower, LogReader, NotYet, Recorded
from tests.event_log.backups import backed_up, restored
from tests.event_log.eventually import eventually
from tests.event_log.lamps import Lamp, lamps
from tests.event_log.outages import hang_up_on_all, out_of_reach


class Notebook(Follower):
    """Writes down the positions of the facts it is handed."""

    name = "notebook"

    def __init__(self, reader: LogReader, **options: int) -> None:
        super().__init__(reader, tell=lambda name, position, *_: self.told.append((name, position)), **options)
        self.written: list[int] = []
        self.told: list[tuple[str, int]] = []
        self.began_again: list[int] = []

    def handle(self, batch: Sequence[Recorded]) -> None:
        self.written += [recorded.position for recorded in batch]

    def start_over(self) -> int:
        self.began_again.append(self._reader.end())
        return self.began_again[-1]


@contextmanager
def running(follower: Follower) -> Iterator[None]:
    """Until the block ends. Raises what the follower raised."""
    stop = threading.Event()
    with ThreadPoolExecutor(1) as threads:
        run = threads.submit(follower.run, stop)
        try:
            yield
        finally:
            stop.set()
    run.result()


def hang(app: Application[UUID], count: int) -> None:
    for _ in range(count):
        app.save(Lamp.hang())


def test_it_is_handed_what_was_recorded_and_then_what_is(app: Application[UUID], reader: LogReader) -> None:
    hang(app, 5)
    notebook = Notebook(reader, after=1, batch=2)
    with running(notebook):
        eventually(lambda: notebook.written == [2, 3, 4, 5])
        hang(app, 2)
        eventually(lambda: notebook.written == [2, 3, 4, 5, 6, 7])
    assert (notebook.position, notebook.told[-1]) == (7, ("notebook", 7))


def test_nothing_is_skipped_or_handed_over_twice_when_the_database_goes_away_and_comes_back(
    app: Application[UUID], reader: LogReader, log_url: str, postgres_url: str
) -> None:
    hang(app, 3)
    notebook = Notebook(reader)
    with running(notebook):
        eventually(lambda: notebook.written == [1, 2, 3])
        with out_of_reach(log_url, postgres_url):
            hang_up_on_all(postgres_url, log_url)
        hang(app, 3)
        eventually(lambda: len(notebook.written) >= 6)
    assert notebook.written == [1, 2, 3, 4, 5, 6]


def test_one_that_cannot_go_on_yet_is_handed_the_rest_again(app: Application[UUID], reader: LogReader) -> None:
    class Hesitant(Notebook):
        rested = 0

        def handle(self, batch: Sequence[Recorded]) -> None:
            for recorded in batch:
                if recorded.position == 3 and not self.rested:
                    raise NotYet("Something is in the way.")
                super().handle([recorded])
                self.position = recorded.position

        def rest(self) -> float:
            self.rested += 1
            return 0.01

    hang(app, 4)
    hesitant = Hesitant(reader)
    with running(hesitant):
        eventually(lambda: hesitant.position == 4)
    assert hesitant.written == [1, 2, 3, 4]
    assert ("notebook", 2) in hesitant.told


def test_one_that_records_facts_itself_is_handed_these_before_it_rests(
    app: Application[UUID], reader: LogReader
) -> None:
    class Electrician(Notebook):
        def handle(self, batch: Sequence[Recorded]) -> None:
            super().handle(batch)
            if self.written[-1] < 5:
                app.save(Lamp.hang())
                self.recorded = True

        def rest(self) -> float:
            assert self.written in ([], [1, 2, 3, 4, 5])
            return super().rest()

    hang(app, 1)
    electrician = Electrician(reader)
    with running(electrician):
        eventually(lambda: len(electrician.written) == 5)


def test_what_a_handler_raises_ends_it_with_the_fact_unhandled(app: Application[UUID], reader: LogReader) -> None:
    class Clumsy(Notebook):
        def handle(self, batch: Sequence[Recorded]) -> None:
            raise ValueError(f"{batch[0].position} is of another kind")

    hang(app, 1)
    clumsy = Clumsy(reader)
    with pytest.raises(ValueError, match="1 is of another kind"):
        clumsy.run(threading.Event())
    assert clumsy.position == 0


def test_one_starts_over_when_the_log_was_put_back(log_url: str, postgres_url: str) -> None:
    reader = LogReader(log_url)
    notebook = Notebook(reader)
    with lamps(log_url) as app:
        hang(app, 1)
    with backed_up(postgres_url, log_url) as backup:
        with lamps(log_url) as app:
            hang(app, 3)
        with running(notebook):
            eventually(lambda: notebook.position == 4)
            restored(postgres_url, log_url, backup)
            eventually(lambda: notebook.began_again == [1])
            with lamps(log_url) as app:
                hang(app, 1)
            eventually(lambda: notebook.written == [1, 2, 3, 4, 2])
    reader.close()
