"""Appending to the event log, against the eventsourcing library's default PostgreSQL recorder.

Both write the same events into the same PostgreSQL (fsync on), in turns; meanwhile a process of its own follows each
log the way a reader does, always going on after the last event it has seen, and counts what it got.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from statistics import median
from typing import Any, TypeAlias
from uuid import uuid4

import psycopg
from eventsourcing.persistence import ApplicationRecorder, StoredEvent
from eventsourcing.postgres import PostgresFactory
from rich.console import Console
from rich.progress import track
from rich.table import Table

from event_log import migrate
from event_log.recorder import Recorder
from ringlog.postgres.embedded_postgres import EmbeddedPostgres

WRITERS = 8
SECONDS = 2.0  # of each measurement
ROUNDS = 3
PATIENCE = 60.0  # seconds until a process that doesn't answer fails the measurement
PROCESSES = get_context("spawn")
PEER = f"eventsourcing {version('eventsourcing')}"
TOPIC = "ringlog.Call.ParticipantJoined"
STATE = (
    b'{"timestamp":"2026-01-01T12:30:15.250000Z","cause":{"actor":"user:1f4e8a5c-7e58-4ad5-a0de-4c43ac7b0a11",'
    b'"origin":"192.0.2.1","correlation_id":"6d2d0c57-0a0a-4f0c-9d7e-1a6cb3f2b001",'
    b'"causation_id":"request:6d2d0c57-0a0a-4f0c-9d7e-1a6cb3f2b001"},'
    b'"user_id":"1f4e8a5c-7e58-4ad5-a0de-4c43ac7b0a11"}'
)


@contextmanager
def ours(database_url: str) -> Iterator[ApplicationRecorder]:
    """Ringlog's recorder."""
    recorder = Recorder(database_url)
    yield recorder
    recorder.close()


@contextmanager
def library(database_url: str) -> Iterator[ApplicationRecorder]:
    """The library's, with its default settings; its table is there."""
    with library_factory(database_url, CREATE_TABLE="n") as factory:
        yield factory.application_recorder()


def make_library_table(database_url: str) -> None:
    """Once: processes that do so at the same time disturb each other."""
    with library_factory(database_url) as factory:
        factory.application_recorder()


def library_factory(database_url: str, **settings: str) -> PostgresFactory:
    """To be used as a context manager."""
    info = psycopg.conninfo.conninfo_to_dict(database_url)
    env = {
        "POSTGRES_DBNAME": str(info["dbname"]),
        "POSTGRES_HOST": str(info["host"]),
        "POSTGRES_PORT": str(info["port"]),
        "POSTGRES_USER": str(info["user"]),
        "POSTGRES_PASSWORD": str(info.get("password", "")),
    }
    return PostgresFactory(env | settings)


Counts: TypeAlias = "Queue[int]"
Opened = Callable[[str], Any]  # a database URL to a context manager of a recorder


@dataclass(frozen=True)
class Load:
    """Who writes how much at a time."""

    name: str
    writers: int
    events: int
    processes: bool = False


LOADS = [
    Load(f"append, {WRITERS} writers x 1 event", WRITERS, 1),
    Load(f"append, {WRITERS} writers x 10 events", WRITERS, 10),
    Load("append, 1 writer x 1 event", 1, 1),
    Load(f"append, {WRITERS} processes x 1 event", WRITERS, 1, processes=True),
]


def write(recorder: ApplicationRecorder, events: int) -> int:
    """Appends to a stream of its own for SECONDS; how many events."""
    originator_id, appended = uuid4(), 0
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        versions = range(appended + 1, appended + events + 1)
        recorder.insert_events([StoredEvent(originator_id, version, TOPIC, STATE) for version in versions])
        appended += events
    return appended


def write_in_threads(opened: Opened, database_url: str, load: Load) -> int:
    """All writers in this process; how many events."""
    with opened(database_url) as recorder, ThreadPoolExecutor(load.writers) as threads:
        recorder.max_notification_id()
        return sum(threads.map(lambda _: write(recorder, load.events), range(load.writers)))


def write_together(opened: Opened, database_url: str, events: int, together: Barrier, appended: Counts) -> None:
    """One writer, that starts when all are ready."""
    with opened(database_url) as recorder:
        recorder.max_notification_id()
        together.wait(PATIENCE)
        appended.put(write(recorder, events))


def write_in_processes(opened: Opened, database_url: str, load: Load) -> int:
    """Each writer in a process of its own; how many events."""
    together, appended = PROCESSES.Barrier(load.writers), PROCESSES.Queue()
    arguments = (opened, database_url, load.events, together, appended)
    writers = [PROCESSES.Process(target=write_together, args=arguments) for _ in range(load.writers)]
    for writer in writers:
        writer.start()
    counts = [appended.get(timeout=PATIENCE) for _ in writers]
    for writer in writers:
        writer.join()
    return sum(counts)


def follow(opened: Opened, database_url: str, written: Event, seen: Counts) -> None:
    """Tails a log until its writers are done and there is no more, and counts the events."""
    with opened(database_url) as recorder:
        count, after, done = 0, 0, False
        while not done:
            done = written.wait(0.01)
            while events := recorder.select_notifications(after, 5_000, inclusive_of_start=False):
                count += len(events)
                after = events[-1].id
        seen.put(count)


@dataclass
class Contender:
    """One recorder, the rates it reached and what its reader got."""

    opened: Opened
    database_url: str
    rates: dict[str, list[float]] = field(default_factory=lambda: {load.name: [] for load in LOADS})
    appended: int = 0
    seen: int = 0

    def run(self, load: Load) -> None:
        """One measurement."""
        appended = (write_in_processes if load.processes else write_in_threads)(self.opened, self.database_url, load)
        self.rates[load.name].append(appended / SECONDS)
        self.appended += appended


@contextmanager
def followed(contender: Contender) -> Iterator[None]:
    """With a reader at the log, whose count is there at the end."""
    written, seen = PROCESSES.Event(), PROCESSES.Queue()
    arguments = (contender.opened, contender.database_url, written, seen)
    reader = PROCESSES.Process(target=follow, args=arguments)
    reader.start()
    try:
        yield
    finally:
        written.set()
        contender.seen = seen.get(timeout=PATIENCE)
        reader.join()


def compete(one: Contender, other: Contender) -> None:
    """All loads, in turns, with a reader at each log."""
    with followed(one), followed(other):
        for load in track(LOADS * ROUNDS, "append", transient=True):
            one.run(load)
            other.run(load)


def results(ringlog: Contender, peer: Contender) -> list[dict[str, Any]]:
    """A ratio above 1 is in our favour."""
    rows = []
    for load in LOADS:
        value, peer_value = median(ringlog.rates[load.name]), median(peer.rates[load.name])
        rows.append(row(load.name, round(value), "events/s", round(peer_value), round(value / peer_value, 2)))
    missed, peer_missed = ringlog.appended - ringlog.seen, peer.appended - peer.seen
    name = f"missed by a reader of {ringlog.appended:,} ({peer.appended:,})"
    return [*rows, row(name, missed, "events", peer_missed, (1 + peer_missed) / (1 + missed))]


def row(name: str, value: float, unit: str, peer_value: float, ratio: float) -> dict[str, Any]:
    """One line of the results."""
    return {"name": name, "value": value, "unit": unit, "peer": PEER, "peer_value": peer_value, "ratio": ratio}


def show(rows: Sequence[dict[str, Any]]) -> None:
    """The results as a table."""
    table = Table("what", "Ringlog", PEER, "unit", "ratio", title="Appending to the event log")
    for line in rows:
        table.add_row(
            line["name"], f"{line['value']:,}", f"{line['peer_value']:,}", line["unit"], f"{line['ratio']:.1f}"
        )
    Console().print(table)


def main() -> list[dict[str, Any]]:
    """Measure, print, and return the results."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder)) as postgres:
        database_url = postgres.url()
        migrate(database_url)
        ringlog, peer = Contender(ours, database_url), Contender(library, database_url)
        make_library_table(database_url)
        compete(ringlog, peer)
    rows = results(ringlog, peer)
    show(rows)
    return rows


if __name__ == "__main__":
    main()
