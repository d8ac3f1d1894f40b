"""Views that another version of the program made: these are rebuilt beside the others, which go on meanwhile."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import psycopg
import pytest

import projections
from domain.calls.authority import Requester
from domain.kernel.errors import TryAgain
from event_log import LogWentBack
from media.node.recordings.requested import RequestedRecordings
from projections import Projector, rebuild
from projections.calls_of_user import CaughtUpCallsOfUser
from projections.engine import background
from projections.engine.rebuilding import rebuild_outdated
from projections.engine.schema import SQL
from projections.engine.views import Views
from projections.views import VIEWS
from runtime.presence.database import open_pool
from tests.event_log.backups import backed_up, restored
from tests.people import ADA, CAUSE, CHANNEL, DIRECT
from tests.projections.random_history import RandomHistory
from tests.projections.running import projecting, until, until_shown
from tests.projections.scene import TABLES, Scene, dump

OLDER = "UPDATE versions SET version = 'older' WHERE view = ANY (string_to_array(%s, ' '))"
ATTEND = "SELECT pg_advisory_lock_shared(hashtext('ringlog.views'), hashtext(%s))"


def make_older(scene: Scene, views: str) -> None:
    with projections.connect(scene.database_url) as connection:
        connection.execute(OLDER, (views,))


def tables(scene: Scene) -> dict[str, int]:
    """Each table's own number."""
    return dict(scene.query("SELECT relname, oid FROM pg_class WHERE relnamespace = 'views'::regnamespace"))


def until_current(scene: Scene) -> None:
    until(lambda: projections.is_current(scene.database_url), "rebuilt")


@contextmanager
def held_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Rebuilds beside a projector wait for this, or for their end."""
    released = threading.Event()

    def rebuild_later(database_url: str, views: Views, stop: threading.Event) -> None:
        while not released.wait(0.01) and not stop.is_set():
            pass
        rebuild_outdated(database_url, views, stop)

    monkeypatch.setattr(background, "rebuild_outdated", rebuild_later)
    yield released


def test_a_rebuild_that_failed_is_followed_by_another(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.start(CHANNEL)
    scene.show()
    make_older(scene, "RingsView")
    attempts = []

    def fail_at_first(database_url: str, views: Views, stop: threading.Event) -> None:
        attempts.append(database_url)
        if len(attempts) == 1:
            raise LogWentBack("It was restored meanwhile.")
        rebuild_outdated(database_url, views, stop)

    monkeypatch.setattr(background, "rebuild_outdated", fail_at_first)
    with projecting(scene.database_url):
        until_current(scene)
    assert len(attempts) == 2


def test_only_what_changed_is_rebuilt(scene: Scene) -> None:
    RandomHistory(scene, seed=31).go_on(200)
    scene.show()
    live, before = dump(scene.database_url), tables(scene)
    scene.query_nothing("UPDATE rings SET caller_id = callee_id")
    make_older(scene, "RingsView RoomTimelineView")
    with projecting(scene.database_url):
        until_current(scene)
    assert dump(scene.database_url) == live
    after = tables(scene)
    others = {name for name in before if after[name] != before[name] and not name.endswith("_pkey")}
    assert {name for name in others if name in TABLES} == {"rings", "call_messages"}


def test_the_others_go_on_while_some_are_rebuilt(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.start(CHANNEL)
    scene.show()
    make_older(scene, "RingsView")
    with held_back(monkeypatch) as released, projecting(scene.database_url):
        call_id, _ = scene.start(DIRECT)
        until_shown(scene.database_url, scene.log.end_of_log())
        due = scene.query("SELECT kind FROM deadlines WHERE call_id = %s", (call_id,))
        assert ("ring_expiry",) in due
        assert not scene.query("SELECT FROM rings WHERE call_id = %s", (call_id,))
        released.set()
        until_current(scene)
        assert scene.query("SELECT FROM rings WHERE call_id = %s", (call_id,))
        scene.end(call_id)
        until_shown(scene.database_url, scene.log.end_of_log())
    live = dump(scene.database_url)
    rebuild(scene.database_url)
    assert dump(scene.database_url) == live


def test_nothing_new_is_shown_until_the_directory_is_rebuilt(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Alan is no member any more, but who may see what doesn't say so yet."""
    scene.show()
    make_older(scene, "DirectoryView")
    before = dump(scene.database_url)
    with held_back(monkeypatch) as released, projecting(scene.database_url):
        scene.directory.remove_members(room="general", users=["alan"], cause=CAUSE)
        call_id, _ = scene.start(CHANNEL)
        until_shown(scene.database_url, scene.log.end_of_log())
        shown = dump(scene.database_url)
        assert {table for table in shown if shown[table] != before[table]} == {"deadlines", "position"}
        released.set()
        until_current(scene)
        assert scene.query("SELECT FROM calls WHERE id = %s", (call_id,))
    begun = [record.getMessage() for record in caplog.records if record.getMessage().startswith("Rebuilding")]
    assert "DirectoryView" in begun[0]
    live = dump(scene.database_url)
    rebuild(scene.database_url)
    assert dump(scene.database_url) == live


def test_whoever_needs_all_that_is_recorded_waits_while_live_calls_are_rebuilt(scene: Scene) -> None:
    scene.start(CHANNEL)
    scene.show()
    with open_pool(scene.database_url) as pool, pytest.MonkeyPatch.context() as impatient:
        impatient.setattr("projections.calls_of_user.PATIENCE", 0.0)
        calls_of_user = CaughtUpCallsOfUser(pool, scene.log)
        assert len(calls_of_user.calls_of(ADA)) == 1
        scene.query_nothing("UPDATE versions SET version = NULL WHERE view = 'LiveCallsView'")
        with pytest.raises(TryAgain):
            calls_of_user.calls_of(ADA)
        rebuild_outdated(scene.database_url, VIEWS, threading.Event())
        assert len(calls_of_user.calls_of(ADA)) == 1


def test_a_media_server_waits_for_deadlines_to_be_rebuilt_before_it_takes_up_recordings(scene: Scene) -> None:
    call_id, _ = scene.start(CHANNEL)
    scene.recordings.start(call_id=call_id, by=Requester(ADA), cause=CAUSE)
    scene.show()
    with open_pool(scene.database_url) as pool:
        awaited = RequestedRecordings(pool, scene.log.end_of_log())
        assert [each.call_id for each in awaited.read() or ()] == [call_id]
        scene.query_nothing("UPDATE versions SET version = NULL WHERE view = 'DeadlinesView'")
        assert awaited.read() is None
        rebuild_outdated(scene.database_url, VIEWS, threading.Event())
        assert [each.call_id for each in awaited.read() or ()] == [call_id]


def test_as_long_as_another_version_runs_its_views_are_left_to_it(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    make_older(scene, "RingsView")
    scene.start(DIRECT)
    with psycopg.connect(scene.database_url, autocommit=True) as other, projecting(scene.database_url):
        other.execute(ATTEND, ("RingsView:older",))
        caplog.clear()
        until(lambda: "left alone" in caplog.text, "waiting")
        assert scene.query("SELECT version FROM versions WHERE view = 'RingsView'") == [("older",)]
        other.close()
        until_shown(scene.database_url, scene.log.end_of_log())
        until_current(scene)
    assert len(scene.query("SELECT FROM rings")) == 1


def test_an_older_version_that_comes_back_leaves_what_was_rebuilt(
    scene: Scene, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = VIEWS.versions
    monkeypatch.setattr(VIEWS, "versions", ours | {"RingsView": "older"})
    scene.start(DIRECT)
    with psycopg.connect(scene.database_url, autocommit=True) as newer:
        newer.execute(ATTEND, (f"RingsView:{ours['RingsView']}",))
        with projecting(scene.database_url):
            until(lambda: "left alone" in caplog.text, "waiting")
    assert scene.query("SELECT version FROM versions WHERE view = 'RingsView'") == [(ours["RingsView"],)]
    assert scene.query("SELECT position FROM position") == [(0,)]


def test_views_of_a_release_with_one_version_for_all_are_rebuilt(scene: Scene) -> None:
    RandomHistory(scene, seed=32).go_on(100)
    scene.show()
    live, relations = dump(scene.database_url), set(tables(scene))
    scene.query_nothing("DROP TABLE versions")
    scene.query_nothing("ALTER TABLE position ADD COLUMN version text NOT NULL DEFAULT 'a hash'")
    scene.query_nothing("CREATE TABLE forgotten (id uuid PRIMARY KEY)")
    projections.migrate(scene.database_url)
    assert not projections.is_current(scene.database_url)
    with projecting(scene.database_url):
        until_current(scene)
        until(lambda: not scene.query("SELECT FROM pg_namespace WHERE nspname = 'views_old'"), "tidied up")
    assert dump(scene.database_url) == live
    assert set(tables(scene)) == relations


def test_views_that_were_called_otherwise_are_seen_until_those_that_take_their_place_are(scene: Scene) -> None:
    RandomHistory(scene, seed=33).go_on(100)
    scene.show()
    live, relations = dump(scene.database_url), set(tables(scene))
    scene.query_nothing("UPDATE versions SET view = 'Former' || view, version = NULL")
    with ThreadPoolExecutor(1) as executor:
        rebuilt = executor.submit(rebuild_outdated, scene.database_url, VIEWS, threading.Event())
        while not rebuilt.done():
            assert dump(scene.database_url).keys() == live.keys()
        rebuilt.result()
    assert dump(scene.database_url) == live
    assert set(tables(scene)) == relations
    assert {view for (view,) in scene.query("SELECT view FROM versions")} == {*VIEWS.names}


def test_an_sql_view_of_a_view_that_nobody_makes_any_more_goes_with_the_table_that_it_reads(scene: Scene) -> None:
    """Though that is replaced first: it is one of the urgent ones."""
    scene.show()
    relations = set(tables(scene))
    scene.query_nothing("CREATE VIEW hosts AS SELECT host_id FROM calls")
    scene.query_nothing("INSERT INTO versions VALUES ('FormerView', NULL, '{hosts}')")
    scene.query_nothing("UPDATE versions SET version = NULL")
    rebuild_outdated(scene.database_url, VIEWS, threading.Event())
    assert set(tables(scene)) == relations
    assert {view for (view,) in scene.query("SELECT view FROM versions")} == {*VIEWS.names}


def test_a_reader_that_takes_long_holds_up_the_swap_and_no_other_reader(scene: Scene) -> None:
    scene.start(CHANNEL)
    scene.show()
    before = tables(scene)["calls"]
    with psycopg.connect(scene.database_url) as slow, ThreadPoolExecutor(1) as executor:
        slow.execute("SELECT FROM views.calls")
        rebuilt = executor.submit(rebuild, scene.database_url)
        waiting = "SELECT FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND NOT granted"
        for _ in range(2):
            until(lambda: bool(scene.query(waiting)), "in the way")
            assert len(scene.query("SELECT FROM calls")) == 1
        assert not rebuilt.done()
        slow.commit()
        rebuilt.result(30)
    assert tables(scene)["calls"] != before


def test_views_that_hold_what_is_no_longer_in_the_log_are_rebuilt(scene: Scene) -> None:
    scene.show()
    end, good = scene.log.end_of_log(), dump(scene.database_url)
    scene.start(CHANNEL)
    with projecting(scene.database_url):
        until_shown(scene.database_url, scene.log.end_of_log())
        with psycopg.connect(scene.database_url) as restored_log:
            restored_log.execute("DELETE FROM log.events WHERE position > %s", (end,))
        until(lambda: dump(scene.database_url) == good, "rebuilt")
        until_current(scene)


def test_a_projector_that_starts_over_late_takes_nothing_back_from_another(scene: Scene) -> None:
    """Views that are being rebuilt may hold what the other one has come to since."""
    scene.show()
    late = Projector(scene.database_url)
    with psycopg.connect(scene.database_url) as other, ThreadPoolExecutor(1) as executor, closing(late):
        other.execute(SQL["lock"])
        starting_over = executor.submit(late.start_over)
        waiting = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        until(lambda: bool(scene.query(waiting)), "in the way")
        scene.start(CHANNEL)
        other.execute(SQL["move"], (scene.log.end_of_log(),))
        other.commit()
        assert starting_over.result(30) == scene.log.end_of_log()
    assert scene.query("SELECT position FROM position") == [(scene.log.end_of_log(),)]


def test_a_projector_goes_on_from_where_a_restored_database_is(scene: Scene, postgres_url: str) -> None:
    scene.show()
    with backed_up(postgres_url, scene.database_url) as backup, projecting(scene.database_url):
        call_id, _ = scene.start(CHANNEL)
        scene.end(call_id)
        until_shown(scene.database_url, scene.log.end_of_log())
        restored(postgres_url, scene.database_url, backup)
        scene.start(DIRECT)
        until_shown(scene.database_url, scene.log.end_of_log())
    live = dump(scene.database_url)
    assert len(live["calls"]) == 1
    rebuild(scene.database_url)
    assert dump(scene.database_url) == live
