"""Timers and policies go on whatever becomes of the views, and with whatever the database says."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

import projections
from domain.calls.call import Call
from domain.calls.joining import Device
from domain.calls.ring import Ring, RingOutcome
from domain.calls.states import CallState
from domain.calls.use_cases import CallUseCases
from domain.directory.use_cases import DirectoryUseCases
from event_log.application import Ringlog
from proof.store import integrated_size, refused
from runtime.storage.folder_storage import FolderStorage
from tests.event_log.backups import backed_up, restored
from tests.event_log.rows import stored
from tests.patience import eventually
from tests.people import ADA, CAUSE, DIRECT, GRACE, after
from tests.projections.engine.test_versions import held_back
from tests.turned_clock import TurnedClock
from worker.process import WorkerProcess


@contextmanager
def working(database_url: str, clock: TurnedClock, folder: Path) -> Iterator[None]:
    stop = threading.Event()
    worker = threading.Thread(target=WorkerProcess(database_url, clock, FolderStorage(folder)).run, args=(stop,))
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join()


def ring_once(calls: CallUseCases) -> UUID:
    return calls.start(room_id=DIRECT, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]


def has_ended(log: Ringlog, call_id: UUID) -> bool:
    return log.find(Call, call_id).state is CallState.ENDED


def test_timers_and_policies_go_on_while_a_view_is_rebuilt(
    log: Ringlog,
    calls: CallUseCases,
    clock: TurnedClock,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with projections.connect(database_url) as connection:
        connection.execute("UPDATE versions SET version = 'older' WHERE view = 'RingsView'")
    with held_back(monkeypatch) as released, working(database_url, clock, tmp_path):
        call_id = ring_once(calls)
        clock.turn(45)
        eventually(lambda: has_ended(log, call_id))
        assert not projections.is_current(database_url)
        released.set()
        eventually(lambda: projections.is_current(database_url))


def test_timers_go_on_while_policies_wait_for_live_calls_to_be_rebuilt(
    log: Ringlog,
    calls: CallUseCases,
    clock: TurnedClock,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with projections.connect(database_url) as connection:
        connection.execute("UPDATE versions SET version = 'older' WHERE view = 'LiveCallsView'")
    with held_back(monkeypatch) as released, working(database_url, clock, tmp_path):
        DirectoryUseCases(log, clock).remove_users(external_ids=["alan"], cause=CAUSE)
        call_id = ring_once(calls)
        clock.turn(45)
        ring_id = log.find(Call, call_id).rings[GRACE]
        eventually(lambda: log.find(Ring, ring_id).outcome is RingOutcome.EXPIRED)
        assert not has_ended(log, call_id)
        released.set()
        eventually(lambda: has_ended(log, call_id))


def test_a_worker_does_again_what_a_restored_database_has_not_seen(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock, database_url: str, postgres_url: str, tmp_path: Path
) -> None:
    call_id = ring_once(calls)
    with backed_up(postgres_url, database_url) as backup, working(database_url, clock, tmp_path):
        clock.turn(45)
        eventually(lambda: has_ended(log, call_id))
        restored(postgres_url, database_url, backup)
        eventually(lambda: has_ended(log, call_id))
    ring_id = log.find(Call, call_id).rings[GRACE]
    expired = [fact.timestamp for fact in log.events.get(ring_id) if isinstance(fact, Ring.Expired)]
    assert expired == [after(30)]
    positions = [position for position, _, _ in stored(database_url)]
    assert positions == list(range(1, len(positions) + 1))


def test_a_worker_lets_the_tree_grow_no_further_over_a_restored_log(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock, database_url: str, postgres_url: str, tmp_path: Path
) -> None:
    with backed_up(postgres_url, database_url) as backup, working(database_url, clock, tmp_path):
        ring_once(calls)
        end = log.end_of_log()
        eventually(lambda: tree(database_url)[0] >= end)
        restored(postgres_url, database_url, backup)
        eventually(lambda: tree(database_url)[1] is not None)
    size, why = tree(database_url)
    assert size < end
    assert why == f"The log ends at position {log.end_of_log()}, and the tree over it had {end} leaves before."


def tree(database_url: str) -> tuple[int, str | None]:
    """Its size, and why it doesn't grow. A database that is away has no tree."""
    try:
        with psycopg.connect(database_url) as connection:
            return integrated_size(connection), refused(connection)
    except psycopg.OperationalError:
        return 0, None
