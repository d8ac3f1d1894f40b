"""How whoever asks after signs of life is connected."""

import threading
import time

import psycopg

from runtime.presence.database import open_pool
from runtime.presence.media_nodes import UP_FOR, MediaNode, MediaNodes
from tests.media.node.conftest import database_away
from tests.patience import eventually

NODE = MediaNode("one", "http://127.0.0.1:1", "token")
AWAY = 8.0  # seconds: attempts that come less and less often would not come for as long again


def test_a_heartbeat_comes_back_so_soon_after_the_database_that_no_call_moves(
    database_url: str, postgres_url: str
) -> None:
    beats: list[float] = []
    over = threading.Event()

    def beat() -> None:
        with open_pool(database_url) as pool:
            nodes = MediaNodes(pool)
            while not over.wait(0.5):
                try:
                    nodes.announce(NODE)
                    beats.append(time.monotonic())
                except psycopg.Error:
                    continue

    beating = threading.Thread(target=beat)
    beating.start()
    eventually(lambda: beats)
    with database_away(postgres_url, database_url):
        over.wait(AWAY)
    back = time.monotonic()
    eventually(lambda: beats[-1] > back)
    over.set()
    beating.join()
    assert next(at for at in beats if at > back) - back < UP_FOR.total_seconds()


def test_a_database_that_vanished_from_the_network_is_noticed(database_url: str) -> None:
    with open_pool(database_url) as pool, pool.connection() as connection:
        parameters = connection.info.get_parameters()
    assert parameters["application_name"] == "ringlog presence"
    assert {"keepalives_idle", "tcp_user_timeout", "connect_timeout"} <= parameters.keys()
