"""The tree over a log of a million made events: letting it grow, and verifying the log against it.

Both run in processes of their own, as they do in operation, beside a PostgreSQL (fsync on) that works for them; what a
process took of memory is the most that was resident. The goals are what they are measured against.
"""

import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

import psycopg
from rich.console import Console
from rich.table import Table

from benchmarks.made_history import MadeHistory, record
from event_log import migrate
from event_log.vault.master_key import MasterKey, hold
from proof.integrator import Integrator
from proof.store import integrated
from proof.verification.stored import stored_log
from proof.verification.verify import Signed
from ringlog.postgres.embedded_postgres import EmbeddedPostgres

EVENTS = 1_000_000
GOALS = {"integrate": (50_000, 150), "verify": (60_000, 150)}  # events/s, MB


class Measured(NamedTuple):
    seconds: float
    cpu: float  # seconds of the process itself
    megabytes: float


def measured(work: Callable[[], None]) -> Measured:
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return Measured(time.perf_counter() - began, time.process_time() - cpu, peak())


def peak() -> float:
    """Megabytes, as Linux counts them; `ru_maxrss` would begin with what the process took that started this one."""
    (line,) = [each for each in Path("/proc/self/status").read_text().splitlines() if each.startswith("VmHWM:")]
    return int(line.split()[1]) / 1_000


def integrate(database_url: str) -> Measured:
    integrator = Integrator(database_url)
    try:
        return measured(lambda: integrator.run_once(Event()))
    finally:
        integrator.close()


def verify(database_url: str) -> Measured:
    """As `ringlog audit verify` does, with a checkpoint of everything."""

    def verified() -> None:
        with psycopg.connect(database_url) as connection:
            signed = Signed(*integrated(connection))
        with stored_log(database_url) as log:
            report = log.verify([signed], lambda _seen, _of: None)
        assert report.intact
        assert (report.events, report.checkpoint) == (EVENTS, signed)

    return measured(verified)


def alone(work: Callable[[str], Measured], database_url: str) -> Measured:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(work, database_url).result()


def results(name: str, found: Measured, goal: float, most: float, *, events: int = EVENTS) -> list[dict[str, Any]]:
    """Against events a second and megabytes. A ratio above 1 is in our favour."""
    rate, megabytes, cpu = events / found.seconds, found.megabytes, found.cpu / events * 1e6
    named = f"{name}, {events:,} events"
    return [
        row(named, round(rate), "events/s", goal, rate / goal),
        row(f"{named}, own CPU", round(cpu, 1), "µs an event", 1e6 / goal, 1e6 / goal / cpu),
        row(f"{named}, memory", round(megabytes), "MB", most, most / megabytes),
    ]


def row(name: str, value: float, unit: str, goal: float, ratio: float) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "peer": "goal", "peer_value": goal, "ratio": round(ratio, 2)}


def main() -> list[dict[str, Any]]:
    hold(MasterKey(bytes(range(32))))
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder)) as postgres:
        url = postgres.url()
        migrate(url)
        record(url, MadeHistory().facts(), EVENTS)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE log.events")
        rows = [
            *results("integrate", alone(integrate, url), *GOALS["integrate"]),
            *results("verify", alone(verify, url), *GOALS["verify"]),
        ]
    show(rows, "The tree over the log")
    return rows


def show(rows: list[dict[str, Any]], title: str) -> None:
    table = Table("what", "measured", "goal", "unit", "ratio", title=title)
    for line in rows:
        figures = (f"{line['value']:,}", f"{line['peer_value']:,.0f}", line["unit"], f"{line['ratio']:.1f}")
        table.add_row(line["name"], *figures)
    Console().print(table)


if __name__ == "__main__":
    main()
