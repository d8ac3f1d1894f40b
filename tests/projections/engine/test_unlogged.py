"""Plain texts that order and search need: unlogged, made again when they are lost, and gone when they are erased."""

from threading import Event
from typing import Any

import psycopg
import pytest

import projections
from domain.directory.use_cases import UserProfile
from projections import connect_views, rebuild
from projections.contextual_bar import ContextualBarQueries, TitlesNotSearchable
from projections.directory import DirectoryQueries
from projections.views import VIEWS
from tests.people import ADA, ALAN, CAUSE, CHANNEL, DIRECT, GRACE, GROUP
from tests.projections.running import projecting, until
from tests.projections.scene import Scene, dump

PERSISTENCE = "SELECT relpersistence FROM pg_class WHERE oid = to_regclass(%s)"


def lose_unlogged_tables(scene: Scene) -> None:
    """What a crash of the database does."""
    tables = [table.name for view in VIEWS.unlogged for table in view.tables]
    scene.query_nothing(f"TRUNCATE whole, {', '.join(tables)}")
    with psycopg.connect(scene.database_url, autocommit=True) as connection:
        connection.execute("""
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid != pg_backend_pid()
        """)


@pytest.mark.parametrize("view", VIEWS.unlogged, ids=lambda view: view.__name__)
def test_a_view_is_unlogged_with_all_of_its_tables(scene: Scene, view: Any) -> None:
    assert {scene.query(PERSISTENCE, (table.name,))[0][0] for table in view.tables} == {"u"}


async def test_what_a_crash_has_emptied_is_made_again_and_readers_go_on_meanwhile(scene: Scene) -> None:
    scene.directory.upsert_users(users=[UserProfile("ada", "Zoe")], cause=CAUSE)
    scene.start(CHANNEL)
    scene.show()
    live = dump(scene.database_url)
    lose_unlogged_tables(scene)
    async with connect_views(scene.database_url) as pool:
        directory, bar = DirectoryQueries(pool), ContextualBarQueries(pool)
        by_id = [user.id for user in await directory.members(CHANNEL, 10)]
        assert by_id == sorted([ADA, GRACE, ALAN])
        assert [user.id for user in await directory.members(CHANNEL, 10, after=("Zoe", by_id[0]))] == by_id[1:]
        assert [room.id for room in await directory.rooms_of(ADA, 10)] == sorted([DIRECT, GROUP, CHANNEL])
        with pytest.raises(TitlesNotSearchable):
            await bar.search(CHANNEL, 10, title="gen")
        assert len(await bar.search(CHANNEL, 10, attendee_id=ADA)) == 1
        with projecting(scene.database_url):
            until(lambda: dump(scene.database_url) == live, "as before")
            until(lambda: projections.is_current(scene.database_url), "current")
        assert [user.id for user in await directory.members(CHANNEL, 10)] == [ALAN, GRACE, ADA]
        assert [room.name for room in await directory.rooms_of(ADA, 10)] == ["Ada, Grace", "All three", "General"]
        assert len(await bar.search(CHANNEL, 10, title="gen")) == 1


async def test_a_room_without_members_has_none_while_names_are_whole(scene: Scene) -> None:
    scene.show()
    async with connect_views(scene.database_url) as pool:
        assert await DirectoryQueries(pool).members(ADA, 10) == []
        assert await ContextualBarQueries(pool).search(CHANNEL, 10, title="nothing") == []


def test_texts_in_views_of_another_version_are_not_said_to_be_gone(scene: Scene) -> None:
    scene.show()
    scene.query_nothing(f"UPDATE versions SET version = 'another' WHERE view = '{VIEWS.unlogged[0].__name__}'")
    with pytest.raises(projections.NotScrubbed):
        projections.scrub(scene.database_url, Event())


def test_no_statistics_hold_what_is_unlogged(scene: Scene) -> None:
    scene.start(CHANNEL)
    scene.show()
    scene.query_nothing("ANALYZE")
    counted = {
        f"{table}.{column}"
        for table, column in scene.query("SELECT tablename, attname FROM pg_stats WHERE schemaname = 'views'")
    }
    assert "member_names.room_id" in counted
    assert counted.isdisjoint({"member_names.name", "user_names.name", "room_names.name", "title_terms.term"})


def test_scrubbing_makes_unlogged_tables_anew_and_leaves_the_others(scene: Scene) -> None:
    def files() -> dict[str, int]:
        return dict(scene.query("SELECT relname, relfilenode FROM pg_class WHERE relnamespace = 'views'::regnamespace"))

    scene.start(CHANNEL)
    scene.show()
    live, before = dump(scene.database_url), files()
    projections.scrub(scene.database_url, Event())
    assert dump(scene.database_url) == live
    changed = {name for name, file in files().items() if before[name] != file}
    assert {"user_names", "room_names", "member_names", "title_terms", "title_terms_by_term"} <= changed
    assert changed.isdisjoint({"users", "rooms", "members", "calls", "conferences", "conference_terms"})


def test_scrubbing_ends_when_nobody_waits_for_it_any_more(scene: Scene) -> None:
    scene.show()
    stop = Event()
    stop.set()
    with pytest.raises(projections.Interrupted):
        projections.scrub(scene.database_url, stop)


def test_a_rebuild_makes_what_was_lost_whole(scene: Scene) -> None:
    scene.start(CHANNEL)
    scene.show()
    live = dump(scene.database_url)
    lose_unlogged_tables(scene)
    rebuild(scene.database_url)
    assert dump(scene.database_url) == live
    assert len(scene.query("SELECT FROM whole")) == len(VIEWS.unlogged)
