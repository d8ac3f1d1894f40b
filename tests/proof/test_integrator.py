import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from proof import integrator, store
from proof.integrator import Integrator
from proof.leaf import leaf_of
from proof.rows import rows
from proof.store import integrated, refused, root_at
from proof.tree import EMPTY_ROOT
from tests.event_log.backups import backed_up, restored
from tests.proof import rfc

Act = Callable[[], None]
Append = Callable[[int], None]
EVERYTHING = "size, root, partial, (SELECT json_agg(t ORDER BY level, index) FROM proof.tiles t)::text"


def root_of_log(connection: Connection[Any], size: int) -> bytes:
    return rfc.tree_hash([leaf_of(row) for row in rows(connection, 1, size)])


def tree(connection: Connection[Any]) -> Any:
    return connection.execute(f"SELECT {EVERYTHING} FROM proof.edge").fetchone()


def edge(connection: Connection[Any]) -> Any:
    return connection.execute("SELECT size, root, partial FROM proof.edge").fetchone()


def put_edge_back(connection: Connection[Any], before: Any) -> None:
    connection.execute("UPDATE proof.edge SET size = %s, root = %b, partial = %b", before)


@pytest.mark.parametrize("batch", [1, 7, 255, 256, 257, 5_000])
def test_the_tree_is_the_same_however_it_grew(
    log_url: str, connection: Connection[Any], append: Append, batch: int
) -> None:
    append(600)
    growing = Integrator(log_url, batch=batch)
    while growing.integrate(connection):
        assert integrated(connection).size % batch == 0
    assert integrated(connection) == (600, root_of_log(connection, 600))
    assert connection.execute("SELECT level, index FROM proof.tiles ORDER BY 1, 2").fetchall() == [(0, 0), (0, 1)]


def test_it_tells_how_far_it_has_come(log_url: str, append: Append) -> None:
    told: list[tuple[str, int]] = []
    growing = Integrator(log_url, batch=100, tell=lambda name, size, *_: told.append((name, size)))
    append(150)
    growing.run_once(threading.Event())
    growing.run_once(threading.Event())
    growing.close()
    assert told == [("proof", 100), ("proof", 150), ("proof", 150)]


def test_what_is_interrupted_in_a_transaction_is_done_again_and_comes_to_the_same(
    log_url: str, connection: Connection[Any], append: Append, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(700)
    growing = Integrator(log_url, batch=300)
    save = integrator._save

    def killed(connection: Connection[Any], *rest: Any) -> None:
        save(connection, *rest)
        connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    growing.integrate(connection)
    for _ in range(3):
        with monkeypatch.context() as patched, psycopg.connect(log_url, autocommit=True) as other:
            patched.setattr(integrator, "_save", killed)
            with pytest.raises(psycopg.OperationalError):
                growing.integrate(other)
        assert integrated(connection) == (300, root_of_log(connection, 300))
    growing.run_once(threading.Event())
    growing.close()
    assert integrated(connection) == (700, root_of_log(connection, 700))


def test_several_integrate_at_the_same_time_as_one(log_url: str, connection: Connection[Any], append: Append) -> None:
    append(2_000)
    several = [Integrator(log_url, batch=13) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda one: one.run_once(threading.Event()), several))
    for one in several:
        one.close()
    together = tree(connection)
    connection.execute("TRUNCATE proof.tiles; UPDATE proof.edge SET size = 0, root = sha256(''), partial = '{}'")
    Integrator(log_url).integrate(connection)
    assert tree(connection) == together
    assert together[0] == 2_000


def test_commits_that_a_crash_took_back_are_made_again(
    connection: Connection[Any], append: Append, integrate: Act
) -> None:
    append(300)
    integrate()
    before = edge(connection)
    append(300)
    integrate()
    after = tree(connection)
    put_edge_back(connection, before)
    connection.execute("DELETE FROM proof.tiles WHERE index > 0")
    append(0)
    integrate()
    assert tree(connection) == after
    assert refused(connection) is None


def test_a_log_that_is_shorter_than_the_tree_is_refused(
    log_url: str, connection: Connection[Any], append: Append, integrate: Act, caplog: pytest.LogCaptureFixture
) -> None:
    append(300)
    integrate()
    before = tree(connection)
    connection.execute("DELETE FROM log.events WHERE position > 299")
    growing = Integrator(log_url)
    for _ in range(3):
        assert not growing.integrate(connection)
    assert refused(connection) == "There is no event at position 300, up to which the tree has come."
    assert tree(connection) == before
    (said,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "doesn't grow until an operator decides" in said.getMessage()


@pytest.mark.parametrize("size", [256, 300])
def test_a_log_that_went_back_and_has_grown_again_is_refused(
    log_url: str, connection: Connection[Any], append: Append, integrate: Act, size: int
) -> None:
    append(size)
    integrate()
    before = tree(connection)
    connection.execute("DELETE FROM log.events WHERE position > %s", (size - 10,))
    append(20)
    Integrator(log_url).integrate(connection)
    assert refused(connection) == f"The event at position {size} isn't the one that is in the tree."
    assert tree(connection) == before


def test_a_log_with_a_gap_is_refused(log_url: str, connection: Connection[Any], append: Append) -> None:
    append(10)
    connection.execute("DELETE FROM log.events WHERE position = 5")
    assert not Integrator(log_url).integrate(connection)
    assert refused(connection) == "There is no event at position 5, but there is one at 6."
    assert integrated(connection) == (0, EMPTY_ROOT)


def test_a_topic_that_cant_be_one_is_refused(log_url: str, connection: Connection[Any], append: Append) -> None:
    append(3)
    connection.execute("UPDATE log.events SET topic = repeat('t', 300) WHERE position = 2")
    assert not Integrator(log_url).integrate(connection)
    assert refused(connection) == "The event at position 2 has a topic that is too long to be one."


@pytest.mark.parametrize("appended", [0, 20, 50, 80])
def test_whoever_integrated_notices_a_restored_backup_however_long_its_log_is_by_now(
    log_url: str, postgres_url: str, append: Append, appended: int
) -> None:
    growing = Integrator(log_url, batch=30)
    append(300)
    growing.run_once(threading.Event())
    growing.close()
    with backed_up(postgres_url, log_url) as backup:
        append(50)
        growing.run_once(threading.Event())
        growing.close()
        restored(postgres_url, log_url, backup)
    append(appended)
    with psycopg.connect(log_url, autocommit=True) as connection:
        for _ in range(10):
            growing.integrate(connection)
        why = refused(connection)
        assert why is not None
        assert why.startswith("The log ends at position " if appended < 50 else "The first 350 events aren't those")
        assert integrated(connection).size < 350


def test_a_restored_backup_is_noticed_also_when_another_integrated_it_further(
    log_url: str, postgres_url: str, append: Append
) -> None:
    growing = Integrator(log_url)
    append(300)
    with backed_up(postgres_url, log_url) as backup:
        append(50)
        growing.run_once(threading.Event())
        growing.close()
        restored(postgres_url, log_url, backup)
    with psycopg.connect(log_url, autocommit=True) as connection:
        connection.execute("UPDATE log.events SET recorded_at = recorded_at + interval '1 s' WHERE position = 300")
        Integrator(log_url).integrate(connection)
        append(100)
        Integrator(log_url).integrate(connection)
        growing.integrate(connection)
        assert refused(connection) == "The first 350 events aren't those over which the tree was before."


def test_what_is_refused_stays_so_whoever_integrates(log_url: str, connection: Connection[Any], append: Append) -> None:
    append(10)
    store.refuse(connection, "The log is a fork.")
    store.refuse(connection, "It has another root.")
    assert not Integrator(log_url).integrate(connection)
    assert refused(connection) == "The log is a fork."
    assert integrated(connection).size == 0


def test_roots_of_before_stay_as_the_tree_grows(connection: Connection[Any], append: Append, integrate: Act) -> None:
    known = {}
    for _ in range(12):
        append(60)
        integrate()
        known[integrated(connection).size] = integrated(connection).root
    assert {size: root_at(connection, size) for size in known} == known


def test_an_operator_lets_the_tree_begin_anew_and_whoever_integrated_forgets_the_one_before(
    log_url: str, connection: Connection[Any], append: Append
) -> None:
    several = [Integrator(log_url), Integrator(log_url)]
    append(300)
    for one in several:
        one.integrate(connection)
    connection.execute("DELETE FROM log.events WHERE position > 290")
    append(20)
    for one in several:
        one.integrate(connection)
    assert refused(connection) is not None
    store.begin_anew(connection)
    for one in several:
        one.integrate(connection)
        assert refused(connection) is None
        assert integrated(connection) == (310, root_of_log(connection, 310))
