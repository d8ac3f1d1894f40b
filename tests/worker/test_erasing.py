"""Whoever is to be erased is erased within seconds, whatever interrupts it, and stays erased whatever is put back."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import MapperDeserialisationError
from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.calls.joining import Device
from domain.calls.use_cases import CallUseCases
from domain.consequences.consequences import Consequences
from domain.erasure.carrying_out import begin
from domain.erasure.erasure import Erasure, ErasureState
from domain.erasure.legal_holds import Scope, ScopeKind
from domain.erasure.use_cases import ErasureUseCases
from domain.kernel.personal import PersonIsErased
from domain.threads.use_cases import ThreadUseCases
from event_log import erasures
from event_log.application import Ringlog
from event_log.vault.unlocking import unlock
from runtime.presence.read_positions import ReadPositions
from runtime.storage.folder_storage import FolderStorage
from tests.event_log.vault_files import on_disk
from tests.master_key import FILE
from tests.patience import eventually
from tests.people import ADA, ALAN, CAUSE, CHANNEL, DIRECT, GRACE
from tests.turned_clock import TurnedClock
from tests.worker.vaults import Hurried, Vault
from worker.erasing import AGAIN_EVERY, REST, Erasing
from worker.process import WorkerProcess

ADMIN: dict[str, Any] = {"by": None, "admin": True, "cause": CAUSE}
BY_GRACE = replace(CAUSE, actor=f"user:{GRACE}")
STEPS = ("begun", "destroyed", "scoured", "scrubbed", "completed")


@pytest.fixture
def vault(log: Ringlog, database_url: str) -> Iterator[Vault]:
    """With keys of all that has to do with this."""
    opened = Vault(database_url)
    for subject in (ADA, GRACE, DIRECT, CHANNEL):
        opened.keys().sealing((subject,))
    opened.back_up()
    yield opened
    opened.close()


@pytest.fixture
def office(log: Ringlog, clock: TurnedClock) -> ErasureUseCases:
    return ErasureUseCases(log, clock)


class Worker:
    """One that leads, until it is killed between two steps, and the next one begins without knowing anything."""

    def __init__(
        self, log: Ringlog, database_url: str, pool: ConnectionPool[Connection[Any]], clock: TurnedClock
    ) -> None:
        self._log, self._url, self._pool, self._clock = log, database_url, pool, clock
        self.seconds = 0.0

    def start(self) -> Erasing:
        return Erasing(Consequences(self._log, self._clock), self._url, self._pool, self._clock, lambda: self.seconds)

    def killed_after(self, steps: int, erasure_id: UUID) -> list[str]:
        return list(islice(self.start().steps(erasure_id, Hurried()), steps))

    def round(self) -> None:
        self.start().run_once(Hurried())


@pytest.fixture
def worker(log: Ringlog, database_url: str, pool: ConnectionPool[Connection[Any]], clock: TurnedClock) -> Worker:
    return Worker(log, database_url, pool, clock)


def requested(office: ErasureUseCases, person_id: UUID = ADA) -> UUID:
    (erasure_id,) = office.request(person_id=person_id, case=None, **ADMIN).answer
    return erasure_id


def test_the_keys_of_an_erased_person_and_of_their_direct_rooms_are_destroyed(
    worker: Worker, vault: Vault, office: ErasureUseCases, log: Ringlog
) -> None:
    erasure_id = requested(office)
    worker.round()
    assert log.find(Erasure, erasure_id).state is ErasureState.COMPLETED
    assert [vault.opens(subject) for subject in (ADA, DIRECT, GRACE, CHANNEL)] == [False, False, True, True]
    with pytest.raises(PersonIsErased):
        vault.keys().sealing((ADA, CHANNEL))


def test_what_an_erased_person_has_read_is_forgotten(
    worker: Worker, vault: Vault, office: ErasureUseCases, pool: ConnectionPool[Connection[Any]], clock: TurnedClock
) -> None:
    positions, call_id = ReadPositions(pool), uuid4()
    for reader in (ADA, GRACE):
        positions.move(reader, call_id, 7, clock())
    requested(office)
    worker.round()
    with pool.connection() as database:
        known = database.execute("SELECT user_id, call_id, number FROM presence.thread_reads").fetchall()
    assert known == [(GRACE, call_id, 7)]


@pytest.mark.parametrize("steps", range(len(STEPS) + 1))
def test_whatever_step_it_is_killed_after_the_next_round_goes_on(
    worker: Worker, vault: Vault, office: ErasureUseCases, log: Ringlog, steps: int
) -> None:
    erasure_id = requested(office)
    assert tuple(worker.killed_after(steps, erasure_id)) == STEPS[:steps]
    worker.round()
    assert not vault.opens(ADA)
    facts = [type(fact).__name__ for fact in log.events.get(erasure_id)]
    assert facts == ["Requested", "Begun", "Completed"]


def test_what_is_held_is_left_alone_until_it_is_released(
    worker: Worker, vault: Vault, office: ErasureUseCases, log: Ringlog
) -> None:
    (hold_id,) = office.place_hold(scope=Scope(ScopeKind.ROOM, CHANNEL), case="4711", **ADMIN).answer
    erasure_id = requested(office)
    worker.round()
    assert log.find(Erasure, erasure_id).hold_ids == (hold_id,)
    assert vault.opens(ADA)
    office.release_hold(hold_id=hold_id, **ADMIN)
    worker.round()
    assert not vault.opens(ADA)


def test_one_that_is_held_holds_up_no_other(
    worker: Worker, vault: Vault, office: ErasureUseCases, log: Ringlog
) -> None:
    office.place_hold(scope=Scope(ScopeKind.PERSON, ADA), case="4711", **ADMIN)
    requested(office)
    requested(office, ALAN)
    worker.round()
    assert (vault.opens(ADA), vault.opens(ALAN)) == (True, False)


def test_a_hold_on_a_person_holds_what_is_theirs_in_direct_rooms(
    worker: Worker, vault: Vault, office: ErasureUseCases, log: Ringlog
) -> None:
    (hold_id,) = office.place_hold(scope=Scope(ScopeKind.PERSON, ADA), case="4711", **ADMIN).answer
    erasure_id = requested(office, GRACE)
    worker.round()
    assert log.find(Erasure, erasure_id).hold_ids == (hold_id,)
    assert [vault.opens(subject) for subject in (GRACE, DIRECT)] == [True, True]
    office.release_hold(hold_id=hold_id, **ADMIN)
    worker.round()
    assert [vault.opens(subject) for subject in (GRACE, DIRECT)] == [False, False]


def test_a_hold_on_a_call_holds_whoever_was_in_it_or_wrote_in_its_thread(
    worker: Worker, vault: Vault, office: ErasureUseCases, calls: CallUseCases, log: Ringlog, clock: TurnedClock
) -> None:
    (call_id, _) = calls.start(room_id=CHANNEL, by=GRACE, device=Device("phone"), cause=BY_GRACE).answer
    office.place_hold(scope=Scope(ScopeKind.CALL, call_id), case="4711", **ADMIN)
    erasing, in_call, not_yet = worker.start(), requested(office, GRACE), requested(office, ADA)
    ThreadUseCases(log, clock).post(call_id=call_id, by=ADA, text="Hello", cause=CAUSE)
    erasing.run_once(Hurried())
    assert log.find(Erasure, in_call).state is ErasureState.HELD
    assert log.find(Erasure, not_yet).state is ErasureState.HELD


def test_traces_that_come_later_are_seen_when_it_is_looked_again(
    worker: Worker, vault: Vault, office: ErasureUseCases, calls: CallUseCases, log: Ringlog
) -> None:
    (call_id, _) = calls.start(room_id=CHANNEL, by=GRACE, device=Device("phone"), cause=BY_GRACE).answer
    (on_ada,) = office.place_hold(scope=Scope(ScopeKind.PERSON, ADA), case="4711", **ADMIN).answer
    (on_call,) = office.place_hold(scope=Scope(ScopeKind.CALL, call_id), case="4712", **ADMIN).answer
    erasing, erasure_id = worker.start(), requested(office)
    erasing.run_once(Hurried())
    assert log.find(Erasure, erasure_id).hold_ids == (on_ada,)
    calls.join(call_id=call_id, by=ADA, device=Device("phone"), cause=CAUSE)
    office.release_hold(hold_id=on_ada, **ADMIN)
    erasing.run_once(Hurried())
    assert log.find(Erasure, erasure_id).hold_ids == (on_call,)


def test_the_certificate_says_how_much_of_the_log_can_t_be_read_any_more(
    worker: Worker, vault: Vault, office: ErasureUseCases, log: Ringlog, pool: ConnectionPool[Connection[Any]]
) -> None:
    erasure_id = requested(office)
    worker.round()
    erasure = log.find(Erasure, erasure_id)
    about = [n.id for n in log.recorder.select_notifications(1, 1000) if named(n, erasure.key_ids)]
    begun = next(n.id for n in log.recorder.select_notifications(1, 1000) if n.topic == "ringlog.Erasure.Begun")
    told = [position for position in about if position <= begun]
    assert erasure.extent is not None
    assert (erasure.extent.facts, erasure.extent.first_position, erasure.extent.last_position) == (
        len(told),
        told[0],
        told[-1],
    )
    with pool.connection() as database:
        assert erasures.extent(database, erasure_id, ADA, erasure.key_ids) == erasure.extent
        database.execute("UPDATE log.events SET state = (state::text || ' ')::json WHERE position = %s", (told[0],))
        assert erasures.extent(database, erasure_id, ADA, erasure.key_ids).digest != erasure.extent.digest


def named(notification: Any, ids: tuple[UUID, ...]) -> bool:
    return notification.originator_id in ids or any(str(id_).encode() in notification.state for id_ in ids)


def test_whoever_starts_with_an_earlier_vault_destroys_again_what_was_erased_since(
    worker: Worker, vault: Vault, office: ErasureUseCases, database_url: str
) -> None:
    requested(office)
    worker.round()
    vault.put_back()
    assert vault.opens(ADA)
    unlock(database_url, FILE)
    assert [vault.opens(subject) for subject in (ADA, DIRECT, GRACE)] == [False, False, True]


def test_an_earlier_vault_that_is_put_back_under_a_running_worker_is_held_to_the_log_soon(
    worker: Worker, vault: Vault, office: ErasureUseCases
) -> None:
    requested(office)
    erasing = worker.start()
    erasing.run_once(Hurried())
    vault.put_back()
    worker.seconds += AGAIN_EVERY
    erasing.run_once(Hurried())
    assert [vault.opens(subject) for subject in (ADA, DIRECT, GRACE)] == [False, False, True]


def test_when_somebody_else_has_destroyed_them_again_the_worker_cleans_up_after_that(
    worker: Worker, vault: Vault, office: ErasureUseCases, database_url: str, pool: ConnectionPool[Connection[Any]]
) -> None:
    requested(office)
    worker.round()
    vault.put_back()
    with pool.connection() as database:
        ((wrapped,),) = database.execute("SELECT wrapped FROM vault.keys WHERE subject_id = %s", (ADA,)).fetchall()
    unlock(database_url, FILE)
    assert is_left(pool, wrapped)
    with psycopg.connect(database_url) as backup:
        backup.execute("LOCK TABLE vault.keys IN ACCESS SHARE MODE")
        worker.round()
    assert is_left(pool, wrapped)
    worker.round()
    assert not is_left(pool, wrapped)


def is_left(pool: ConnectionPool[Connection[Any]], wrapped: bytes) -> bool:
    """Whether the disk still has this key; as long as it does, somebody is to clean up."""
    with pool.connection() as database:
        there = bytes(wrapped) in on_disk(database)
        assert (database.execute("SELECT FROM log.vault_put_back").fetchone() is not None) is there
    return there


def test_one_that_fails_holds_up_no_other(
    worker: Worker, vault: Vault, office: ErasureUseCases, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = requested(office)
    requested(office, GRACE)

    def begin_unless_failing(log: Ringlog, erasure_id: UUID, *rest: Any) -> Any:
        if erasure_id == failing:
            raise MapperDeserialisationError
        return begin(log, erasure_id, *rest)

    monkeypatch.setattr("worker.erasing.begin", begin_unless_failing)
    worker.round()
    assert (vault.opens(ADA), vault.opens(GRACE)) == (True, False)


def test_no_destroyed_key_is_left_in_a_dead_row(
    worker: Worker, vault: Vault, office: ErasureUseCases, pool: ConnectionPool[Connection[Any]]
) -> None:
    with pool.connection() as database:
        ((wrapped,),) = database.execute("SELECT wrapped FROM vault.keys WHERE subject_id = %s", (ADA,)).fetchall()
        assert bytes(wrapped) in on_disk(database)
        requested(office)
        worker.round()
        assert bytes(wrapped) not in on_disk(database)


def test_a_key_that_an_old_transaction_may_still_see_is_not_said_to_be_gone(
    worker: Worker,
    vault: Vault,
    office: ErasureUseCases,
    log: Ringlog,
    pool: ConnectionPool[Connection[Any]],
    database_url: str,
) -> None:
    """VACUUM keeps the dead rows for it, whatever it reads."""
    with pool.connection() as database:
        ((wrapped,),) = database.execute("SELECT wrapped FROM vault.keys WHERE subject_id = %s", (ADA,)).fetchall()
    erasing, erasure_id = worker.start(), requested(office)
    with psycopg.connect(database_url) as old:
        old.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        old.execute("SELECT FROM log.events LIMIT 1")
        erasing.run_once(Hurried())
        assert log.find(Erasure, erasure_id).state is ErasureState.BEGUN
    worker.seconds += REST
    erasing.run_once(Hurried())
    assert log.find(Erasure, erasure_id).state is ErasureState.COMPLETED
    with pool.connection() as database:
        assert bytes(wrapped) not in on_disk(database)


def test_while_a_backup_reads_the_vault_nobody_waits_for_the_certificate_that_comes_after_it(
    worker: Worker, vault: Vault, office: ErasureUseCases, log: Ringlog, database_url: str
) -> None:
    erasing, erasure_id = worker.start(), requested(office)
    with psycopg.connect(database_url) as backup:
        backup.execute("LOCK TABLE vault.keys IN ACCESS SHARE MODE")
        erasing.run_once(Hurried())
        assert not vault.opens(ADA)
        assert vault.opens(GRACE)
    erasing.run_once(Hurried())
    assert log.find(Erasure, erasure_id).state is ErasureState.BEGUN
    worker.seconds += REST
    erasing.run_once(Hurried())
    assert log.find(Erasure, erasure_id).state is ErasureState.COMPLETED


def test_a_worker_erases_within_seconds(
    vault: Vault, office: ErasureUseCases, log: Ringlog, database_url: str, clock: TurnedClock, tmp_path: Any
) -> None:
    stop = threading.Event()
    process = WorkerProcess(database_url, clock, FolderStorage(tmp_path / "kept"))
    thread = threading.Thread(target=process.run, args=(stop,))
    thread.start()
    try:
        erasure_id = requested(office)
        eventually(lambda: log.find(Erasure, erasure_id).state is ErasureState.COMPLETED)
        assert not vault.opens(ADA)
    finally:
        stop.set()
        thread.join()
