"""A running media process on loopback, the API's way to it, and clients that call through it."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from api.media.gateway import MediaGateway
from domain.calls.joining import Device
from domain.calls.use_cases import CallUseCases
from domain.floor.use_cases import FloorUseCases
from domain.kernel.clock import system_clock
from domain.kernel.fact import Fact
from domain.kernel.ids import media_session_id
from domain.media_sessions.use_cases import MediaSessionUseCases
from event_log.application import Ringlog
from media.node.process import MediaProcess
from media.provider import TrackKind
from media.sfu.media_settings import MediaSettings
from runtime.config import Config
from runtime.presence.media_nodes import MediaNodes
from runtime.presence.session_presence import SessionPresence
from tests.event_log.outages import hang_up_on_all, out_of_reach
from tests.media.peers import Negotiate, TestPeer
from tests.patience import eventually_async
from tests.people import ADA, CAUSE, CHANNEL

F = TypeVar("F", bound=Fact)

QUICK = MediaSettings(listen_host="127.0.0.1", udp_port=0, connect_within=3.0, sample_every=1.0)


@dataclass(frozen=True)
class Seat:
    """One device in a call."""

    call_id: UUID
    session_id: UUID
    user_id: UUID


@dataclass(frozen=True)
class Installation:
    """What the tests use."""

    log: Ringlog
    calls: CallUseCases
    floors: FloorUseCases
    gateway: MediaGateway
    nodes: MediaNodes

    def enter(self, by: UUID = ADA, *, microphone: bool = True, camera: bool = False) -> Seat:
        """Join the call in the channel, which begins with the first."""
        device = Device("laptop", microphone=microphone, camera=camera)
        call_id, session_id = self.calls.start(room_id=CHANNEL, by=by, device=device, cause=CAUSE).answer
        return Seat(call_id, session_id, by)

    def leave(self, seat: Seat) -> None:
        self.calls.leave(call_id=seat.call_id, session_id=seat.session_id, by=seat.user_id, cause=CAUSE)

    def peer(self, seat: Seat, kinds: Mapping[str, TrackKind] | None = None) -> TestPeer:
        """A client that negotiates as the API lets it."""
        return TestPeer(self.signalling(seat, kinds))

    def signalling(self, seat: Seat, kinds: Mapping[str, TrackKind] | None = None) -> Negotiate:
        async def negotiate(sdp: str) -> str:
            answer = await self.gateway.negotiate(
                call_id=seat.call_id,
                session_id=seat.session_id,
                user_id=seat.user_id,
                sdp=sdp,
                kinds=kinds or {},
                cause=CAUSE,
            )
            return answer.sdp

        return negotiate

    def recorded(self, seat: Seat, kind: type[F]) -> list[F]:
        """The facts of this kind about the seat's media."""
        return [fact for fact in self.log.events.get(media_session_id(seat.session_id)) if isinstance(fact, kind)]

    async def told(self, seat: Seat, kind: type[F], count: int = 1) -> list[F]:
        """Wait until that many facts of this kind are recorded about the seat's media."""
        await eventually_async(lambda: len(self.recorded(seat, kind)) >= count)
        return self.recorded(seat, kind)


@asynccontextmanager
async def running_media(database_url: str, nodes: MediaNodes, settings: MediaSettings = QUICK) -> AsyncIterator[None]:
    """A media process of its own, ready for orders."""
    stop = asyncio.Event()
    process = MediaProcess(Config(database_url=database_url), settings)
    running = asyncio.create_task(process.run(stop))
    try:
        await eventually_async(lambda: running.done() or nodes.place(uuid4()))
        yield
    finally:
        stop.set()
        await running


@pytest.fixture
async def installation(
    log: Ringlog, database_url: str, pool: ConnectionPool[Connection[Any]]
) -> AsyncIterator[Installation]:
    """A media process and the API's way to it."""
    async with installed(log, pool) as installation, running_media(database_url, installation.nodes):
        yield installation


@asynccontextmanager
async def installed(log: Ringlog, pool: ConnectionPool[Connection[Any]]) -> AsyncIterator[Installation]:
    """Without a media process."""
    nodes, sessions = MediaNodes(pool), MediaSessionUseCases(log, system_clock)
    gateway = MediaGateway(sessions, nodes, SessionPresence(pool), system_clock)
    yield Installation(log, CallUseCases(log, system_clock), FloorUseCases(log, system_clock), gateway, nodes)
    await gateway.close()


@contextmanager
def database_away(postgres_url: str, database_url: str) -> Iterator[None]:
    """Nobody gets in, and who was in is out."""
    with out_of_reach(database_url, postgres_url):
        hang_up_on_all(postgres_url, database_url, application="%")
        yield


MOVE = """
    UPDATE presence.media_calls SET generation = nextval('presence.generations'),
        node_id = (SELECT node_id FROM presence.media_nodes AS node WHERE node.node_id <> media_calls.node_id)
    WHERE call_id = %s AND (SELECT count(*) FROM presence.media_nodes) = 2
"""


async def move_call(nodes: MediaNodes, call_id: UUID) -> None:
    """To the other one of two nodes, as if the one that carries it had been cut off from the database for long."""
    with nodes._pool.connection() as connection:
        await eventually_async(lambda: connection.execute(MOVE, (call_id,)).rowcount == 1)
