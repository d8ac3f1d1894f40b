"""What people look up when there are a million ended calls, against the same when there are a thousand.

The views' tables are filled directly, once with each number of calls: all of them in one room, half of them started by
the same person, the rest by others who ring that person. Titles are of a few words, some of them rare, some of them
long ago; half of the titles end in a number of their own. Both databases lie in the same PostgreSQL and are asked in
turns, so that whatever else the machine does concerns both. Every lookup is what the API calls, over its pool.
Who attends doesn't depend on the title: two frequent things that never come together take longer, the more calls
there are (docs/decisions/search.md).
"""

import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import UUID

import psycopg
from msgspec import structs
from psycopg import sql
from rich.console import Console
from rich.progress import track
from rich.table import Table as Printed

import event_log
import projections
from domain.calls.states import CallKind, EndReason
from event_log import LogReader
from projections.call_history import (
    CallDirection,
    CallHistoryQueries,
    CallHistoryView,
    CallOutcome,
    HistoryFilter,
    StoredHistory,
)
from projections.contextual_bar import EVERY, ContextualBarQueries, ContextualBarView, StoredConference, attendee_term
from projections.engine.pool import Pool
from projections.engine.rows import Row
from projections.engine.schema import SQL, analyze, create, create_indexes, create_schema
from projections.engine.sealed import in_rows, seal_all, subjects_of, written
from projections.engine.table import Table
from projections.search_terms import terms_of
from projections.threads import MessageRow, ThreadQueries, ThreadsView
from projections.views import VIEWS
from ringlog.postgres.embedded_postgres import MAINTENANCE_DATABASE, EmbeddedPostgres

FEW, MANY = 1_000, 1_000_000  # ended calls
ROUNDS = 1_000  # lookups of each kind in each database
WARM_UP = 100
PAGE = 25
SLOWER_AT_MOST = 1.5  # the goal
PEER = "1,000 ended calls"
MESSAGES = 20  # in each thread of the filled databases
AT_ONCE = 10_000  # rows

ROOM, PERSON = UUID(int=1), UUID(int=2)
BUSY, SELDOM = UUID(int=3), UUID(int=4)  # attendees: of one call in two, and of one in a hundred
START = datetime(2020, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TITLES = ("General", "Weekly planning", "Stand-up of the platform team", "Retrospective", "Interview", "Design review")


@dataclass
class MadeCall:
    """One of the calls that the tables are filled with."""

    number: int
    of: int

    @property
    def id(self) -> UUID:
        return UUID(int=(1 << 64) + self.number)

    @property
    def at(self) -> datetime:
        """All within the same time: those of the database with few calls lie further apart."""
        return START + self.number * (MANY // self.of) * MINUTE

    @property
    def title(self) -> str:
        """What was called "Kick-off" is found only far back."""
        if self.number % 50 == 0 and self.number < self.of // 10:
            return "Kick-off"
        title = TITLES[self.number * 7 % len(TITLES)]
        return f"{title} {self.number:07}" if self.number % 2 else title

    @property
    def attendees(self) -> list[UUID]:
        """Whoever else is there doesn't depend on what it is about."""
        others = ((BUSY, 2), (SELDOM, 100))
        return [PERSON, *(user for user, one_in in others if self.number // 6 % one_in == 0)]


def calls(count: int) -> Iterator[MadeCall]:
    return (MadeCall(number, count) for number in range(count))


def bar_rows(count: int) -> Iterator[StoredConference]:
    for call in calls(count):
        yield StoredConference(
            call_id=call.id,
            room_id=ROOM,
            ongoing=False,
            kind=CallKind.CONFERENCE,
            title=call.title,
            initiator_id=PERSON,
            started_at=call.at,
            ended_at=call.at + MINUTE / 2,
            end_reason=EndReason.HUNG_UP,
            attendee_ids=tuple(call.attendees),
        )


def term_lines(count: int) -> Iterator[str]:
    """For each call, as COPY takes them: there are many."""
    for call in calls(count):
        yield _lines(call, (EVERY, *map(attendee_term, call.attendees)))


def title_lines(count: int) -> Iterator[str]:
    """Likewise."""
    for call in calls(count):
        yield _lines(call, terms_of(call.title))


def _lines(call: MadeCall, terms: Iterable[str]) -> str:
    return "".join(f"{ROOM}\t{term}\t{call.at}\t{call.id}\n" for term in terms)


def history_rows(count: int) -> Iterator[StoredHistory]:
    """Half started by the person; of the others one in ten was missed."""
    for call in calls(count):
        outgoing = call.number % 2 == 0
        missed = not outgoing and call.number % 5 == 0
        yield StoredHistory(
            user_id=PERSON,
            call_id=call.id,
            room_id=ROOM,
            kind=CallKind.CONFERENCE,
            title=call.title,
            initiator_id=PERSON,
            direction=CallDirection.OUTGOING if outgoing else CallDirection.INCOMING,
            began_at=call.at,
            other_id=BUSY,
            rang_at=None if outgoing else call.at,
            answered_at=None if missed else call.at,
            ended_at=call.at + MINUTE / 2,
            end_reason=EndReason.HUNG_UP,
            outcome=CallOutcome.MISSED if missed else CallOutcome.ANSWERED,
            missed=missed,
        )


def message_rows(count: int) -> Iterator[MessageRow]:
    """As many messages as calls, in threads of twenty; one more thread has half of them."""
    for number in range(count):
        thread = 0 if number % 2 else number // (2 * MESSAGES) + 1
        yield MessageRow(
            id=UUID(int=(2 << 64) + number),
            call_id=MadeCall(thread, count).id,
            number=number,
            author_id=PERSON,
            posted_at=START,
            text="Hello " * 10,
        )


TERMS: dict[str, Callable[[int], Iterator[str]]] = {"conference_terms": term_lines, "title_terms": title_lines}
ROWS: dict[Table[Any, Any], Callable[[int], Iterator[Row]]] = {
    ContextualBarView.conferences: bar_rows,
    CallHistoryView.history: history_rows,
    ThreadsView.messages: message_rows,
}


def fill(connection: psycopg.Connection[Any], url: str, count: int) -> None:
    """The tables whose rows are sealed."""
    with closing(LogReader(url)) as reader:
        for table, rows in ROWS.items():
            made = track(rows(count), f"{table.name} of {count:,} calls", count, transient=True)
            while some := [structs.asdict(row) for row in islice(made, AT_ONCE)]:
                texts = in_rows(table.row_type, some)
                reader.sealer.keys.provide(subjects_of(texts))
                seal_all(texts, reader.sealer)
                connection.execute(table.save, (written(some),))


def filled(postgres: EmbeddedPostgres, count: int) -> str:
    """The URL of a new database whose views know of `count` ended calls, as a rebuild would leave them."""
    name = f"history_{count}"
    with psycopg.connect(postgres.url(MAINTENANCE_DATABASE), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    url = postgres.url(name)
    event_log.migrate(url)
    with projections.connect(url) as connection:
        create_schema(connection, "views")
        create(connection, "views", VIEWS)
        connection.execute(SQL["whole"])
        for view in VIEWS.unlogged:
            connection.execute(SQL["is_whole"], (view.__name__,))
        for name, lines in TERMS.items():
            with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as copy:
                for line in track(lines(count), f"{name} of {count:,} calls", count, transient=True):
                    copy.write(line)
        fill(connection, url, count)
        create_indexes(connection, VIEWS)
        analyze(connection, VIEWS)
        connection.execute("VACUUM")
        connection.execute("CHECKPOINT")
    return url


class Reader:
    """Somebody who looks things up in one of the databases, here and there."""

    def __init__(self, pool: Pool, count: int) -> None:
        self._bar = ContextualBarQueries(pool)
        self._history = CallHistoryQueries(pool)
        self._threads = ThreadQueries(pool)
        self._random = random.Random(1)
        self._count = count

    def lookups(self) -> dict[str, Callable[[], Awaitable[Any]]]:
        return {
            "contextual bar, a page": self.bar,
            "search, title": self.title,
            "search, attendee": self.attendee,
            "search, dates": self.dates,
            "search, title and attendee": self.title_and_attendee,
            "call history, a page": self.history,
            "call history, narrowed": self.narrowed,
            "thread, a page": self.thread,
        }

    def _call(self) -> MadeCall:
        """Any; one time in two there is no page before it."""
        return MadeCall(self._random.randrange(self._count), self._count)

    async def bar(self) -> Any:
        call = self._call()
        after = None if call.number % 2 else (False, call.at, call.id)
        return await self._bar.page(ROOM, PAGE, after)

    async def title(self) -> Any:
        """Words that are frequent, rare, long gone, the only one of their kind, or in no title."""
        text = self._random.choice(("gen", "weekly pl", "kick", f"{self._call().number:07}", "xylophone", "w"))
        return await self._bar.search(ROOM, PAGE, title=text)

    async def attendee(self) -> Any:
        call = self._call()
        attendee_id = self._random.choice((PERSON, BUSY, SELDOM))
        return await self._bar.search(ROOM, PAGE, attendee_id=attendee_id, until=call.at)

    async def dates(self) -> Any:
        call = self._call()
        return await self._bar.search(ROOM, PAGE, since=call.at - timedelta(days=30), until=call.at)

    async def title_and_attendee(self) -> Any:
        return await self._bar.search(ROOM, PAGE, title="weekly", attendee_id=self._random.choice((BUSY, SELDOM)))

    async def history(self) -> Any:
        call = self._call()
        return await self._history.page(PERSON, PAGE, None if call.number % 2 else (call.at, call.id))

    async def narrowed(self) -> Any:
        call = self._call()
        wanted = self._random.choice(
            (HistoryFilter(missed=True), HistoryFilter(outcome=CallOutcome.DECLINED), HistoryFilter(other_id=BUSY))
        )
        return await self._history.page(PERSON, PAGE, (call.at, call.id), wanted)

    async def thread(self) -> Any:
        """Of a short thread, or somewhere in the long one."""
        call = self._call()
        if call.number % 2:
            return await self._threads.page(MadeCall(0, self._count).id, PAGE, before=call.number)
        return await self._threads.page(MadeCall(call.number // (2 * MESSAGES) + 1, self._count).id, PAGE)


async def compare(urls: dict[int, str]) -> dict[str, dict[int, list[float]]]:
    """Per lookup and number of calls, how long each took, in milliseconds."""
    async with AsyncExitStack() as stack:
        pools = {n: await stack.enter_async_context(projections.connect_views(url)) for n, url in urls.items()}
        readers = {count: Reader(pool, count).lookups() for count, pool in pools.items()}
        took: dict[str, dict[int, list[float]]] = {}
        for name in track(readers[FEW], "looking up", transient=True):
            took[name] = {count: [] for count in urls}
            for turn in range(WARM_UP + ROUNDS):
                for count in sorted(urls, reverse=bool(turn % 2)):
                    began = time.perf_counter()
                    await readers[count][name]()
                    if turn >= WARM_UP:
                        took[name][count].append(1e3 * (time.perf_counter() - began))
        return took


def p99(milliseconds: list[float]) -> float:
    return quantiles(milliseconds, n=100)[98]


def p50(milliseconds: list[float]) -> float:
    return quantiles(milliseconds, n=2)[0]


def main() -> list[dict[str, Any]]:
    """Measures both, prints a table, and returns the measurements: p99 of each lookup in milliseconds."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder)) as postgres:
        took = asyncio.run(compare({count: filled(postgres, count) for count in (FEW, MANY)}))
    table = Printed(
        title=f"Lookups with {MANY:,} and {FEW:,} ended calls, ms (goal: p99 at most {SLOWER_AT_MOST} times)"
    )
    for column in ("", "p50", "p99", f"p50, {PEER}", f"p99, {PEER}", "times"):
        table.add_column(column, justify="right" if column else "left")
    results = []
    for name, of in took.items():
        many, few = p99(of[MANY]), p99(of[FEW])
        times = many / few
        mark = "green" if times <= SLOWER_AT_MOST else "red"
        shown = (f"{value:.2f}" for value in (p50(of[MANY]), many, p50(of[FEW]), few))
        table.add_row(name, *shown, f"[{mark}]{times:.2f}[/]")
        results.append(
            {
                "name": f"history: {name}",
                "value": round(many, 3),
                "unit": "ms (p99)",
                "peer": PEER,
                "peer_value": round(few, 3),
                "ratio": round(few / many, 2),
            }
        )
    Console().print(table)
    print(f"A ratio above {1 / SLOWER_AT_MOST:.2f} is the goal.")
    return results


if __name__ == "__main__":
    main()
