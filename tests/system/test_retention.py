"""A worker that is killed in the middle of a clean-up: the next one ends it, once, and leaves alone what is on hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection

from domain.erasure.legal_holds import Scope, ScopeKind
from domain.erasure.use_cases import ErasureUseCases
from domain.kernel.personal import Erased
from event_log import expiries
from event_log.application import Ringlog
from projections.recordings import recordings_of
from runtime.storage.folder_storage import FolderStorage
from runtime.storage.sealed_storage import SealedStorage
from tests.patience import eventually
from tests.people import ADA, CAUSE
from tests.projections.scene import Scene
from tests.system.role_alone import RoleAlone
from tests.system.running import PATIENCE
from tests.turned_clock import TurnedClock
from tests.worker.test_retention import Archive, text_of

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]  # a start takes long on a busy machine

DUE = 30  # recordings
DELETED = "SELECT count(*) FROM log.events WHERE topic = 'ringlog.Recording.FileDeleted'"
WAITS = """
    SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event = 'advisory' AND query LIKE '%log.append%'
"""
CERTIFIED = "SELECT originator_id FROM log.events WHERE topic = 'ringlog.Expiry.Completed' ORDER BY originator_id"
BEGUN = "SELECT originator_id FROM log.events WHERE topic = 'ringlog.Expiry.Begun' ORDER BY originator_id"


def test_what_was_due_is_gone_once_and_certified_and_what_is_on_hold_is_kept(
    furnished_url: str, tmp_path: Path
) -> None:
    with Scene(furnished_url) as scene, psycopg.connect(furnished_url, autocommit=True) as database:
        (due, expired), (held, (kept,)) = (archive(scene, tmp_path, recordings) for recordings in (DUE, 1))
        scope = Scope(ScopeKind.CALL, held.call_id)
        ErasureUseCases(scene.log, scene.clock).place_hold(scope=scope, case="4711", by=None, admin=True, cause=CAUSE)
        due.keep_for(1)
        due.keep_for(1, "text")
        settings = {"RECORDINGS": str(tmp_path / "kept")}
        with RoleAlone("worker", furnished_url, tmp_path, **settings) as killed, in_its_midst(furnished_url):
            killed.process.kill()
            killed.process.wait()
        assert 0 < len(files(expired, tmp_path)) < DUE
        assert database.execute(CERTIFIED).fetchall() == []
        with RoleAlone("worker", furnished_url, tmp_path, **settings):
            eventually(lambda: len(database.execute(CERTIFIED).fetchall()) > DUE, PATIENCE)
        assert files([*expired, kept], tmp_path) == [kept]
        assert [len(due.deleted(each)) for each in expired] == [1] * DUE
        assert database.execute(CERTIFIED).fetchall() == database.execute(BEGUN).fetchall()
        has_right_certificates(due, [*expired, due.call_id], database)
        with Ringlog(env={"DATABASE_URL": furnished_url}) as log:
            assert text_of(on(due, log)) == [Erased()]
            assert text_of(on(held, log)) == ["in confidence"]
            assert on(held, log).has(kept)


def archive(scene: Scene, folder: Path, recordings: int) -> tuple[Archive, list[UUID]]:
    """Of a call that is over, in which something was written, too; and the ids of its recordings."""
    made = on(Archive(scene.log, scene.calls, TurnedClock(), folder), scene.log)
    scene.threads.post(call_id=made.call_id, by=ADA, text="in confidence", cause=CAUSE)
    published = [made.published(1) for _ in range(recordings)]
    scene.calls.end(call_id=made.call_id, by=ADA, cause=CAUSE)
    return made, published


def on(archive: Archive, log: Ringlog) -> Archive:
    """As a process sees it that uses this log, and whose storage is sealed."""
    archive.log, archive.storage = log, SealedStorage(FolderStorage(archive.folder / "kept"), log.sealer)
    return archive


def files(recording_ids: list[UUID], folder: Path) -> list[UUID]:
    """Those that have one."""
    return [id_ for id_ in recording_ids if (folder / "kept" / f"{id_}.webm").exists()]


@contextmanager
def in_its_midst(database_url: str) -> Iterator[None]:
    """A file is deleted, and the worker waits to record it: nobody can append anything in the block."""
    with psycopg.connect(database_url, autocommit=True) as looking, psycopg.connect(database_url) as locking:
        eventually(lambda: looking.execute(DELETED).fetchone() != (0,), PATIENCE)
        locking.execute("SELECT pg_advisory_xact_lock(hashtext('ringlog'), hashtext('log.append'))")
        eventually(lambda: looking.execute(WAITS).rowcount > 0, PATIENCE)
        yield


def has_right_certificates(archive: Archive, subject_ids: list[UUID], database: Connection[Any]) -> None:
    """Each says how much there is of what it is about, and by which key none of it can be read any more."""
    for subject_id in subject_ids:
        certificate = archive.certificate(subject_id)
        assert certificate.extent == expiries.extent(
            database, certificate, recordings_of(database, certificate.call_id)
        )
        assert certificate.key_ids == (subject_id,)
        destroyed = "SELECT wrapped FROM vault.keys WHERE subject_id = %s"
        assert database.execute(destroyed, certificate.key_ids).fetchall() == [(None,)]
