"""A media process goes on while all its parts do, and ends in time whatever the database does."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psutil
import psycopg
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.media_sessions.media_session import MediaSession
from event_log.application import Ringlog
from media.node.control_server import ControlServer
from media.node.process import MediaProcess
from media.sfu.transport.addresses import own_addresses
from runtime.config import Config
from runtime.presence.media_nodes import MediaNode, MediaNodes
from runtime.role_tasks import TaskEnded
from tests.media.node.conftest import QUICK, Installation, Seat, database_away, installed
from tests.media.peers import Tone
from tests.patience import eventually_async
from tests.people import ADA, GRACE
from tests.system.role_alone import RoleAlone
from tests.system.running import PATIENCE

STOPS_WITHIN = 8.0  # seconds, after which a supervisor kills it


@contextmanager
def frozen_connections(database_url: str) -> Iterator[None]:
    """Nobody who is connected to the database has an answer, and nobody is told that."""
    with psycopg.connect(database_url) as own:
        others = own.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        backends = [psutil.Process(pid) for (pid,) in others]
    for backend in backends:
        backend.suspend()
    try:
        yield
    finally:
        for backend in backends:
            backend.resume()


class Watched(MediaProcess):
    """Lets a test at its control server."""

    async def _take_orders(self, *given: Any) -> tuple[ControlServer, MediaNode]:
        self.control, node = await super()._take_orders(*given)
        return self.control, node


async def test_one_whose_control_server_has_ended_ends_and_gets_no_calls(
    database_url: str, pool: ConnectionPool[Connection[Any]]
) -> None:
    process, nodes = Watched(Config(database_url=database_url), QUICK), MediaNodes(pool)
    running = asyncio.create_task(process.run(asyncio.Event()))
    await eventually_async(lambda: nodes.find(process._node_id))
    process.control._server.should_exit = True
    with pytest.raises(TaskEnded, match="the control server has ended by itself"):
        await asyncio.wait_for(running, STOPS_WITHIN)
    assert nodes.find(process._node_id) is None


async def test_one_that_takes_orders_on_every_address_announces_one_that_others_can_use(
    database_url: str, pool: ConnectionPool[Connection[Any]]
) -> None:
    everywhere = Config(database_url=database_url, media_control_host="0.0.0.0")
    process, nodes, stop = MediaProcess(everywhere, QUICK), MediaNodes(pool), asyncio.Event()
    running = asyncio.create_task(process.run(stop))
    await eventually_async(lambda: nodes.find(process._node_id))
    node = nodes.find(process._node_id)
    stop.set()
    await running
    assert node is not None
    assert urlsplit(node.control_url).hostname == own_addresses("0.0.0.0")[0]


@pytest.fixture
def role(database_url: str, tmp_path: Path) -> Iterator[RoleAlone]:
    with RoleAlone("media", database_url, tmp_path) as role:
        yield role


async def until_two_talk(installation: Installation, stack: AsyncExitStack) -> list[Seat]:
    """As soon as there is a media process; and it is on record."""
    await eventually_async(lambda: installation.nodes.place(uuid4()), PATIENCE)
    seats = [installation.enter(who) for who in (ADA, GRACE)]
    for seat in seats:
        peer = await stack.enter_async_context(installation.peer(seat))
        peer.publish(Tone(440))
        await peer.negotiate()
        await installation.told(seat, MediaSession.TrackPublished)
    return seats


async def test_told_to_stop_while_the_database_is_away_it_ends_in_time_and_says_what_is_not_recorded(
    log: Ringlog, pool: ConnectionPool[Connection[Any]], role: RoleAlone, postgres_url: str, database_url: str
) -> None:
    async with installed(log, pool) as installation, AsyncExitStack() as stack:
        await until_two_talk(installation, stack)
        with database_away(postgres_url, database_url):
            role.process.terminate()
            assert await asyncio.to_thread(role.process.wait, STOPS_WITHIN) == 0
    assert re.search(r"database is away at the end: \d+ reports of the media server are not recorded", role.log)


async def test_told_to_stop_while_the_database_does_not_answer_it_ends_in_time(
    log: Ringlog, pool: ConnectionPool[Connection[Any]], role: RoleAlone, database_url: str
) -> None:
    async with installed(log, pool) as installation, AsyncExitStack() as stack:
        await until_two_talk(installation, stack)
        with frozen_connections(database_url):
            role.process.terminate()
            assert await asyncio.to_thread(role.process.wait, STOPS_WITHIN) == 0
