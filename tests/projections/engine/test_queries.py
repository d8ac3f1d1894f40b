"""Reading views over connections that the database may have dropped."""

import asyncio

import psycopg

from projections.directory import DirectoryQueries
from projections.engine.pool import Pool
from tests.people import CHANNEL
from tests.projections.scene import Scene


async def test_readers_notice_nothing_of_connections_that_the_database_has_dropped(scene: Scene, pool: Pool) -> None:
    scene.show()
    queries = DirectoryQueries(pool)
    before = await asyncio.gather(*(queries.rooms([CHANNEL]) for _ in range(8)))
    assert CHANNEL in before[0]
    with psycopg.connect(scene.database_url, autocommit=True) as connection:
        dropped = connection.execute("""
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND pid != pg_backend_pid()
            AND (query LIKE '%rooms%' OR query LIKE '%vault%')
        """).fetchone()
    assert dropped
    assert dropped[0] > 0
    assert await asyncio.gather(*(queries.rooms([CHANNEL]) for _ in range(8))) == before
