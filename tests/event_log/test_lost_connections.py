"""The database goes away in the middle of things: nothing acknowledged is lost, nothing half-written, all goes on."""

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import OperationalError, ProgrammingError, StoredEvent

from event_log import LogReader, LogTail, OutcomeUnknown
from event_log.recorder import Recorder
from tests.event_log.eventually import eventually
from tests.event_log.held import held, wait_until_committing, wait_until_queued
from tests.event_log.outages import hang_up_on_all, out_of_reach
from tests.event_log.rows import stored, stream


def test_a_connection_lost_while_idle_troubles_nobody(
    recorder: Recorder, reader: LogReader, log_url: str, postgres_url: str
) -> None:
    recorder.insert_events(stream())
    assert reader.end() == recorder.max_notification_id() == 1
    hang_up_on_all(postgres_url, log_url)
    assert list(recorder.insert_events(stream())) == [2]
    assert reader.end() == recorder.max_notification_id() == 2


def test_whoever_was_committing_is_told_that_the_outcome_is_unknown_and_the_next_append_works(
    recorder: Recorder, log_url: str
) -> None:
    lost = stream()
    with ThreadPoolExecutor(1) as threads, held(log_url):
        append = threads.submit(recorder.insert_events, lost)
        wait_until_committing(log_url)
        with psycopg.connect(log_url) as connection:
            waiting = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            connection.execute(waiting)
        assert isinstance(append.exception(), OutcomeUnknown)
    assert list(recorder.insert_events(stream())) == [1]


def test_a_database_out_of_reach_is_told_apart_from_an_unknown_outcome(
    recorder: Recorder, log_url: str, postgres_url: str
) -> None:
    recorder.insert_events(stream())
    with out_of_reach(log_url, postgres_url):
        hang_up_on_all(postgres_url, log_url)
        with pytest.raises(OperationalError) as refused:
            recorder.insert_events(stream())
        assert not isinstance(refused.value, OutcomeUnknown)
    assert list(recorder.insert_events(stream())) == [2]


def test_an_append_the_database_gives_up_on_leaves_nothing_half_written(log_url: str) -> None:
    recorder = Recorder(f"{log_url}&options=-c%20statement_timeout%3D100ms")
    try:
        with held(log_url), pytest.raises(OperationalError, match="statement timeout") as refused:
            recorder.insert_events(stream(3))
        assert not isinstance(refused.value, OutcomeUnknown)
        assert stored(log_url) == []
        assert list(recorder.insert_events(stream(3))) == [1, 2, 3]
    finally:
        recorder.close()


def test_appends_that_wait_for_a_lock_too_long_are_refused_together_and_may_be_repeated(log_url: str) -> None:
    recorder = Recorder(f"{log_url}&options=-c%20lock_timeout%3D300ms")
    appends = [stream() for _ in range(5)]
    try:
        with ThreadPoolExecutor(5) as threads:
            with held(log_url):
                first = threads.submit(recorder.insert_events, appends[0])
                wait_until_committing(log_url)
                queued = [threads.submit(recorder.insert_events, append) for append in appends[1:]]
                wait_until_queued(recorder, 4)
                refused = [each.exception() for each in (first, *queued)]
            assert {type(error) for error in refused} == {OperationalError}
            assert len({str(error) for error in refused[1:]}) == 1
        assert stored(log_url) == []
        assert [list(recorder.insert_events(append)) for append in appends] == [[1], [2], [3], [4], [5]]
    finally:
        recorder.close()


def test_nobody_waits_for_a_lock_on_the_log_for_ever(recorder: Recorder, reader: LogReader, log_url: str) -> None:
    with psycopg.connect(log_url) as others, ThreadPoolExecutor(3) as threads:
        others.execute("LOCK TABLE log.events")
        waiting: list[Future[Any]] = [
            threads.submit(recorder.insert_events, stream()),
            threads.submit(recorder.select_events, uuid4()),
            threads.submit(reader.read, 0),
        ]
        assert [type(each.exception()) for each in waiting] == [OperationalError] * 3
    assert list(recorder.insert_events(stream())) == [1]


def test_a_database_without_a_log_is_refused_by_name(empty_url: str) -> None:
    recorder = Recorder(empty_url)
    try:
        with pytest.raises(ProgrammingError, match="log"):
            recorder.insert_events(stream())
    finally:
        recorder.close()


def test_killed_again_and_again_the_log_has_every_acknowledged_event_and_no_part_of_a_batch(
    recorder: Recorder, log_url: str, postgres_url: str
) -> None:
    rounds, batch_size = 25, 3
    streams: dict[str, set[UUID]] = {"acknowledged": set(), "unknown": set(), "refused": set()}
    stop = Event()

    def write() -> None:
        while not stop.is_set():
            originator_id = uuid4()
            streams[outcome(recorder, stream(batch_size, originator_id=originator_id))].add(originator_id)

    with ThreadPoolExecutor(4) as threads:
        for _ in range(4):
            threads.submit(write)
        for _ in range(rounds):
            enough = len(streams["acknowledged"]) + 50
            eventually(partial(has_grown, streams["acknowledged"], enough))
            hang_up_on_all(postgres_url, log_url)
        stop.set()
    places = stored(log_url)
    in_log = {originator_id for _, originator_id, _ in places}
    assert streams["acknowledged"] <= in_log <= streams["acknowledged"] | streams["unknown"]
    assert len(places) == batch_size * len(in_log)
    assert [position for position, _, _ in places] == list(range(1, len(places) + 1))
    assert streams["unknown"]


def has_grown(streams: set[UUID], enough: int) -> bool:
    return len(streams) >= enough


def outcome(recorder: Recorder, events: list[StoredEvent]) -> str:
    try:
        recorder.insert_events(events)
    except OutcomeUnknown:
        return "unknown"
    except OperationalError:
        return "refused"
    return "acknowledged"


def test_an_append_succeeds_while_nobody_can_be_told_of_it_and_they_are_told_later(
    recorder: Recorder, log_url: str, postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with LogTail(log_url) as tail:
        recorder.insert_events(stream())
        assert tail.wait(20)
        with out_of_reach(log_url, postgres_url):
            hang_up_on_all(postgres_url, log_url, "ringlog announcements")
            assert list(recorder.insert_events(stream())) == [2]
            eventually(lambda: "not told" in caplog.text)
            assert not tail.wait(0)
        assert tail.wait(20)
