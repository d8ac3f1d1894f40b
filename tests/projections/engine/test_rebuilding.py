import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from projections import connect_views, rebuild
from projections.contextual_bar import ContextualBarQueries
from projections.engine.swap import NEXT
from projections.live_calls import LiveCallQueries
from tests.people import CHANNEL
from tests.projections.random_history import RandomHistory
from tests.projections.running import projecting, until_shown
from tests.projections.scene import TABLES, Scene, dump


class Interrupted(Exception):
    pass


def schemas(scene: Scene) -> list[str]:
    return sorted(name for (name,) in scene.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'views%'"))


@pytest.mark.parametrize("seed", range(4))
def test_rebuilt_rows_are_byte_equal_to_the_live_ones(scene: Scene, seed: int) -> None:
    history = RandomHistory(scene, seed)
    for _ in range(8):
        history.go_on(40)
        scene.show()
    live = dump(scene.database_url)
    rebuild(scene.database_url)
    assert dump(scene.database_url) == live


def test_the_random_history_reaches_every_table(scene: Scene) -> None:
    history = RandomHistory(scene, seed=1)
    missing = set(TABLES)
    while missing:
        assert scene.log.end_of_log() < 5_000, f"no rows in {missing}"
        history.go_on(40)
        scene.show()
        missing -= {table for table, rows in dump(scene.database_url).items() if rows}


def test_a_rebuild_comes_to_where_the_live_views_are_and_no_further(scene: Scene) -> None:
    scene.start(CHANNEL)
    scene.show()
    shown, live = scene.log.end_of_log(), dump(scene.database_url)
    scene.start(CHANNEL, by=scene.everyone[1])
    assert rebuild(scene.database_url) == shown < scene.log.end_of_log()
    assert dump(scene.database_url) == live
    scene.show()
    assert len(scene.query("SELECT FROM sessions")) == 2


def test_a_rebuild_makes_views_where_there_are_none(scene: Scene) -> None:
    scene.query_nothing("DROP SCHEMA views CASCADE")
    rebuild(scene.database_url)
    scene.show()
    assert len(scene.query("SELECT FROM users")) == len(scene.everyone)


def test_a_rebuild_says_how_far_it_is(scene: Scene) -> None:
    RandomHistory(scene, seed=1).go_on(400)
    scene.show()
    end = scene.log.end_of_log()
    told: list[tuple[int, int]] = []
    rebuild(scene.database_url, lambda done, of: told.append((done, of)), batch=50)
    assert told[0] == (0, end)
    assert told[-1] == (end, end)
    assert [done for done, _ in told[: end // 50]] == list(range(0, end - end % 50, 50))
    assert told == sorted(told)


def test_what_an_interrupted_rebuild_leaves_is_harmless_and_cleared_away(scene: Scene) -> None:
    RandomHistory(scene, seed=2).go_on(400)
    scene.show()
    live = dump(scene.database_url)

    def interrupt(done: int, of: int) -> None:
        if done > 0:
            raise Interrupted

    with pytest.raises(Interrupted):
        rebuild(scene.database_url, interrupt, batch=50)
    assert NEXT in schemas(scene)
    assert dump(scene.database_url) == live
    rebuild(scene.database_url)
    assert dump(scene.database_url) == live
    assert schemas(scene) == ["views"]


def test_a_rebuild_that_the_database_ends_leaves_the_live_views_as_they_are(scene: Scene) -> None:
    RandomHistory(scene, seed=3).go_on(400)
    scene.show()
    live = dump(scene.database_url)

    def end(done: int, of: int) -> None:
        if done == 0:
            return
        with psycopg.connect(scene.database_url) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ringlog views'"
                " AND datname = current_database()"
            )

    with pytest.raises(psycopg.OperationalError):
        rebuild(scene.database_url, end, batch=50)
    assert dump(scene.database_url) == live


def test_two_rebuilds_at_once_follow_each_other(scene: Scene) -> None:
    RandomHistory(scene, seed=4).go_on(100)
    scene.show()
    live = dump(scene.database_url)
    with ThreadPoolExecutor(2) as executor:
        ends = list(executor.map(rebuild, [scene.database_url] * 2))
    assert ends == [scene.log.end_of_log()] * 2
    assert dump(scene.database_url) == live
    assert schemas(scene) == ["views"]


def test_readers_writers_and_the_projector_go_on_unharmed_while_views_are_swapped(scene: Scene) -> None:
    history = RandomHistory(scene, seed=5)
    history.go_on(100)
    stop = threading.Event()
    with projecting(scene.database_url, batch=7), ThreadPoolExecutor(3) as executor:
        until_shown(scene.database_url, scene.log.end_of_log())
        readers = [executor.submit(asyncio.run, read_on(scene.database_url, stop)) for _ in range(2)]
        rebuilder = executor.submit(rebuild_on, scene.database_url, stop)
        try:
            history.go_on(400)
        finally:
            stop.set()
        assert rebuilder.result() >= 3
        assert all(reader.result() > 0 for reader in readers)
        until_shown(scene.database_url, scene.log.end_of_log())
    live = dump(scene.database_url)
    rebuild(scene.database_url)
    assert dump(scene.database_url) == live


def rebuild_on(database_url: str, stop: threading.Event) -> int:
    """How often it was rebuilt."""
    times = 0
    while not stop.is_set() or times < 3:
        rebuild(database_url, batch=20)
        times += 1
    return times


async def read_on(database_url: str, stop: threading.Event) -> int:
    """How often was read what can only grow."""
    times, seen = 0, 0
    async with connect_views(database_url, connections=2) as pool:
        while not stop.is_set():
            bar = await ContextualBarQueries(pool).page(CHANNEL, limit=10_000)
            assert len(bar) >= seen
            seen = len(bar)
            calls = await LiveCallQueries(pool).calls([row.call_id for row in bar])
            assert len(calls) >= seen
            times += 1
    return times
