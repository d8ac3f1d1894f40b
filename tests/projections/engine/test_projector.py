import logging
import os
import random
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Json

import projections
from domain.calls.call import Call
from domain.calls.ring import Ring
from projections import Projector, ViewsOfAnotherVersion, rebuild
from projections.engine.rows import NoSuchRow
from ringlog.postgres.embedded_postgres import MAINTENANCE_DATABASE, EmbeddedPostgres
from runtime.migrations import migrate
from tests.people import ADA, AT, CAUSE, CHANNEL
from tests.projections.random_history import RandomHistory
from tests.projections.running import projecting, until, until_shown
from tests.projections.scene import Dump, Scene, dump

STRAY = "INSERT INTO log.events SELECT max(position) + 1, %s, 2, %s, %s, now() FROM log.events"
CONNECTED = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ringlog views'"
CUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def shown_by(scene: Scene, batch: int) -> Dump:
    """The rows of new views, brought to the end of the log in steps of `batch`."""
    scene.query_nothing("DROP SCHEMA views CASCADE")
    projections.migrate(scene.database_url)
    projector = Projector(scene.database_url, batch)
    while projector.run_once():
        pass
    projector.close()
    return dump(scene.database_url)


@pytest.mark.parametrize("seed", [11, 12])
def test_rows_are_the_same_however_the_log_is_cut_into_batches(scene: Scene, seed: int) -> None:
    RandomHistory(scene, seed).go_on(250)
    whole = shown_by(scene, 10_000)
    assert len(whole["calls"]) > 3
    for batch in (1, 2, 17):
        assert shown_by(scene, batch) == whole


def test_several_projectors_take_turns(scene: Scene) -> None:
    RandomHistory(scene, seed=13).go_on(200)
    scene.projector.close()
    projectors = [Projector(scene.database_url, batch=5) for _ in range(3)]

    def run_out(projector: Projector) -> int:
        applied = 0
        while batch := projector.run_once():
            applied += batch
        projector.close()
        return applied

    with ThreadPoolExecutor(3) as executor:
        applied = sum(executor.map(run_out, projectors))
    assert applied == scene.log.end_of_log()
    assert dump(scene.database_url) == shown_by(scene, 500)


@pytest.mark.parametrize("seed", [14, 15, 16])
def test_no_fact_is_skipped_or_applied_twice_when_connections_are_cut_at_random(scene: Scene, seed: int) -> None:
    RandomHistory(scene, seed).go_on(250)
    end, chance = scene.log.end_of_log(), random.Random(seed)
    with psycopg.connect(scene.database_url, autocommit=True) as others, projecting(scene.database_url, batch=3):
        for _ in range(12):
            until(lambda: others.execute(CONNECTED).rowcount > 0, "connected again")
            time.sleep(chance.uniform(0, 0.05))
            others.execute(CUT)
        until_shown(scene.database_url, end)
    live = dump(scene.database_url)
    rebuild(scene.database_url)
    assert dump(scene.database_url) == live


def test_the_projector_survives_a_killed_database(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path) as postgres:
        url = postgres.url(MAINTENANCE_DATABASE)
        migrate(url)
        with Scene(url) as scene:
            scene.furnish()
            history = RandomHistory(scene, seed=17)
            history.go_on(60)
            with projecting(url, batch=5):
                for _ in range(3):
                    pid = postgres.pid()
                    assert pid is not None
                    os.kill(pid, signal.SIGKILL)
                    until(postgres.ensure_running, "started again")
                until_shown(url, scene.log.end_of_log())
                history.go_on(60)
                until_shown(url, scene.log.end_of_log())
            live = dump(url)
            rebuild(url)
            assert dump(url) == live


def test_a_fact_that_a_handler_cannot_apply_stops_the_projector_loudly(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.show()
    before = dump(scene.database_url)
    scene.start(CHANNEL)
    state = Json({"timestamp": AT.isoformat(), "cause": _cause()})
    with psycopg.connect(scene.database_url) as connection:
        connection.execute(STRAY, (uuid4(), Ring.Dismissed.TOPIC, state))
    with caplog.at_level(logging.ERROR), pytest.raises(NoSuchRow):
        scene.projector.run(threading.Event())
    assert "facts could not be handled" in caplog.text
    assert dump(scene.database_url) == before


def test_rows_that_the_database_refuses_stop_the_projector_loudly(scene: Scene) -> None:
    call_id, _ = scene.start(CHANNEL)
    scene.show()
    scene.end(call_id)
    scene.react()
    scene.query_nothing("ALTER TABLE attendances ADD CHECK (left_at < joined_at)")
    before = dump(scene.database_url)
    with pytest.raises(psycopg.errors.CheckViolation):
        scene.projector.run(threading.Event())
    assert dump(scene.database_url) == before


def test_facts_of_a_topic_that_nobody_knows_stop_the_projector_loudly(scene: Scene) -> None:
    scene.show()
    with psycopg.connect(scene.database_url) as connection:
        connection.execute(STRAY, (uuid4(), "ringlog.Ring.Teleported", Json({})))
    with pytest.raises(Exception, match="Teleported"):
        scene.projector.run(threading.Event())


def test_views_of_another_version_are_not_touched(scene: Scene) -> None:
    scene.query_nothing("UPDATE versions SET version = 'older' WHERE view = 'RingsView'")
    with pytest.raises(ViewsOfAnotherVersion):
        scene.projector.run_once()
    assert scene.query("SELECT position FROM position") == [(0,)]


def test_views_of_another_version_are_rebuilt_before_the_projector_goes_on(scene: Scene) -> None:
    call_id, _ = scene.start(CHANNEL)
    scene.show()
    good = dump(scene.database_url)
    scene.query_nothing("UPDATE calls SET title = 'an older idea of a title'")
    scene.query_nothing("UPDATE versions SET version = 'older'")
    assert not projections.is_current(scene.database_url)
    with projecting(scene.database_url):
        until(lambda: projections.is_current(scene.database_url), "rebuilt")
        assert dump(scene.database_url) == good
        scene.end(call_id)
        until_shown(scene.database_url, scene.log.end_of_log())
    assert scene.query("SELECT state FROM calls") == [("ended",)]


def test_the_projector_shows_what_is_recorded_while_it_runs(scene: Scene) -> None:
    with projecting(scene.database_url):
        for _ in range(5):
            call_id, _ = scene.start(CHANNEL)
            scene.end(call_id)
            until_shown(scene.database_url, scene.log.end_of_log())
    assert scene.query("SELECT count(*) FROM calls WHERE state = 'ended'") == [(5,)]
    assert scene.log.find(Call, call_id).initiator_id == ADA


def test_migrating_again_and_by_several_at_once_changes_nothing(scene: Scene) -> None:
    scene.show()
    before = dump(scene.database_url)
    with ThreadPoolExecutor(4) as executor:
        list(executor.map(projections.migrate, [scene.database_url] * 4))
    assert dump(scene.database_url) == before


def _cause() -> dict[str, str]:
    return {name: str(value) for name, value in vars(CAUSE).items()}
