"""Threads that append at the same time share a transaction and nothing else."""

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import FrameType

import psycopg
import pytest
from eventsourcing.persistence import DataError, IntegrityError, StoredEvent

from event_log.recorder import Recorder
from tests.event_log.held import held, wait_until_committing, wait_until_queued
from tests.event_log.rows import stored, stream


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(16) as executor:
        yield executor


def append_together(
    recorder: Recorder, threads: ThreadPoolExecutor, log_url: str, batches: list[list[StoredEvent]]
) -> list[Future[list[int]]]:
    """One batch of its own goes first; the given ones queue behind it, in this order, and then go as one group."""
    with held(log_url):
        threads.submit(recorder.insert_events, stream())
        wait_until_committing(log_url)
        futures = []
        for batch in batches:
            futures.append(threads.submit(lambda events: list(recorder.insert_events(events)), batch))
            wait_until_queued(recorder, len(futures))
    return futures


def test_what_queues_behind_a_commit_shares_the_next_transaction(
    recorder: Recorder, threads: ThreadPoolExecutor, log_url: str
) -> None:
    for future in append_together(recorder, threads, log_url, [stream() for _ in range(7)]):
        future.result()
    with psycopg.connect(log_url) as connection:
        sizes = connection.execute("SELECT count(*) FROM log.events GROUP BY xmin ORDER BY min(position)").fetchall()
    assert sizes == [(1,), (7,)]


def test_each_caller_of_a_group_gets_the_positions_of_its_own_events(
    recorder: Recorder, threads: ThreadPoolExecutor, log_url: str
) -> None:
    batches = [stream(length) for length in (1, 3, 2, 5)]
    futures = append_together(recorder, threads, log_url, batches)
    told = {
        (position, event.originator_id, event.originator_version)
        for future, batch in zip(futures, batches, strict=True)
        for position, event in zip(future.result(), batch, strict=True)
    }
    assert told == set(stored(log_url)[1:])


def test_a_conflict_in_a_group_is_its_caller_s_alone(
    recorder: Recorder, threads: ThreadPoolExecutor, log_url: str
) -> None:
    [taken] = stream()
    recorder.insert_events([taken])
    before, after = stream(2), stream(2)
    futures = append_together(recorder, threads, log_url, [before, [*stream(3), taken], after])
    assert list(futures[0].result()) == [3, 4]
    with pytest.raises(IntegrityError):
        futures[1].result()
    assert list(futures[2].result()) == [5, 6]
    assert [position for position, _, _ in stored(log_url)] == [1, 2, 3, 4, 5, 6]


def test_of_two_callers_with_the_same_version_in_one_group_the_first_wins(
    recorder: Recorder, threads: ThreadPoolExecutor, log_url: str
) -> None:
    contested = stream()
    first, second = append_together(recorder, threads, log_url, [contested, contested])
    assert list(first.result()) == [2]
    with pytest.raises(IntegrityError):
        second.result()


@pytest.mark.parametrize(
    "broken",
    [
        stream(state=b'{"half": '),
        stream(state=b"\xff\xfe"),
        [*stream(2), StoredEvent(stream()[0].originator_id, 1, "a topic with \0 in it", b"{}")],
    ],
    ids=["not JSON", "not UTF-8", "NUL in the topic"],
)
def test_what_the_database_refuses_in_a_group_is_its_caller_s_alone(
    recorder: Recorder, threads: ThreadPoolExecutor, log_url: str, broken: list[StoredEvent]
) -> None:
    good, bad = append_together(recorder, threads, log_url, [stream(2), broken])
    assert list(good.result()) == [2, 3]
    with pytest.raises(DataError):
        bad.result()
    assert len(stored(log_url)) == 3


def test_a_batch_larger_than_a_group_goes_in_one_piece(
    recorder: Recorder, threads: ThreadPoolExecutor, log_url: str
) -> None:
    large, small = append_together(recorder, threads, log_url, [stream(5000), stream()])
    assert list(large.result()) == list(range(2, 5002))
    assert list(small.result()) == [5002]


class Interrupted(Exception):
    pass


def test_a_caller_interrupted_while_it_waits_holds_up_nobody(
    recorder: Recorder, threads: ThreadPoolExecutor, log_url: str
) -> None:
    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise Interrupted

    def interrupt_when_queued() -> None:
        wait_until_queued(recorder, 1)
        signal.pthread_kill(main_thread, signal.SIGUSR1)

    main_thread = threading.get_ident()
    previous = signal.signal(signal.SIGUSR1, interrupt)
    try:
        with held(log_url):
            first = threads.submit(recorder.insert_events, stream())
            wait_until_committing(log_url)
            threads.submit(interrupt_when_queued)
            with pytest.raises(Interrupted):
                recorder.insert_events(stream())
            second = threads.submit(recorder.insert_events, stream())
        assert list(first.result()) == [1]
        assert list(second.result()) == [2]
    finally:
        signal.signal(signal.SIGUSR1, previous)
