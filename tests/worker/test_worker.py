from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.calls.authority import Requester
from domain.calls.call import Call
from domain.calls.joining import Device
from domain.calls.ring import Ring, RingOutcome
from domain.calls.states import CallState, EndReason
from domain.calls.use_cases import CallUseCases
from domain.consequences.consequences import Consequences
from domain.recordings.recording import Recording
from domain.recordings.use_cases import RecordingUseCases
from domain.workspace.use_cases import WorkspaceUseCases
from event_log.application import Ringlog
from proof.store import integrated_size
from runtime.storage.folder_storage import FolderStorage
from tests.patience import eventually
from tests.people import ADA, CAUSE, CHANNEL, DIRECT, GRACE, after
from tests.turned_clock import TurnedClock
from worker import leader_lock
from worker.due_timers import Deadlines
from worker.leader_lock import FencedConsequences, LeaderLock
from worker.process import WorkerProcess


@pytest.fixture
def deadlines(log: Ringlog, pool: ConnectionPool[Connection[Any]], clock: TurnedClock) -> Deadlines:
    return Deadlines(Consequences(log, clock), pool, clock)


def dated(log: Ringlog, stream: UUID, kind: type[Ring.Event | Call.Event | Recording.Event]) -> list[datetime]:
    return [fact.timestamp for fact in log.events.get(stream) if isinstance(fact, kind)]


def test_a_ring_expires_at_its_own_time_however_late_the_worker_comes(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock, deadlines: Deadlines, project: Callable[[], None]
) -> None:
    call_id = calls.start(room_id=DIRECT, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    ring_id = log.find(Call, call_id).rings[GRACE]
    project()
    deadlines.run_once()
    assert log.find(Ring, ring_id).outcome is None
    assert deadlines.next_due() == after(30)
    clock.turn(3600)
    deadlines.run_once()
    assert dated(log, ring_id, Ring.Expired) == [after(30)]


def test_acting_twice_on_a_deadline_records_it_once(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock, deadlines: Deadlines, project: Callable[[], None]
) -> None:
    call_id = calls.start(room_id=DIRECT, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    ring_id = log.find(Call, call_id).rings[GRACE]
    project()
    clock.turn(31)
    deadlines.run_once()
    deadlines.run_once()
    assert len(dated(log, ring_id, Ring.Expired)) == 1


def test_a_deadline_that_leads_to_nothing_is_tried_more_and_more_seldom_and_keeps_no_other_waiting(
    pool: ConnectionPool[Connection[Any]],
    calls: CallUseCases,
    clock: TurnedClock,
    deadlines: Deadlines,
    project: Callable[[], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pool.connection() as connection:
        connection.execute(
            "INSERT INTO views.deadlines VALUES ('ring_expiry', %s, %s, %s)", (uuid4(), uuid4(), after(-60))
        )
    tried = []
    for second in range(200):
        deadlines.run_once()
        if caplog.records:
            tried.append(second)
            caplog.clear()
        again = deadlines.next_due()
        assert again is not None
        assert again > clock()
        clock.turn(1)
    assert tried == [0, 1, 3, 7, 15, 31, 63, 123, 183]
    call_id = calls.start(room_id=DIRECT, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    ring_id = calls.log.find(Call, call_id).rings[GRACE]
    project()
    assert deadlines.next_due() == after(230)
    clock.turn(31)
    deadlines.run_once()
    assert calls.log.find(Ring, ring_id).outcome is RingOutcome.EXPIRED


def test_with_ringing_turned_off_a_direct_call_waits_for_the_other_to_come(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock, deadlines: Deadlines, project: Callable[[], None]
) -> None:
    WorkspaceUseCases(log, clock).change_setting(name="ringing.enabled", value=False, admin=True, cause=CAUSE)
    call_id = calls.start(room_id=DIRECT, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    project()
    clock.turn(600)
    deadlines.run_once()
    assert calls.start(room_id=DIRECT, by=GRACE, device=Device("phone"), cause=CAUSE).answer[0] == call_id
    assert log.find(Call, call_id).participants == {ADA, GRACE}


def test_an_empty_call_ends_at_the_end_of_its_grace(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock, deadlines: Deadlines, project: Callable[[], None]
) -> None:
    call_id, session_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer
    calls.leave(call_id=call_id, session_id=session_id, by=ADA, cause=CAUSE)
    project()
    clock.turn(9)
    deadlines.run_once()
    assert log.find(Call, call_id).state is CallState.ONGOING
    clock.turn(50)
    deadlines.run_once()
    assert dated(log, call_id, Call.Ended) == [after(10)]


def test_a_call_that_takes_too_long_is_ended(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock, deadlines: Deadlines, project: Callable[[], None]
) -> None:
    call_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    project()
    clock.turn(24 * 3600)
    deadlines.run_once()
    ended = [fact for fact in log.events.get(call_id) if isinstance(fact, Call.Ended)]
    assert [fact.reason for fact in ended] == [EndReason.TIMED_OUT]


def test_a_recording_that_no_recorder_starts_fails_and_one_that_runs_stops_at_its_limit(
    log: Ringlog,
    calls: CallUseCases,
    clock: TurnedClock,
    deadlines: Deadlines,
    project: Callable[[], None],
) -> None:
    recordings = RecordingUseCases(log, clock)
    call_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    first = recordings.start(call_id=call_id, by=Requester(ADA), cause=CAUSE).answer[1]
    project()
    clock.turn(100)
    deadlines.run_once()
    assert dated(log, first, Recording.Failed) == [after(60)]
    second = recordings.start(call_id=call_id, by=Requester(ADA), cause=CAUSE).answer[1]
    recordings.started(recording_id=second, at=after(100), cause=CAUSE)
    project()
    clock.turn(3650)
    deadlines.run_once()
    assert dated(log, second, Recording.Reminded) == [after(100 + 50 * 60)]
    assert dated(log, second, Recording.StopRequested) == [after(100 + 60 * 60)]


def test_a_recording_that_no_media_server_finishes_fails_at_its_deadline_with_what_delayed_it(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock, deadlines: Deadlines, project: Callable[[], None]
) -> None:
    recordings = RecordingUseCases(log, clock)
    call_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    recording_id = recordings.start(call_id=call_id, by=Requester(ADA), cause=CAUSE).answer[1]
    recordings.started(recording_id=recording_id, at=after(1), cause=CAUSE)
    recordings.interrupted(recording_id=recording_id, reason="It broke.", at=after(5), cause=CAUSE)
    recordings.delayed(recording_id=recording_id, reason="The disk is full.", at=after(6), cause=CAUSE)
    calls.end(call_id=call_id, by=ADA, cause=CAUSE)
    project()
    clock.turn(4 * 24 * 3600)
    for _ in range(2):
        deadlines.run_once()
    project()
    (failed,) = [fact for fact in log.events.get(recording_id) if isinstance(fact, Recording.Failed)]
    assert failed.timestamp == after(5 + 3 * 24 * 3600)
    assert failed.reason == "No media server finished its file within 3 days. The disk is full."
    assert deadlines.next_due() is None


def test_one_worker_leads_and_the_next_takes_over(database_url: str) -> None:
    with LeaderLock(database_url) as second:
        with LeaderLock(database_url) as first:
            assert first.held()
            assert first.held()
            assert not second.held()
        eventually(second.held)


def test_a_leader_that_is_quiet_for_too_long_is_replaced_and_records_nothing_more(
    database_url: str, log: Ringlog, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LeaderLock(database_url) as second:
        monkeypatch.setattr(leader_lock, "QUIET", "-c idle_session_timeout=100ms")
        with LeaderLock(database_url) as first:
            assert first.held()
            eventually(second.held)
            with pytest.raises(psycopg.OperationalError):
                FencedConsequences(log, clock, first).record(lambda: pytest.fail("it leads no more"))


@pytest.fixture
def running_worker(log: Ringlog, database_url: str, clock: TurnedClock, tmp_path: Path) -> Iterator[None]:
    stop = Event()
    worker = Thread(target=WorkerProcess(database_url, clock, FolderStorage(tmp_path)).run, args=(stop,))
    worker.start()
    yield
    stop.set()
    worker.join()


@pytest.mark.usefixtures("running_worker")
def test_a_worker_ends_an_unanswered_call(log: Ringlog, calls: CallUseCases, clock: TurnedClock) -> None:
    call_id = calls.start(room_id=DIRECT, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    clock.turn(45)
    eventually(lambda: log.find(Call, call_id).state is CallState.ENDED)
    assert log.find(Ring, log.find(Call, call_id).rings[GRACE]).outcome is RingOutcome.EXPIRED
    assert dated(log, call_id, Call.Ended) == [after(30)]


@pytest.mark.usefixtures("running_worker")
def test_a_worker_keeps_the_tree_over_the_log_current(log: Ringlog, calls: CallUseCases, database_url: str) -> None:
    calls.start(room_id=DIRECT, by=ADA, device=Device("phone"), cause=CAUSE)
    with psycopg.connect(database_url, autocommit=True) as connection:
        eventually(lambda: integrated_size(connection) >= log.end_of_log())
