"""What appending loses while the tree over the log is kept current: the same writers, with and without it, in turns.

The integrator runs in a process of its own, as often as the leading worker lets it; without it nothing else runs beside
the writers. It catches up before each of its turns.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import median
from threading import Event as ThreadEvent
from typing import Any

import psycopg
from rich.console import Console
from rich.progress import track

from benchmarks.append import PROCESSES, SECONDS, WRITERS, Load, ours, write_in_threads
from event_log import migrate
from proof.integrator import Integrator
from proof.store import integrated_size
from ringlog.postgres.embedded_postgres import EmbeddedPostgres
from worker.leader import INTEGRATE_EVERY

ROUNDS = 10
LOAD = Load(f"append, {WRITERS} writers x 1 event", WRITERS, 1)
LOSS_AT_MOST = 0.05


def keep_integrating(database_url: str, on: Event, end: Event) -> None:
    """While it is on, until the end."""
    integrator = Integrator(database_url)
    integrator.run_once(ThreadEvent())
    while not end.wait(INTEGRATE_EVERY):
        if on.is_set():
            integrator.run_once(ThreadEvent())
    integrator.close()


@contextmanager
def integrating(database_url: str) -> Iterator[Event]:
    """What turns it on."""
    on, end = PROCESSES.Event(), PROCESSES.Event()
    process = PROCESSES.Process(target=keep_integrating, args=(database_url, on, end))
    process.start()
    try:
        yield on
    finally:
        end.set()
        process.join()


def caught_up(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        while True:
            row = connection.execute("SELECT coalesce(max(position), 0) FROM log.events").fetchone()
            if row == (integrated_size(connection),):
                return
            time.sleep(0.05)


def main() -> list[dict[str, Any]]:
    rates: dict[bool, list[float]] = {False: [], True: []}
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder)) as postgres:
        url = postgres.url()
        migrate(url)
        write_in_threads(ours, url, LOAD)  # a first turn, that nobody measures
        with integrating(url) as on:
            for turn in track(range(2 * ROUNDS), "append beside the tree", transient=True):
                beside = turn % 2 == 1
                if beside:
                    on.set()
                    caught_up(url)
                rates[beside].append(write_in_threads(ours, url, LOAD) / SECONDS)
                if beside:
                    caught_up(url)
                    on.clear()
    with_tree, without = median(rates[True]), median(rates[False])
    loss = 1 - median(one / other for one, other in zip(rates[True], rates[False], strict=True))
    Console().print(f"With {rates[True]}\nwithout {rates[False]}\nmedians {with_tree:,.0f} and {without:,.0f} events/s")
    Console().print(f"Of what is appended, the tree costs {loss:.1%}, as the median of {ROUNDS} pairs.")
    return [
        {
            "name": "append beside the tree",
            "value": round(with_tree),
            "unit": "events/s",
            "peer": "without it",
            "peer_value": round(without),
            "ratio": round(1 - loss, 3),
        }
    ]


if __name__ == "__main__":
    main()
