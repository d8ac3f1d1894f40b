"""The media servers that are compared, each a process of its own and how clients get into their rooms.

`python -m benchmarks.forward_servers` is Ringlog's: its SFU and the orders it takes, without the event log behind.
"""

import asyncio
import json
import logging
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid4

import httpx
import uvicorn
import uvloop
import websockets

from benchmarks.forward_load import ADDRESS, Client, Remote
from domain.media_sessions.use_cases import Permission
from media.node.control import control_app
from media.node.enforcement import FloorEnforcement
from media.provider import CloseReason, PeerConnection, Sample, TrackKind
from media.sfu.media_settings import MediaSettings
from media.sfu.sfu import Sfu
from runtime.media_control import Negotiation, negotiate
from runtime.presence.media_nodes import MediaNode

TOKEN = "benchmark"
JANUS = "/usr/lib/x86_64-linux-gnu/janus"
NO_SUCH_FEED = 428
ANYTHING = Permission(microphone=True, camera=True, screen=True, position=0)


class Server(Protocol):
    """A running media server."""

    process: subprocess.Popen[bytes]

    async def room(self, speaking: int, listening: int) -> tuple[list[Client], list[Client]]:
        """Connect a room's clients: those to speak, and those where packets arrive. Speakers hear the others, too."""


class Ringlog:
    """Each participant has one connection, for both directions."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self._node = MediaNode("node", f"http://127.0.0.1:{port}", TOKEN)
        self._http = httpx.AsyncClient()

    async def room(self, speaking: int, listening: int) -> tuple[list[Client], list[Client]]:
        call_id = uuid4()
        speakers = [await self._join(call_id, ["sendonly"] + ["recvonly"] * (speaking - 1)) for _ in range(speaking)]
        listeners = [await self._join(call_id, ["recvonly"] * speaking) for _ in range(listening)]
        for session_id, offer, _ in speakers:
            await self._offer(call_id, session_id, offer)
        clients = [client for *_, client in speakers + listeners]
        return clients[:speaking], clients

    async def _join(self, call_id: UUID, directions: Sequence[str]) -> tuple[UUID, str, Client]:
        client, session_id = Client(), uuid4()
        await client.prepare()
        offer = client.description(directions)
        await client.connect(await self._offer(call_id, session_id, offer))
        return session_id, offer, client

    async def _offer(self, call_id: UUID, session_id: UUID, offer: str) -> Remote:
        order = Negotiation(call_id, session_id, 1, offer, {}, ANYTHING)
        return Remote.read((await negotiate(self._http, self._node, order)).sdp)


class Janus:
    """Its VideoRoom takes one connection for what a participant sends, and one for all that it receives."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self._port = port
        self._sessions: list[JanusSession] = []

    async def room(self, speaking: int, listening: int) -> tuple[list[Client], list[Client]]:
        session = await JanusSession.open(self.process, self._port)
        self._sessions.append(session)
        room = secrets.randbits(31)
        await session.message(await session.attach(), {"request": "create", "room": room, "publishers": 100})
        feeds = [await session.publish(room) for _ in range(speaking)]
        everyone = [feed for feed, _ in feeds]
        heard = [[feed for feed in everyone if feed != own] for own in everyone] + [everyone] * listening
        receiving = [await session.subscribe(room, others) for others in heard if others]
        return [client for _, client in feeds], receiving

    async def close(self) -> None:
        for session in self._sessions:
            await session.close()


class JanusSession:
    """One WebSocket with one session, on which one thing is asked at a time."""

    def __init__(self, connection: websockets.ClientConnection) -> None:
        self._connection = connection
        self._id = 0

    @classmethod
    async def open(cls, process: subprocess.Popen[bytes], port: int) -> "JanusSession":
        protocols = [websockets.Subprotocol("janus-protocol")]
        while True:
            try:
                session = cls(await websockets.connect(f"ws://127.0.0.1:{port}", subprotocols=protocols, max_size=None))
            except OSError:
                assert process.poll() is None, "Janus has ended"
                await asyncio.sleep(0.1)
            else:
                session._id = (await session._ask({"janus": "create"}))["data"]["id"]
                return session

    async def close(self) -> None:
        await self._connection.close()

    async def publish(self, room: int) -> tuple[int, Client]:
        """The feed's id, and the client that sends it."""
        handle, client = await self.attach(), Client()
        await client.prepare()
        joined = await self.message(handle, {"request": "join", "ptype": "publisher", "room": room})
        offer = {"type": "offer", "sdp": client.description(["sendonly"])}
        answer = await self.message(handle, {"request": "publish", "audiocodec": "opus"}, offer)
        await client.connect(Remote.read(answer["jsep"]["sdp"]))
        return int(joined["plugindata"]["data"]["id"]), client

    async def subscribe(self, room: int, feeds: Sequence[int]) -> Client:
        """A client that receives all these feeds."""
        handle, client = await self.attach(), Client()
        await client.prepare()
        streams = [{"feed": feed} for feed in feeds]
        join = {"request": "join", "ptype": "subscriber", "room": room, "streams": streams}
        offer = Remote.read((await self.message(handle, join))["jsep"]["sdp"])
        answer = client.description(["recvonly"] * len(offer.mids), offer.mids)
        await self.message(handle, {"request": "start"}, {"type": "answer", "sdp": answer})
        await client.connect(offer)
        return client

    async def attach(self) -> int:
        """A new handle of the VideoRoom."""
        return int((await self._ask({"janus": "attach", "plugin": "janus.plugin.videoroom"}))["data"]["id"])

    async def message(self, handle: int, body: dict[str, Any], jsep: dict[str, str] | None = None) -> dict[str, Any]:
        """What the VideoRoom answers."""
        message = {"janus": "message", "handle_id": handle, "body": body}
        answer = await self._ask(message | ({"jsep": jsep} if jsep else {}))
        while answer["plugindata"]["data"].get("error_code") == NO_SUCH_FEED:  # its publisher is not quite there yet
            await asyncio.sleep(0.1)
            answer = await self._ask(message)
        assert "error" not in answer["plugindata"]["data"], answer
        return answer

    async def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """The answer itself; acknowledgements and news of other handles are passed over."""
        transaction = secrets.token_hex(6)
        session = {"session_id": self._id} if self._id else {}
        await self._connection.send(json.dumps({**message, **session, "transaction": transaction}))
        while True:
            answer: dict[str, Any] = json.loads(await self._connection.recv())
            if answer.get("transaction") == transaction and answer["janus"] != "ack":
                assert answer["janus"] in ("success", "event"), answer
                return answer


@contextmanager
def running(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server process; ended afterwards."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.terminate()


@asynccontextmanager
async def ringlog() -> AsyncIterator[Server]:
    with running(sys.executable, "-m", "benchmarks.forward_servers") as process:
        assert process.stdout is not None
        yield Ringlog(process, int(process.stdout.readline()))


@asynccontextmanager
async def janus(folder: Path, event_loops: int) -> AsyncIterator[Server]:
    """Debian's, with only what it needs: the VideoRoom, WebSockets, and ICE lite as Ringlog has it.

    With 0 event loops, its default, each connection has a thread of its own.
    """
    port = free_port()
    configure(folder, port, event_loops)
    command = ["janus", "--configs-folder", str(folder), "--log-file", str(folder / "log")]
    with running(*command, "--disable-stdout") as process:
        server = Janus(process, port)
        yield server
        await server.close()


def configure(folder: Path, port: int, event_loops: int) -> None:
    """Write its settings."""
    parts = {"plugins": "libjanus_videoroom.so", "transports": "libjanus_websockets.so"}
    for kind, name in parts.items():
        (folder / kind).mkdir()
        (folder / kind / name).symlink_to(f"{JANUS}/{kind}/{name}")
    for kind in ("events", "loggers"):
        (folder / kind).mkdir()
    general = "".join(f'{kind}_folder = "{folder / kind}"\n' for kind in (*parts, "events", "loggers"))
    (folder / "janus.jcfg").write_text(f"""
        general: {{ {general} debug_level = 3\n session_timeout = 0\n event_loops = {event_loops}\n }}
        media: {{ ipv6 = false }}
        nat: {{ ice_lite = true\n ice_enforce_list = "media0" }}
    """)
    (folder / "janus.transport.websockets.jcfg").write_text(f"""
        general: {{ ws = true\n ws_port = {port}\n ws_ip = "127.0.0.1" }}
    """)


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


class Nobody:
    """Listens to what the SFU reports, and does nothing."""

    def connected(self, connection: PeerConnection, at: datetime, after: timedelta) -> None: ...

    def failed(self, connection: PeerConnection, at: datetime, reason: str) -> None: ...

    def published(self, connection: PeerConnection, track_id: UUID, kind: TrackKind, at: datetime) -> None: ...

    def unpublished(self, connection: PeerConnection, track_id: UUID, kind: TrackKind, at: datetime) -> None: ...

    def closed(self, connection: PeerConnection, at: datetime, reason: CloseReason) -> None: ...

    def alive(self, last_seen: Mapping[UUID, datetime]) -> None: ...

    def sampled(self, connection: PeerConnection, sample: Sample, at: datetime) -> None: ...

    def speaking(self, call_id: UUID, peer_ids: tuple[UUID, ...], at: datetime) -> None: ...


async def serve() -> None:
    """Ringlog's SFU, until it is ended."""
    listener = socket.create_server(("127.0.0.1", 0))
    async with Sfu(Nobody(), MediaSettings(listen_host=ADDRESS, udp_port=0)) as sfu:
        app = control_app(FloorEnforcement(sfu), sfu, TOKEN)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, ws="none"))
        print(listener.getsockname()[1], flush=True)
        await server.serve([listener])


if __name__ == "__main__":
    logging.basicConfig(level=os.environ.get("LOG_LEVEL", "WARNING"))
    uvloop.run(serve())
