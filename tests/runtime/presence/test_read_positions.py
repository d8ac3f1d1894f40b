"""How far somebody has read: it moves on, those who show it are told once, and what is left to read is counted."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import msgspec
import psycopg
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.calls.joining import Device
from domain.calls.use_cases import CallUseCases
from domain.kernel.clock import Clock
from domain.threads.use_cases import ThreadUseCases
from event_log.application import Ringlog
from projections import change_keys, connect_views
from runtime.presence.read_positions import MOST_THREADS, MOST_UNREAD, ReadPositions, UnreadThreads
from tests.people import ADA, ALAN, CAUSE, CHANNEL, DIRECT, GRACE, after

FIRST = 2  # the number of a thread's first message: the thread was opened before


@pytest.fixture
def positions(pool: ConnectionPool[Connection[Any]]) -> ReadPositions:
    return ReadPositions(pool)


@pytest.fixture
def written(
    calls: CallUseCases, log: Ringlog, clock: Clock, project: Callable[[], None]
) -> Callable[[UUID, int], UUID]:
    """A call in which Grace has written so many messages."""

    def write(room_id: UUID, messages: int) -> UUID:
        call_id = calls.start(room_id=room_id, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
        threads = ThreadUseCases(log, clock)
        for number in range(messages):
            threads.post(call_id=call_id, by=GRACE, text=str(number), cause=CAUSE)
        project()
        return UUID(str(call_id))

    return write


async def test_who_has_read_up_to_a_message_has_those_after_it_to_read(
    positions: ReadPositions, written: Callable[[UUID, int], UUID], database_url: str
) -> None:
    call_id = written(CHANNEL, 3)
    positions.move(ALAN, call_id, FIRST, after(1))
    async with connect_views(database_url) as views:
        unread = UnreadThreads(views)
        assert await unread.counts(ALAN, [call_id]) == {call_id: 2}
        assert await unread.counts(ADA, [call_id]) == {call_id: 3}  # she is in the call
        positions.move(ADA, call_id, FIRST + 1, after(2))
        assert await unread.counts(ADA, [call_id]) == {call_id: 1}
        positions.move(GRACE, call_id, 1, after(2))
        assert await unread.counts(GRACE, [call_id]) == {call_id: 0}  # she wrote them
        assert await unread.threads(GRACE) == []
        assert await unread.threads(ALAN) == [call_id]
        assert sorted(await unread.readers([call_id])) == sorted([ADA, ALAN, GRACE])
        assert await unread.readers([uuid4()]) == []
        positions.forget_user(ALAN)
        assert await unread.counts(ALAN, [call_id]) == {}
        positions.forget_threads([call_id])
        assert await unread.counts(ADA, [call_id]) == {call_id: 3}


async def test_it_is_counted_up_to_a_hundred(
    positions: ReadPositions, written: Callable[[UUID, int], UUID], database_url: str
) -> None:
    call_id = written(CHANNEL, MOST_UNREAD + 1)
    async with connect_views(database_url) as views:
        assert await UnreadThreads(views).counts(ADA, [call_id]) == {call_id: MOST_UNREAD}


async def test_the_last_that_somebody_has_read_are_looked_through_and_the_calls_that_they_are_in(
    positions: ReadPositions, written: Callable[[UUID, int], UUID], database_url: str
) -> None:
    longest_ago, own = written(CHANNEL, 1), written(DIRECT, 2)
    positions.move(ALAN, longest_ago, 1, after(0))
    positions.move(ADA, own, FIRST, after(0))
    for seconds in range(1, MOST_THREADS + 1):
        for reader in (ADA, ALAN):
            positions.move(reader, uuid4(), 1, after(seconds))
    async with connect_views(database_url) as views:
        unread = UnreadThreads(views)
        assert await unread.threads(ALAN) == []
        assert own in await unread.threads(ADA)
        assert await unread.counts(ADA, [own]) == {own: 1}


def test_it_only_moves_on_and_is_told_when_it_does(positions: ReadPositions, database_url: str) -> None:
    call_id = uuid4()
    with psycopg.connect(database_url, autocommit=True) as listener:
        listener.execute("LISTEN ringlog_changes")
        for number in (5, 5, 4, 6):
            positions.move(ADA, call_id, number, after(number))
        listener.execute("NOTIFY ringlog_changes, 'end'")
        told = []
        for notification in listener.notifies(timeout=10):
            if notification.payload == "end":
                break
            told.append(msgspec.json.decode(notification.payload))
        assert told == 2 * [{"keys": [change_keys.reads(ADA)]}]
        known = listener.execute("SELECT number, read_at FROM presence.thread_reads").fetchall()
        assert known == [(6, after(6))]
