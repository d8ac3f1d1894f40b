from concurrent.futures import ThreadPoolExecutor
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from runtime.presence.secrets import SharedSecret


def test_processes_that_need_it_at_the_same_instant_all_get_one_secret(pool: ConnectionPool[Connection[Any]]) -> None:
    with ThreadPoolExecutor(8) as threads:
        read = set(threads.map(lambda _: SharedSecret(pool, "links").read(), range(8)))
    assert len(read) == 1
    assert len(read.pop()) >= 48


def test_each_name_has_a_secret_of_its_own(pool: ConnectionPool[Connection[Any]]) -> None:
    assert SharedSecret(pool, "links").read() != SharedSecret(pool, "others").read()
