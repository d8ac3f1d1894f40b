"""Rebuilding all read models from a log of many events, against the same read models fed one event at a time.

The log is made by the real aggregates: a thousand users, three hundred rooms, and calls of all kinds, 150 at once. Both
make the same rows in the same PostgreSQL (fsync on); one event at a time is how a projection of the eventsourcing
library, and most others, goes through a log: rows and position of each event in a transaction of its own.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql
from rich.console import Console
from rich.table import Table

import event_log
import projections
from benchmarks.made_history import MadeHistory, record
from projections.engine.making import BATCH
from ringlog.postgres.embedded_postgres import MAINTENANCE_DATABASE, EmbeddedPostgres

EVENTS = 200_000
EVENTS_ONE_BY_ONE = 5_000
GOAL = 10_000  # events/s
PEER = "one event at a time"


@contextmanager
def log_of(postgres: EmbeddedPostgres, events: int) -> Iterator[str]:
    """A new database with a made log, whose live views have come to its end, as far as a rebuild is concerned."""
    name = f"rebuild_{uuid4().hex}"
    with psycopg.connect(postgres.url(MAINTENANCE_DATABASE), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    url = postgres.url(name)
    event_log.migrate(url)
    projections.migrate(url)
    record(url, MadeHistory().facts(), events)
    with projections.connect(url) as connection:
        connection.execute("UPDATE position SET position = %s", (events,))
        connection.execute("ANALYZE log.events")
    yield url


def rate(database_url: str, events: int, batch: int) -> float:
    """Events/s of a whole rebuild: tables, rows, indexes, statistics, swap."""
    began = time.perf_counter()
    assert projections.rebuild(database_url, batch=batch) == events
    return events / (time.perf_counter() - began)


def main() -> list[dict[str, Any]]:
    """Measures both, prints a table, and returns the measurements."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder)) as postgres:
        with log_of(postgres, EVENTS) as url:
            ours = rate(url, EVENTS, BATCH)
        with log_of(postgres, EVENTS_ONE_BY_ONE) as url:
            peer = rate(url, EVENTS_ONE_BY_ONE, 1)
    result = {
        "name": "rebuild",
        "value": round(ours),
        "unit": "events/s",
        "peer": PEER,
        "peer_value": round(peer),
        "ratio": round(ours / peer, 2),
    }
    table = Table(title=f"All read models from {EVENTS:,} events (goal: {GOAL:,} events/s)")
    for column in ("events/s", PEER, "ratio"):
        table.add_column(column, justify="right")
    table.add_row(f"{ours:,.0f}", f"{peer:,.0f}", f"{ours / peer:.1f}")
    Console().print(table)
    return [result]


if __name__ == "__main__":
    main()
