"""A media process that records into a folder of the test's, the use cases around it, and clients in a call."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from api.media.gateway import MediaGateway
from domain.calls.authority import Requester
from domain.calls.joining import Device
from domain.calls.use_cases import CallUseCases
from domain.kernel.clock import system_clock
from domain.kernel.fact import Fact
from domain.media_sessions.use_cases import MediaSessionUseCases
from domain.recordings.recording import Recording
from domain.recordings.use_cases import RecordingUseCases
from event_log.application import Ringlog
from media.node.process import MediaProcess
from media.sfu.media_settings import MediaSettings
from runtime.config import Config
from runtime.presence.media_nodes import MediaNodes
from runtime.presence.session_presence import SessionPresence
from runtime.storage.folder_storage import FolderStorage
from runtime.storage.sealed_storage import SealedStorage
from runtime.storage.storage import RecordingStorage
from tests.master_key import FILE
from tests.media.peers import TestPeer, Tone
from tests.patience import eventually_async
from tests.people import ADA, CAUSE, CHANNEL
from tests.system.running import free_port

F = TypeVar("F", bound=Fact)
LOOPBACK = MediaSettings(listen_host="127.0.0.1", udp_port=0)


@dataclass(frozen=True)
class Studio:
    """What the tests use."""

    url: str
    folder: Path
    log: Ringlog
    calls: CallUseCases
    recordings: RecordingUseCases
    nodes: MediaNodes
    gateway: MediaGateway

    @property
    def unfinished(self) -> Path:
        return self.folder / "recordings" / "unfinished"

    def file(self, recording_id: UUID, folder: Path | None = None) -> Path:
        """A readable copy of what is in the storage, which is in `folder`, or in the studio's; if there is anything."""
        kept = (folder or self.folder) / "recordings"
        try:
            blocks = self.sealed(FolderStorage(kept)).read(recording_id, 0, 1 << 40)
        except FileNotFoundError:
            return kept / f"{recording_id}.webm"
        copy = self.folder.with_name(f"{recording_id}.webm")
        copy.write_bytes(b"".join(blocks))
        return copy

    def sealed(self, storage: RecordingStorage) -> SealedStorage:
        """As the processes use it."""
        return SealedStorage(storage, self.log.sealer)

    def start_call(self) -> UUID:
        return self.calls.start(room_id=CHANNEL, by=ADA, device=Device("phone", microphone=True), cause=CAUSE).answer[0]

    def record(self, call_id: UUID) -> UUID:
        return self.recordings.start(call_id=call_id, by=Requester(ADA), cause=CAUSE).answer[1]

    def stop(self, call_id: UUID) -> None:
        self.recordings.stop(call_id=call_id, by=Requester(ADA), cause=CAUSE)

    @asynccontextmanager
    async def speaker(self, call_id: UUID, frequency: float, by: UUID = ADA) -> AsyncIterator[TestPeer]:
        """A client in the call that sends a tone."""
        device = Device(f"device-{frequency}", microphone=True)
        session_id = self.calls.join(call_id=call_id, by=by, device=device, cause=CAUSE).answer[1]

        async def negotiate(sdp: str) -> str:
            answer = await self.gateway.negotiate(
                call_id=call_id, session_id=session_id, user_id=by, sdp=sdp, kinds={}, cause=CAUSE
            )
            return answer.sdp

        async with TestPeer(negotiate) as peer:
            peer.publish(Tone(frequency))
            await peer.negotiate()
            await peer.connected()
            yield peer

    async def told(self, recording_id: UUID, kind: type[F]) -> F:
        """Wait for a fact of the recording; fails as soon as it has failed for another reason."""
        await eventually_async(lambda: self.facts(recording_id, kind, Recording.Failed))
        (fact,) = self.facts(recording_id, kind, Recording.Failed)
        assert isinstance(fact, kind), fact
        return fact

    async def journalled(self, recording_id: UUID, enough: int = 40_000, unfinished: Path | None = None) -> None:
        """Until that many bytes are recorded."""
        journal = (unfinished or self.unfinished) / f"{recording_id}.journal"
        await eventually_async(lambda: journal.exists() and journal.stat().st_size > enough)

    @asynccontextmanager
    async def media(self, folder: Path | None = None, settings: Mapping[str, str] | None = None) -> AsyncIterator[None]:
        """A media process, in this one."""
        stop = asyncio.Event()
        config = Config.model_validate(
            {"database_url": self.url, "data_folder": folder or self.folder, **(settings or {})}
        )
        running = asyncio.create_task(MediaProcess(config, LOOPBACK).run(stop))
        try:
            await self._until_up(running.done)
            yield
        finally:
            stop.set()
            await running

    @asynccontextmanager
    async def own_media_process(
        self, where: Callable[[list[str]], list[str]] = list
    ) -> AsyncIterator[asyncio.subprocess.Process]:
        """A media process that can be killed; it is when the block ends. `where` may change its command."""
        environment = {
            **os.environ,
            "RINGLOG_DATABASE_URL": self.url,
            "RINGLOG_DATA_FOLDER": str(self.folder),
            "RINGLOG_VAULT_KEY_FILE": str(FILE),
            "RINGLOG_JWT_KEY": "a secret of at least thirty-two bytes, for tests",
            "RINGLOG_MEDIA_HOST": "127.0.0.1",
            "RINGLOG_MEDIA_UDP_PORT": str(free_port(socket.SOCK_DGRAM)),
        }
        command = where([sys.executable, "-m", "ringlog.cli", "serve", "--role", "media"])
        process = await asyncio.create_subprocess_exec(*command, env=environment)
        try:
            await self._until_up(lambda: process.returncode is not None)
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def _until_up(self, over: Callable[[], bool]) -> None:
        await eventually_async(lambda: over() or self.nodes.place(uuid4()) is not None)

    async def two_are_up(self) -> None:
        """Until calls are placed on two media processes: a new one is not sure to hear of what was asked for before."""
        up: set[str] = set()

        def both() -> bool:
            if placed := self.nodes.place(uuid4()):
                up.add(placed.node.node_id)
            return len(up) == 2

        await eventually_async(both)

    def facts(self, recording_id: UUID, *kinds: type[Fact]) -> list[Fact]:
        return [fact for fact in self.log.events.get(recording_id) if isinstance(fact, kinds)]


@pytest.fixture
async def studio(
    log: Ringlog, database_url: str, pool: ConnectionPool[Connection[Any]], tmp_path: Path
) -> AsyncIterator[Studio]:
    nodes = MediaNodes(pool)
    gateway = MediaGateway(MediaSessionUseCases(log, system_clock), nodes, SessionPresence(pool), system_clock)
    calls, recordings = CallUseCases(log, system_clock), RecordingUseCases(log, system_clock)
    yield Studio(database_url, tmp_path, log, calls, recordings, nodes, gateway)
    await gateway.close()
