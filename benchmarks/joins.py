"""How fast a large meeting fills and empties: 1,000 people join and leave one call, through GraphQL over HTTP.

Everyone has a connection of their own and joins at the same instant, as when a meeting begins; when all are in, all
leave at the same instant. Served by a worker and one API process, on a PostgreSQL that waits for the disk. An answer
comes when the views show its effect; nobody may be refused. All joins contend for one call's stream, so the peer is the
same with 100 people: a ratio of 1 means that people get into a call of 1,000 at the same rate as into one of 100.

The lag is from the moment a join was recorded until somebody who watches the room's timeline was shown a call with that
many people in it.
"""

import asyncio
import json
import os
import socket
import tempfile
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

from rich.console import Console
from rich.table import Table
from websockets.sync.client import ClientConnection

from api.access.tokens import Role, Tokens
from api.graphql.core.ids import global_id, local_id
from benchmarks.lag import opened, serving
from domain.calls.call import Call
from domain.directory.room import RoomKind
from domain.directory.use_cases import DirectoryUseCases, RoomProfile, UserProfile
from domain.kernel.clock import system_clock
from domain.kernel.occasion import Cause
from domain.workspace.use_cases import WorkspaceUseCases
from event_log import LogReader
from event_log.application import Ringlog
from event_log.vault.unlocking import unlock
from ringlog.postgres.embedded_postgres import EmbeddedPostgres
from runtime.config import Config, read_config
from runtime.migrations import migrate

PEOPLE, FEW = 1_000, 100
AT_ONCE = 1_000  # entries that the directory takes
CAUSE = Cause("service:joins", "127.0.0.1", UUID(int=1), "request:joins")
PATIENCE = 120  # seconds
START = """mutation ($input: StartCallInput!) { startCall(input: $input) {
    ... on StartCallPayload { callId } ... on Refusal { code }
} }"""
JOIN = """mutation ($input: JoinCallInput!) { joinCall(input: $input) {
    ... on JoinCallPayload { sessionId } ... on Refusal { code }
} }"""
LEAVE = """mutation ($input: LeaveCallInput!) { leaveCall(input: $input) {
    ... on LeaveCallPayload { leftSessionId } ... on Refusal { code }
} }"""
WATCH = """subscription ($room: ID!) { roomTimeline(roomId: $room, last: 1) {
    ... on RoomTimelineUpdate { messages { participantCount } }
} }"""


@dataclass
class Person:
    """Somebody with a connection of their own."""

    token: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def do(self, query: str, **given: object) -> dict[str, Any]:
        """What a mutation answers, which may be a refusal; asked again, as clients do, while nobody knows in time."""
        keyed = {**given, "idempotencyKey": str(uuid4())}
        body = json.dumps({"query": query, "variables": {"input": keyed}}).encode()
        while (answer := await self._answer(body))["data"] is None:
            assert [each["extensions"]["code"] for each in answer["errors"]] == ["OUTCOME_UNKNOWN"], answer
        (result,) = answer["data"].values()
        return dict(result)

    async def _answer(self, body: bytes) -> dict[str, Any]:
        head = (
            "POST /graphql HTTP/1.1\r\nHost: ringlog\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {self.token}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.writer.write(head.encode() + body)
        headers = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(headers.partition("content-length:")[2].split("\r\n")[0])
        return dict(json.loads(await self.reader.readexactly(length)))


@dataclass(frozen=True)
class Measured:
    """Of one meeting: people per second, milliseconds from record to live view, and how many were refused."""

    joins: float
    leaves: float
    lags: list[float]
    refused: int


class Watcher:
    """Sees how many people are in the room's newest call, and notes when."""

    def __init__(self, websocket: ClientConnection, token: str, room: str) -> None:
        self.times: list[float] = []
        self.most: list[int] = []  # the largest number seen by then
        websocket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}))
        assert json.loads(websocket.recv())["type"] == "connection_ack"
        payload = {"query": WATCH, "variables": {"room": room}}
        websocket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        self.thread = Thread(target=self._watch, args=(websocket,))
        self.thread.start()

    def seen(self, people: int) -> float:
        """When a call with that many was shown, in seconds of the epoch; fails if it never was."""
        return self.times[bisect_left(self.most, people)]

    def _watch(self, websocket: ClientConnection) -> None:
        for text in websocket:
            message = json.loads(text)
            if message["type"] != "next":
                continue
            messages = message["payload"]["data"]["roomTimeline"].get("messages")
            shown = messages[0]["participantCount"] if messages else 0
            self.times.append(time.time())
            self.most.append(max(shown, self.most[-1] if self.most else 0))


async def people(port: int, tokens: Sequence[str]) -> list[Person]:
    """Connected."""
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in tokens]
    return [Person(token, *connection) for token, connection in zip(tokens, connections, strict=True)]


async def meeting(port: int, tokens: Sequence[str], room: str) -> tuple[str, float, float, int]:
    """The call's id, joins/s, leaves/s, and how many were refused, of a call that everyone joins and leaves."""
    host, *others = await people(port, tokens)
    call = (await host.do(START, roomId=room, deviceId="laptop"))["callId"]
    began = time.perf_counter()
    joined = await asyncio.gather(*(one.do(JOIN, callId=call, deviceId="laptop") for one in others))
    joins = len(others) / (time.perf_counter() - began)
    refused = sum("code" in answer for answer in joined)
    sessions = [answer.get("sessionId", "") for answer in joined]
    others = await people(port, tokens[1:])  # what was idle for some seconds has been closed
    began = time.perf_counter()
    goodbyes = [one.do(LEAVE, callId=call, sessionId=id_) for one, id_ in zip(others, sessions, strict=True)]
    left = await asyncio.gather(*goodbyes)
    leaves = len(others) / (time.perf_counter() - began)
    for one in (host, *others):
        one.writer.close()
    return call, joins, leaves, refused + sum("code" in answer for answer in left)


def lags_of(database_url: str, call: str, watcher: Watcher) -> list[float]:
    """Milliseconds from the record of each join to the first state that shows so many people."""
    call_id = local_id("Call", call)
    assert call_id is not None
    with closing(LogReader(database_url)) as reader:
        recorded = reader.of([call_id])
    joins = [one.recorded_at.timestamp() for one in recorded if isinstance(one.fact, Call.ParticipantJoined)]
    return [(watcher.seen(number) - at) * 1000 for number, at in enumerate(joins, start=1)]


def furnish(log: Ringlog, number: int, names: Sequence[str]) -> str:
    """A room of all these people; its id."""
    # These people show no sign of life while they are in.
    WorkspaceUseCases(log, system_clock).change_setting(name="calls.lease_time", value=300, admin=True, cause=CAUSE)
    directory = DirectoryUseCases(log, system_clock)
    for begin in range(0, len(names), AT_ONCE):
        users = [UserProfile(name, name) for name in names[begin : begin + AT_ONCE]]
        directory.upsert_users(users=users, cause=CAUSE)
    hall = RoomProfile(f"hall-{number}", RoomKind.CHANNEL, "Hall", members=tuple(names))
    return global_id("Room", directory.upsert_rooms(rooms=[hall], cause=CAUSE).answer[0])


def measure(database_url: str, port: int, tokens: Tokens, count: int) -> Measured:
    """One meeting of so many people, besides its host."""
    names = [f"p{count}-{number}" for number in range(count + 1)]
    with ExitStack() as stack:
        log = stack.enter_context(Ringlog(env={"DATABASE_URL": database_url}))
        room = furnish(log, count, names)
        issued = [tokens.issue(name, Role.MEMBER, timedelta(hours=1)) for name in names]
        websocket = stack.enter_context(opened(f"ws://127.0.0.1:{port}/graphql"))
        watcher = Watcher(websocket, issued[0], room)
        stack.callback(watcher.thread.join)
        stack.callback(websocket.close)
        call, joins, leaves, refused = asyncio.run(asyncio.wait_for(meeting(port, issued, room), PATIENCE))
        lags = [] if refused else lags_of(database_url, call, watcher)
    return Measured(joins, leaves, lags, refused)


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, int, Config]]:
    """A worker and one API process on a database of their own: its URL, the API's port, the configuration."""
    with EmbeddedPostgres(folder) as postgres:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = int(free.getsockname()[1])
        environment = {
            "RINGLOG_DATABASE_URL": postgres.url(),
            "RINGLOG_DATA_FOLDER": str(folder),
            "RINGLOG_JWT_KEY": "a secret of at least thirty-two bytes, for joins",
            "RINGLOG_PORT": str(port),
            "RINGLOG_LOG_LEVEL": "warning",
            "RINGLOG_MAX_CONNECTIONS_PER_ADDRESS": str(2 * PEOPLE),
        }
        os.environ.update(environment)
        config = read_config()
        migrate(postgres.url())
        unlock(postgres.url(), config.master_key_file())
        with serving(environment):
            yield postgres.url(), port, config


def measure_both() -> tuple[Measured, Measured]:
    """Many people, and few."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (url, port, config):
        tokens = Tokens.of(config)
        few = measure(url, port, tokens, FEW)
        return measure(url, port, tokens, PEOPLE), few


def main() -> list[dict[str, Any]]:
    """Measures, prints a table, and returns the measurements. Fails if anybody was refused."""
    many, few = measure_both()
    table = Table(title="One call, everyone at once, over HTTP")
    for column in ("people", "joins/s", "leaves/s", "lag p50", "lag p99", "refused"):
        table.add_column(column, justify="right")
    for count, one in ((PEOPLE, many), (FEW, few)):
        lag50, lag99 = (f"{percentile(one.lags, percent):.0f} ms" for percent in (50, 99))
        table.add_row(f"{count:,}", f"{one.joins:.0f}", f"{one.leaves:.0f}", lag50, lag99, str(one.refused))
    Console().print(table)
    assert many.refused == few.refused == 0, "somebody was refused"
    return [
        result("joins", many.joins, few.joins, "joins/s"),
        result("leaves", many.leaves, few.leaves, "leaves/s"),
        result("lag of joins, p99", percentile(many.lags, 99), percentile(few.lags, 99), "ms"),
    ]


def percentile(lags: list[float], percent: int) -> float:
    """Milliseconds; nothing to tell if somebody was refused."""
    return quantiles(lags, n=100)[percent - 1] if lags else float("nan")


def result(name: str, value: float, peer: float, unit: str) -> dict[str, Any]:
    """As `python -m benchmarks` keeps it: a ratio of 1 says that 1,000 people fare like 100."""
    ratio = peer / value if unit == "ms" else value / peer
    return {
        "name": name,
        "value": round(value, 1),
        "unit": unit,
        "peer": f"the same with {FEW} people",
        "peer_value": round(peer, 1),
        "ratio": round(ratio, 2),
    }


if __name__ == "__main__":
    main()
