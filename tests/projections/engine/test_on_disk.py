"""What a server of its own has on its disk: no text about people in what is logged, and none anywhere once erased."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from uuid import UUID

import pytest

import projections
from domain.calls.joining import Device
from domain.directory.room import RoomKind
from domain.directory.use_cases import RoomProfile, UserProfile
from domain.kernel.ids import thread_id
from domain.kernel.occasion import Occasion
from domain.threads.thread import Thread
from event_log.reads import Reads
from event_log.vault.keys import Keys
from projections import connect_views
from projections.contextual_bar import ContextualBarQueries
from projections.directory import DirectoryQueries
from projections.views import VIEWS
from ringlog.postgres.embedded_postgres import EmbeddedPostgres
from runtime.migrations import migrate
from tests.people import CAUSE
from tests.projections.running import projecting, until
from tests.projections.scene import Scene

MARK = "q7xk29zvw4mt81cjr5hd63bnyp0ls8fa"
SEARCHED = MARK[:16]  # what is found in its place where terms are kept


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """One that waits for the disk."""
    with EmbeddedPostgres(tmp_path / "data") as started:
        migrate(started.url())
        yield started


@pytest.fixture
def scene(postgres: EmbeddedPostgres) -> Iterator[Scene]:
    with Scene(postgres.url()) as scene:
        yield scene


def mark_everything(scene: Scene) -> tuple[UUID, UUID, UUID]:
    """A person, a room and a call, with the mark wherever people may write something."""
    users = [UserProfile(MARK, f"{MARK} Ada"), UserProfile("grace", "Grace")]
    (ada, _) = scene.directory.upsert_users(users=users, cause=CAUSE).answer
    room = RoomProfile(f"{MARK}-grace", RoomKind.DIRECT, f"{MARK} Ada, Grace", members=(MARK, "grace"))
    (room_id,) = scene.directory.upsert_rooms(rooms=[room], cause=CAUSE).answer
    scene.preferences.change(ring_tone=MARK, by=ada, cause=CAUSE)
    call_id, _ = scene.calls.start(
        room_id=room_id, by=ada, device=Device(MARK), title=f"{MARK} plans", cause=CAUSE
    ).answer
    scene.threads.post(call_id=call_id, text=f"{MARK}!", by=ada, cause=CAUSE)
    thread = scene.log.find(Thread, thread_id(call_id))
    thread.attach(
        Occasion(scene.now, CAUSE),
        message_id=room_id,
        author_id=ada,
        file_id=ada,
        name=f"{MARK}.webm",
        media_type="video/webm",
        size=1,
        sha256="0" * 64,
        duration_ms=1,
    )
    scene.log.commit(thread)
    return ada, room_id, call_id


def unlogged_files(database_url: str) -> set[str]:
    """The names of the files of unlogged tables, of their indexes and of what is too long for them."""
    with projections.connect(database_url) as connection:
        rows = connection.execute("SELECT relfilenode FROM pg_class WHERE relpersistence = 'u'").fetchall()
    return {str(number) for (number,) in rows}


def marked_files(postgres: EmbeddedPostgres) -> set[str]:
    """Where the mark is found once everything is on the disk, by the names of files."""
    postgres.stop()  # no checkpoint but the last one writes what is unlogged
    files = [file for file in postgres.folder.rglob("*") if file.is_file()]
    assert any(file.parent.name == "pg_wal" for file in files)
    marked = {file.name.split(".")[0].split("_")[0] for file in files if SEARCHED.encode() in file.read_bytes()}
    postgres.start()
    return marked


def test_no_mark_of_a_person_is_on_disk_but_in_unlogged_files_and_there_not_after_erasure(
    postgres: EmbeddedPostgres, scene: Scene
) -> None:
    ada, room_id, call_id = mark_everything(scene)
    scene.show()
    scene.query_nothing("ANALYZE")
    marked = marked_files(postgres)
    assert marked <= unlogged_files(scene.database_url)
    assert len(marked) >= 6
    reads = Reads(scene.database_url, "the test", connections=1)
    Keys(reads.rows).destroy([ada, room_id, call_id])
    reads.close()
    projections.scrub(scene.database_url, Event())
    assert marked_files(postgres) == set()
    assert len(scene.query("SELECT FROM member_names")) == 2


def crash(postgres: EmbeddedPostgres) -> None:
    """As if somebody had pulled the plug, but for what the operating system still writes."""
    server = postgres.pid()
    assert server is not None
    os.kill(server, signal.SIGKILL)
    while postgres.pid() is not None:
        time.sleep(0.01)
    until(postgres.ensure_running, "started again")


def test_order_and_search_come_back_by_themselves_after_a_crash_of_the_database(
    postgres: EmbeddedPostgres, scene: Scene
) -> None:
    ada, room_id, call_id = mark_everything(scene)
    scene.show()
    url = scene.database_url

    async def found() -> tuple[list[UUID], list[UUID]]:
        async with connect_views(url) as pool:
            members = await DirectoryQueries(pool).members(room_id, 10)
            calls = await ContextualBarQueries(pool).search(room_id, 10, title=MARK)
            return [user.id for user in members], [call.call_id for call in calls]

    with projecting(url):
        before = asyncio.run(found())
        assert before[1] == [call_id]
        crash(postgres)
        until(lambda: len(scene.query("SELECT FROM whole")) == len(VIEWS.unlogged), "whole again")
        until(lambda: projections.is_current(url), "current")
        assert asyncio.run(found()) == before
        assert ada in before[0]
