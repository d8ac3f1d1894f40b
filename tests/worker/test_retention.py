"""Recordings are kept for as many days as admins say, and then deleted, on record."""

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.calls.authority import Requester
from domain.calls.joining import Device
from domain.calls.use_cases import CallUseCases
from domain.consequences.consequences import Consequences
from domain.directory.room import RoomKind
from domain.erasure.legal_holds import Scope, ScopeKind
from domain.erasure.use_cases import ErasureUseCases
from domain.kernel.errors import TextsExpired
from domain.kernel.ids import expiry_id, thread_id
from domain.kernel.personal import Erased
from domain.recordings.recording import Recording
from domain.recordings.use_cases import RecordingUseCases
from domain.retention.expiry import Expiry
from domain.retention.periods import Policy
from domain.threads.thread import Thread
from domain.threads.use_cases import ThreadUseCases
from domain.workspace.settings import WORKSPACE, Level
from domain.workspace.settings_there import SettingOrigin
from domain.workspace.use_cases import WorkspaceUseCases
from event_log import expiries
from event_log.application import Ringlog
from event_log.vault.unlocking import unlock
from runtime.presence.read_positions import ReadPositions
from runtime.storage.folder_storage import FolderStorage
from runtime.storage.s3_storage import S3Storage
from runtime.storage.storage import RecordingStorage
from tests.master_key import FILE
from tests.patience import eventually
from tests.people import ADA, ALAN, CAUSE, CHANNEL, DIRECT, after
from tests.runtime.storage.object_storage import ObjectStorage
from tests.turned_clock import TurnedClock
from tests.worker.vaults import Hurried, Vault
from worker.process import WorkerProcess
from worker.retention import Retention

DAY = 24 * 3600


class Archive:
    """Recordings of one call, published at times of the test's."""

    def __init__(self, log: Ringlog, calls: CallUseCases, clock: TurnedClock, folder: Path) -> None:
        self.log, self.clock, self.folder = log, clock, folder
        self.storage: RecordingStorage = FolderStorage(folder / "kept")
        self._recordings = RecordingUseCases(log, clock)
        self.call_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]

    def published(self, seconds: float) -> UUID:
        recording_id = self._recordings.start(call_id=self.call_id, by=Requester(ADA), cause=CAUSE).answer[1]
        self._recordings.started(recording_id=recording_id, at=after(seconds), cause=CAUSE)
        (self.folder / "file").write_bytes(b"sound")
        self.storage.keep(recording_id, self.folder / "file")
        self._recordings.published(
            recording_id=recording_id, size=5, duration_ms=20, sha256="ab" * 32, at=after(seconds), cause=CAUSE
        )
        return recording_id

    def keep_for(self, days: int, what: str = "recordings", level: Level = WORKSPACE) -> None:
        WorkspaceUseCases(self.log, self.clock).change_setting(
            name=f"retention.{what}_days", value=days, level=level, admin=True, cause=CAUSE
        )

    def certificate(self, subject_id: UUID) -> Expiry:
        """As far as it has come."""
        return self.log.find(Expiry, expiry_id(subject_id))

    def has(self, recording_id: UUID) -> bool:
        try:
            return b"".join(self.storage.read(recording_id, 0, 5)) == b"sound"
        except FileNotFoundError:
            return False

    def deleted(self, recording_id: UUID) -> list[tuple[datetime, int, str]]:
        """When, kept for how many days, and by whom."""
        facts = self.log.events.get(recording_id)
        return [(f.timestamp, f.retention_days, f.cause.actor) for f in facts if isinstance(f, Recording.FileDeleted)]


@pytest.fixture
def archive(log: Ringlog, calls: CallUseCases, clock: TurnedClock, tmp_path: Path) -> Archive:
    return Archive(log, calls, clock, tmp_path)


@pytest.fixture
def run(
    archive: Archive, pool: ConnectionPool[Connection[Any]], project: Callable[[], None], database_url: str
) -> Callable[[], None]:
    """A round, on views that are up to date."""

    def once() -> None:
        project()
        consequences = Consequences(archive.log, archive.clock)
        Retention(consequences, archive.storage, database_url, pool, archive.clock).run_once(Hurried())

    return once


def test_recordings_are_kept_for_ever_unless_it_is_said_how_long(archive: Archive, run: Callable[[], None]) -> None:
    recording_id = archive.published(1)
    archive.clock.turn(5000 * DAY)
    run()
    assert archive.has(recording_id)
    assert archive.deleted(recording_id) == []


def test_those_that_were_kept_long_enough_are_deleted_dated_when_they_were_due(
    archive: Archive, run: Callable[[], None]
) -> None:
    archive.keep_for(30)
    old, younger = archive.published(1), archive.published(2 * DAY)
    archive.clock.turn(31 * DAY)
    run()
    assert (archive.has(old), archive.has(younger)) == (False, True)
    assert archive.deleted(old) == [(after(30 * DAY + 1), 30, "timer")]
    assert archive.deleted(younger) == []


def test_a_round_that_is_repeated_records_nothing_anew(archive: Archive, run: Callable[[], None]) -> None:
    archive.keep_for(1)
    recording_id = archive.published(1)
    archive.clock.turn(2 * DAY)
    for _ in range(3):
        run()
    assert len(archive.deleted(recording_id)) == 1


@pytest.mark.parametrize("kind", ScopeKind)
def test_what_is_on_hold_is_kept_until_the_hold_is_released(
    archive: Archive, run: Callable[[], None], kind: ScopeKind
) -> None:
    archive.keep_for(1)
    recording_id = archive.published(1)
    held = {ScopeKind.PERSON: ADA, ScopeKind.ROOM: CHANNEL, ScopeKind.CALL: archive.call_id}
    office = ErasureUseCases(archive.log, archive.clock)
    scope = Scope(kind, held[kind])
    (hold_id,) = office.place_hold(scope=scope, case="4711", by=None, admin=True, cause=CAUSE).answer
    archive.clock.turn(2 * DAY)
    run()
    assert archive.has(recording_id)
    office.release_hold(hold_id=hold_id, by=None, admin=True, cause=CAUSE)
    run()
    assert not archive.has(recording_id)


def test_a_hold_on_others_keeps_nothing(archive: Archive, run: Callable[[], None]) -> None:
    archive.keep_for(1)
    recording_id = archive.published(1)
    office = ErasureUseCases(archive.log, archive.clock)
    office.place_hold(scope=Scope(ScopeKind.ROOM, DIRECT), case="4711", by=None, admin=True, cause=CAUSE)
    office.place_hold(scope=Scope(ScopeKind.PERSON, ALAN), case="4711", by=None, admin=True, cause=CAUSE)
    archive.clock.turn(2 * DAY)
    run()
    assert not archive.has(recording_id)


def test_a_round_that_was_interrupted_after_the_file_was_gone_is_completed(
    archive: Archive, run: Callable[[], None]
) -> None:
    archive.keep_for(1)
    recording_id = archive.published(1)
    archive.storage.delete(recording_id)
    archive.clock.turn(2 * DAY)
    run()
    assert archive.deleted(recording_id) == [(after(DAY + 1), 1, "timer")]


def test_what_a_new_setting_makes_overdue_is_dated_when_it_was_made(archive: Archive, run: Callable[[], None]) -> None:
    recording_id = archive.published(1)
    archive.clock.turn(100 * DAY)
    archive.keep_for(7)
    archive.clock.turn(60)
    run()
    assert archive.deleted(recording_id) == [(after(100 * DAY), 7, "timer")]


def test_while_the_storage_is_away_nothing_is_recorded_to_be_gone(
    archive: Archive, run: Callable[[], None], object_storage: ObjectStorage
) -> None:
    archive.storage = S3Storage(object_storage.bucket(prefix="retention"))
    archive.keep_for(1)
    recording_ids = [archive.published(1), archive.published(2)]
    archive.clock.turn(2 * DAY)
    object_storage.network.cut()
    try:
        run()
    finally:
        object_storage.network.mend()
    assert [archive.deleted(each) for each in recording_ids] == [[], []]
    delayed = [archive.certificate(each) for each in recording_ids]
    assert {each.delayed_by for each in delayed} == {"The file can't be deleted: the storage can't be reached."}
    assert [each.extent for each in delayed] == [None, None]
    assert all(map(archive.has, recording_ids))
    run()
    assert [len(archive.deleted(each)) for each in recording_ids] == [1, 1]
    assert all(archive.certificate(each).completed_at for each in recording_ids)
    assert not any(map(archive.has, recording_ids))


def test_neither_refused_files_nor_certificates_that_wait_hold_up_the_end_of_others(
    archive: Archive,
    calls: CallUseCases,
    project: Callable[[], None],
    database_url: str,
    pool: ConnectionPool[Connection[Any]],
    object_storage: ObjectStorage,
) -> None:
    archive.storage = S3Storage(object_storage.bucket(prefix="retention"))
    archive.keep_for(1)
    archive.keep_for(1, "text")
    recording_ids = [archive.published(1), archive.published(2)]
    calls.end(call_id=archive.call_id, by=ADA, cause=CAUSE)
    archive.clock.turn(2 * DAY)
    consequences = Consequences(archive.log, archive.clock)
    retention = Retention(consequences, archive.storage, database_url, pool, archive.clock, at_once=1)

    def run_twice() -> None:
        for _ in range(2):
            project()
            retention.run_once(Hurried())

    object_storage.network.cut()
    try:
        run_twice()
    finally:
        object_storage.network.mend()
    vault = Vault(database_url)
    assert not any(map(vault.opens, [*recording_ids, archive.call_id]))
    vault.close()
    assert archive.certificate(archive.call_id).completed_at
    run_twice()
    assert not any(map(archive.has, recording_ids))
    assert [archive.certificate(each).completed_at for each in recording_ids] == [None, None]  # for ten minutes


def test_what_is_set_for_a_room_goes_before_its_kind_and_that_before_the_workspace(
    archive: Archive, run: Callable[[], None]
) -> None:
    recording_id = archive.published(1)
    archive.keep_for(1)
    archive.keep_for(0, level=Level(room_kind=RoomKind.CHANNEL))
    archive.clock.turn(3 * DAY)
    run()
    assert archive.has(recording_id)
    archive.keep_for(2, level=Level(room_id=CHANNEL))
    run()
    assert not archive.has(recording_id)
    certificate = archive.certificate(recording_id)
    assert (certificate.policy, certificate.key_ids) == (Policy(2, SettingOrigin.ROOM), (recording_id,))
    assert archive.deleted(recording_id) == [(after(3 * DAY), 2, "timer")]  # when it was set


def test_what_was_written_in_a_call_can_t_be_read_any_more_once_it_is_due(
    archive: Archive,
    calls: CallUseCases,
    run: Callable[[], None],
    database_url: str,
    pool: ConnectionPool[Connection[Any]],
) -> None:
    threads, call_id = ThreadUseCases(archive.log, archive.clock), archive.call_id
    threads.post(call_id=call_id, by=ADA, text="in confidence", cause=CAUSE)
    recording_id = archive.published(1)
    calls.end(call_id=call_id, by=ADA, cause=CAUSE)
    archive.keep_for(1, "text")
    vault = Vault(database_url)
    vault.back_up()
    run()
    assert text_of(archive) == ["in confidence"]
    archive.clock.turn(DAY)
    run()
    eventually(lambda: text_of(archive) == [Erased()])  # a process that remembers the key forgets it within a second
    assert not vault.opens(call_id)
    with pytest.raises(TextsExpired):
        threads.post(call_id=call_id, by=ADA, text="too late", cause=CAUSE)
    certificate = archive.certificate(call_id)
    with pool.connection() as database:
        assert expiries.extent(database, certificate, [recording_id]) == certificate.extent
        assert certificate.extent is not None
        of_recording = certificate.extent.facts - expiries.extent(database, certificate, []).facts
    assert of_recording == len(list(archive.log.events.get(recording_id)))
    vault.put_back()
    assert vault.opens(call_id)
    unlock(database_url, FILE)  # as each process does when it starts
    assert not vault.opens(call_id)
    vault.close()


def test_who_has_read_what_was_written_is_forgotten_with_it(
    archive: Archive, calls: CallUseCases, run: Callable[[], None], pool: ConnectionPool[Connection[Any]]
) -> None:
    positions, elsewhere = ReadPositions(pool), uuid4()
    for call_id in (archive.call_id, elsewhere):
        positions.move(ALAN, call_id, 2, archive.clock())
    calls.end(call_id=archive.call_id, by=ADA, cause=CAUSE)
    archive.keep_for(1, "text")
    archive.clock.turn(DAY)
    run()
    assert archive.certificate(archive.call_id).extent is not None
    with pool.connection() as database:
        known = database.execute("SELECT user_id, call_id FROM presence.thread_reads").fetchall()
    assert known == [(ALAN, elsewhere)]


def text_of(archive: Archive) -> list[str]:
    """What was written in the call."""
    facts = archive.log.events.get(thread_id(archive.call_id))
    return [fact.text for fact in facts if isinstance(fact, Thread.MessagePosted)]


def test_a_worker_deletes_what_is_due(archive: Archive, database_url: str, project: Callable[[], None]) -> None:
    archive.keep_for(1)
    recording_id = archive.published(1)
    archive.clock.turn(2 * DAY)
    project()
    stop = threading.Event()
    worker = threading.Thread(target=WorkerProcess(database_url, archive.clock, archive.storage).run, args=(stop,))
    worker.start()
    try:
        eventually(lambda: archive.deleted(recording_id))
    finally:
        stop.set()
        worker.join()
    assert not archive.has(recording_id)
