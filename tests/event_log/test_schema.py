"""Bringing a database up to date, whoever comes first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest

from event_log import migrate
from event_log.recorder import Recorder
from event_log.schema import MIGRATIONS
from tests.event_log.rows import stored, stream


def test_migrating_again_changes_nothing(log_url: str) -> None:
    recorder = Recorder(log_url)
    recorder.insert_events(stream(3))
    before = stored(log_url)
    migrate(log_url)
    assert stored(log_url) == before
    assert list(recorder.insert_events(stream())) == [4]
    recorder.close()


def test_several_processes_may_migrate_a_new_database_at_once(empty_url: str) -> None:
    start = Barrier(8)

    def migrate_with_the_others() -> None:
        start.wait()
        migrate(empty_url)

    with ThreadPoolExecutor(8) as threads:
        for future in [threads.submit(migrate_with_the_others) for _ in range(8)]:
            future.result()
    with psycopg.connect(empty_url) as connection:
        steps = connection.execute("SELECT name FROM log.migrations ORDER BY name").fetchall()
    assert [name for (name,) in steps] == sorted(step.stem for step in MIGRATIONS.glob("*.sql"))


def test_a_step_that_fails_leaves_no_half_of_it(empty_url: str) -> None:
    with psycopg.connect(empty_url) as connection:
        connection.execute("CREATE SCHEMA log CREATE TABLE tracking (something_else int)")
    with pytest.raises(psycopg.errors.DuplicateTable):
        migrate(empty_url)
    with psycopg.connect(empty_url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'log'").fetchall()
    assert tables == [("tracking",)]
