"""Personal texts in views: sealed in their tables, opened for readers, and erased with their keys."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from threading import Event
from typing import Annotated, Any
from uuid import UUID

import msgspec
import pytest
from psycopg import AsyncConnection

from domain.calls.joining import Device
from domain.directory.room import RoomKind
from domain.directory.use_cases import RoomProfile, UserProfile
from domain.kernel.personal import Erased, Personal
from event_log.reads import Reads
from event_log.vault.keys import Keys
from event_log.vault.sealing import NotAsSealed
from projections import Projector, connect, connect_views, rebuild
from projections.directory import DirectoryQueries, RoomRow, UserRow
from projections.engine.pool import Pool
from projections.engine.queries import select
from projections.engine.rows import Row
from projections.engine.sealed import Kept, sealed_columns
from projections.engine.table import Table
from projections.live_calls import LiveCallQueries
from projections.names import NamesView
from projections.recordings import RecordingRow
from projections.room_timeline import RoomTimelineQueries
from projections.threads import ThreadQueries
from projections.title_terms import TitleTermsView
from projections.views import VIEWS
from tests.event_log.eventually import eventually
from tests.event_log.vault.lost_keys import lost_keys
from tests.people import ADA, CAUSE, CHANNEL, GRACE
from tests.projections.scene import Scene, dump

TEXTS = """
    SELECT attrelid::regclass::text || '.' || attname
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'views'::regnamespace AND relkind = 'r' AND relpersistence = 'p'
    AND attnum > 0 AND NOT attisdropped AND atttypid::regtype::text ~ 'text|char|json'
"""
WORDS_OF_OURS = {"kind", "state", "reason", "end_reason", "stop_reason", "outcome", "direction", "suppressed_for"}
WORDS_OF_OURS |= {"media", "room_kind", "view", "version", "relations", "ending_for", "level"}
SETTINGS = {"settings.name", "settings.value", "calls.provider"}
IDS = {"conference_terms.term"}  # of attendees
FILES = {"recordings.file", "thread_messages.file"}  # in which the name is sealed
NUMBERS = {"session_quality.quality"}


@pytest.fixture
def keys(scene: Scene) -> Iterator[Keys]:
    reads = Reads(scene.database_url, "tests of sealed rows", connections=1)
    yield Keys(reads.rows)
    reads.close()


class Elapsed:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def speak(scene: Scene) -> UUID:
    """Ada's call, with a title, a message and a file of hers."""
    call_id, _ = scene.calls.start(
        room_id=CHANNEL, by=ADA, device=Device("ada-phone"), title="Plans", cause=CAUSE
    ).answer
    scene.threads.post(call_id=call_id, text="Hello!", by=ADA, cause=CAUSE)
    scene.attach(call_id, ADA)
    return call_id


def test_logged_tables_have_no_column_for_texts_about_people(scene: Scene) -> None:
    found = {name for (name,) in scene.query(TEXTS)}
    others = {name for name in found if name.split(".")[1] not in WORDS_OF_OURS}
    assert others == SETTINGS | IDS | FILES | NUMBERS


async def test_readers_read_what_was_sealed(scene: Scene, pool: Pool) -> None:
    call_id = speak(scene)
    scene.show()
    calls, threads = LiveCallQueries(pool), ThreadQueries(pool)
    assert (await calls.calls([call_id]))[call_id].title == "Plans"
    assert [session.device_id for session in await calls.sessions_of_user(ADA)] == ["ada-phone"]
    file, text = await threads.page(call_id, 2)
    assert (text.text, text.file) == ("Hello!", None)
    assert file.file is not None
    assert (file.text, file.file.name, file.file.size) == (None, "recording.webm", 2**33)
    assert "Hello" not in str(dump(scene.database_url))


async def test_what_cannot_be_read_any_more_is_erased_in_a_live_view_and_in_a_rebuilt_one(
    scene: Scene, pool: Pool, keys: Keys
) -> None:
    call_id = speak(scene)
    scene.show()
    keys.destroy([ADA])
    for view in ("live", "rebuilt"):
        async with connect_views(scene.database_url) as fresh:
            users = await DirectoryQueries(fresh).users([ADA, GRACE])
            assert (users[ADA].name, users[ADA].external_id) == (Erased(), Erased()), view
            assert users[GRACE].name == "Grace"
            assert (await LiveCallQueries(fresh).calls([call_id]))[call_id].title == Erased()
            file, text = await ThreadQueries(fresh).page(call_id, 2)
            assert text.text == Erased()
            assert file.file is not None
            assert (file.file.name, file.file.size) == (Erased(), 2**33)
        rebuild(scene.database_url)
    assert scene.query("SELECT name FROM users WHERE id = %s", (ADA,)) == [(b"",)]
    assert scene.query("SELECT DISTINCT name FROM member_names WHERE user_id = %s", (ADA,)) == [("(erased)",)]
    assert scene.query("SELECT FROM title_terms WHERE call_id = %s", (call_id,)) == []


async def test_rows_of_whoever_was_erased_go_on_changing(scene: Scene, keys: Keys) -> None:
    call_id = speak(scene)
    scene.show()
    keys.destroy([ADA])
    by_grace = replace(CAUSE, actor=f"user:{GRACE}")
    scene.calls.join(call_id=call_id, by=GRACE, device=Device("phone"), cause=by_grace)
    with closing(Projector(scene.database_url)) as projector:
        while projector.run_once():
            pass
    async with connect_views(scene.database_url) as fresh:
        message = (await RoomTimelineQueries(fresh).messages([call_id]))[call_id]
    assert (message.title, message.participant_count) == (Erased(), 2)
    assert scene.query("SELECT title FROM call_messages WHERE call_id = %s", (call_id,)) == [(b"",)]


async def test_a_reader_notices_within_a_second_that_a_key_is_destroyed(scene: Scene, keys: Keys) -> None:
    scene.show()
    elapsed = Elapsed()
    async with connect_views(scene.database_url) as pool:
        pool.keys._elapsed = elapsed
        directory = DirectoryQueries(pool)
        assert (await directory.users([ADA]))[ADA].name == "Ada"
        keys.destroy([ADA])
        elapsed.seconds += 1
        assert (await directory.users([ADA]))[ADA].name == Erased()


class Counting(Pool):
    queries = 0

    async def getconn(self, *asked: Any, **named: Any) -> AsyncConnection[tuple[Any, ...]]:
        self.queries += 1
        return await super().getconn(*asked, **named)


async def test_an_answer_costs_no_more_than_one_query_for_all_of_its_keys(scene: Scene) -> None:
    people = [UserProfile(str(number), f"Person {number}") for number in range(200)]
    ids = scene.directory.upsert_users(users=people, cause=CAUSE).answer
    scene.show()
    async with Counting(scene.database_url, connections=1, timeout=10) as pool:
        pool.keys._elapsed = Elapsed()
        directory = DirectoryQueries(pool)
        for expected in (2, 1):
            before = pool.queries
            found = await directory.users(ids)
            assert [found[id_].name for id_ in ids] == [person.name for person in people]
            assert pool.queries - before == expected


async def test_what_was_moved_to_another_row_is_not_read(scene: Scene, pool: Pool) -> None:
    scene.directory.upsert_users(users=[UserProfile("grace", "Ada")], cause=CAUSE)
    scene.show()
    scene.query_nothing("UPDATE users SET name = external_id")
    with pytest.raises(NotAsSealed, match=r"users\.name"):
        await DirectoryQueries(pool).users([ADA])


def test_whoever_reads_on_a_connection_of_their_own_reads_what_was_sealed(scene: Scene) -> None:
    scene.show()
    with connect(scene.database_url) as connection:
        users = select(connection, UserRow, "SELECT {columns} FROM users WHERE id = %(id)s", {"id": ADA})
    assert [user.name for user in users] == ["Ada"]


class NoteRow(Row, frozen=True):
    id: UUID
    user_id: UUID
    text: Annotated[str, Personal("user_id"), Kept("notes", "id")]


class LostRow(Row, frozen=True):
    id: UUID
    text: Annotated[str, Personal("id")]


def test_a_personal_text_says_where_it_is_kept() -> None:
    with pytest.raises(TypeError, match=r"LostRow\.text"):
        sealed_columns(LostRow)


def test_a_table_keeps_only_its_own() -> None:
    Table[UUID, NoteRow]("notes", NoteRow)
    with pytest.raises(TypeError, match=r"remarks\.text is kept in remarks"):
        Table[UUID, NoteRow]("remarks", NoteRow)
    with pytest.raises(TypeError, match=r"notes\.text is kept in notes"):
        Table[UUID, NoteRow]("notes", NoteRow, key=("id", "user_id"))


def test_no_row_is_found_by_what_is_sealed() -> None:
    with pytest.raises(TypeError, match="text"):
        Table[UUID, NoteRow]("notes", NoteRow).by("text")


def test_every_row_type_of_a_view_says_of_its_texts_whose_they_are() -> None:
    """But for those in unlogged tables, which hold nothing else."""
    tables = [table for view in VIEWS if view not in (NamesView, TitleTermsView) for table in view.tables]
    row_types: dict[str, type[Row]] = {table.name: table.row_type for table in tables}
    plain = {
        f"{name}.{field.name}"
        for name, row_type in row_types.items()
        for field in msgspec.structs.fields(row_type)
        if field.type in (str, str | None) and field.name not in {c.name for c in sealed_columns(row_type)}
    }
    assert plain == {"conference_terms.term", "deadlines.kind", "settings.name", "calls.provider"}
    assert {column.name for column in sealed_columns(RecordingRow)} >= {"interruption", "file"}


def test_the_projector_stands_still_where_a_key_is_missing_and_goes_on_when_it_is_there(scene: Scene) -> None:
    scene.show()
    scene.directory.upsert_rooms(rooms=[RoomProfile("general", RoomKind.CHANNEL, "Main hall")], cause=CAUSE)
    told: list[tuple[int, str | None]] = []
    waiting = Projector(scene.database_url, tell=lambda _, at, why=None, /: told.append((at, why)))
    end, stop = scene.reader.end(), Event()
    with ThreadPoolExecutor(1) as threads, closing(waiting):
        with lost_keys(scene.database_url, CHANNEL):
            running = threads.submit(waiting.run, stop)
            eventually(lambda: told and told[-1][1] is not None)
            assert f"no key of {CHANNEL}" in str(told[-1][1])
            assert told[-1][0] < end
        eventually(lambda: told[-1] == (end, None))
        stop.set()
        running.result()
    with connect(scene.database_url) as connection:
        names = select(connection, RoomRow, "SELECT {columns} FROM rooms WHERE id = %(id)s", {"id": CHANNEL})
    assert [room.name for room in names] == ["Main hall"]
