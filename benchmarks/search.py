"""Searching a log of a million facts, against the same searches of a hundred thousand: finding is by index.

Both logs are made histories in one PostgreSQL and are asked in turns. A search has one to four criteria, each of a
room, a call, a person, kinds, an actor, words or a time, drawn at random, from the end of the log or from a random
position on.
"""

import random
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import quantiles
from threading import Event
from typing import Any
from uuid import UUID

import psycopg
from rich.console import Console
from rich.table import Table

from benchmarks.made_history import START, MadeHistory, record
from event_log import migrate
from event_log.search.criteria import Criteria
from event_log.search.index import SearchIndex
from event_log.search.searching import LogSearch
from event_log.vault.master_key import MasterKey, hold
from ringlog.postgres.embedded_postgres import MAINTENANCE_DATABASE, EmbeddedPostgres

FEW, MANY = 100_000, 1_000_000  # facts
SEARCHES = 1_000
PAGE = 50
WORDS = ("user", "user 7", "room", "call", "weekly", "nobody says this")


class Searched:
    """A log of so many facts, and what can be looked for in it."""

    def __init__(self, server: str, facts: int) -> None:
        self.facts = facts
        url = server.replace(f"/{MAINTENANCE_DATABASE}?", f"/searched_{facts}?")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE searched_{facts}")
        migrate(url)
        record(url, MadeHistory().facts(), facts)
        began = time.perf_counter()
        with SearchIndex(url) as index:
            index.run_once(Event())
        self.indexed_per_second = facts / (time.perf_counter() - began)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ANALYZE")
            self.ids = self._ids(connection, ["ringlog.Room.Created", "ringlog.Call.Started"])
            self.people = self._ids(connection, ["ringlog.User.Registered"])
            self.kinds = [topic for (topic,) in connection.execute("SELECT DISTINCT topic FROM log.events")]
        self.log = LogSearch(url)
        self.took: list[float] = []  # seconds

    def search(self, draw: random.Random) -> None:
        criteria = self._criteria(draw)
        before = draw.choice([None, draw.randrange(1, self.facts)])
        began = time.perf_counter()
        self.log.find(criteria, PAGE, before)
        self.took.append(time.perf_counter() - began)

    def p99(self) -> float:
        """Milliseconds."""
        return quantiles(self.took, n=100)[98] * 1_000

    def close(self) -> None:
        self.log.close()

    def _criteria(self, draw: random.Random) -> Criteria:
        asked: dict[str, Any] = {
            "ids": (draw.choice(self.ids),),
            "people": (draw.choice(self.people),),
            "kinds": tuple(draw.sample(self.kinds, draw.randint(1, 3))),
            "actor": "user:made",
            "text": draw.choice(WORDS),
            "since": START,
        }
        return Criteria(**{name: asked[name] for name in draw.sample(sorted(asked), draw.randint(1, 4))})

    def _ids(self, connection: psycopg.Connection[Any], topics: list[str]) -> list[UUID]:
        query = "SELECT originator_id FROM log.events WHERE topic = ANY (%s) LIMIT 5000"
        return [id_ for (id_,) in connection.execute(query, (topics,))]


def main() -> list[dict[str, Any]]:
    hold(MasterKey(bytes(32)))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        server = stack.enter_context(EmbeddedPostgres(Path(folder))).url(MAINTENANCE_DATABASE)
        few, many = (stack.enter_context(closing(Searched(server, facts))) for facts in (FEW, MANY))
        draw = random.Random(1)
        for _ in range(SEARCHES):
            few.search(draw)
            many.search(draw)
    table = Table("facts", "indexed per second", "median, ms", "p99, ms", title=f"{SEARCHES:,} searches of {PAGE}")
    for each in (few, many):
        median = quantiles(each.took, n=2)[0] * 1_000
        table.add_row(f"{each.facts:,}", f"{each.indexed_per_second:,.0f}", f"{median:.1f}", f"{each.p99():.1f}")
    Console().print(table)
    return [
        {
            "name": "search of 1,000,000 facts, p99",
            "value": many.p99(),
            "unit": "ms",
            "peer": "search of 100,000 facts",
            "peer_value": few.p99(),
            "ratio": few.p99() / many.p99(),
        }
    ]
