"""What a sidebar costs: 300 people who watch theirs, of 1,000 rooms each, while a call begins and ends in one of them.

Each watches the document that the browser client sends, over a connection of their own. After each change all of them
are waited for, so that everybody is told every change by itself, which is the dearest way. The peer is the same with 30
people: a ratio of 1 means that each costs the same however many there are. From the difference of the two follows what
one more person costs, and what 10,000 would; the rest is what the changes themselves cost.

The processor time is that of the API process alone, without the worker's and PostgreSQL's.
"""

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import psycopg
from graphql import parse, print_ast, separate_operations
from rich.console import Console
from rich.table import Table
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from api.access.tokens import Role, Tokens
from api.graphql.core.ids import global_id
from benchmarks.joins import CAUSE, START, Person, people, served
from benchmarks.lag import opened
from domain.directory.room import RoomKind
from domain.directory.use_cases import DirectoryUseCases, RoomProfile, UserProfile
from domain.kernel.clock import system_clock
from event_log.application import Ringlog

VIEWERS, FEW, MANY = 300, 30, 10_000
ROOMS = 1_000
AT_ONCE = 100  # rooms that are made together
CALLS = 15  # each is two changes: it begins, and it ends
REST = 0.2  # seconds between two calls: one person may not change more than 20 things a second
PATIENCE = 300  # seconds
DOCUMENTS = Path(__file__).parent.parent / "web/client/src/api/documents"
END = """mutation ($input: EndCallInput!) { endCall(input: $input) {
    ... on EndCallPayload { callId } ... on Refusal { code }
} }"""


def document() -> str:
    """The browser client's."""
    texts = [path.read_text() for path in sorted(DOCUMENTS.glob("*.graphql"))]
    return print_ast(separate_operations(parse("\n".join(texts)))["WatchSidebar"])


class Viewer:
    """Keeps whether a call is on in the room that changes, and counts what it is told after the whole."""

    def __init__(self, websocket: ClientConnection) -> None:
        self._websocket = websocket
        self.whole = 0  # bytes
        self.octets: list[int] = []  # of each delivery

    async def begin(self, token: str, query: str) -> None:
        await self._say({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}})
        assert json.loads(await self._websocket.recv())["type"] == "connection_ack"
        await self._say({"id": "1", "type": "subscribe", "payload": {"query": query}})
        self.whole = len(await self._websocket.recv())

    async def until(self, *, ongoing: bool) -> None:
        """Takes what comes until that is so."""
        while True:
            text = await self._websocket.recv()
            self.octets.append(len(text))
            rooms = json.loads(text)["payload"]["data"]["sidebar"]["rooms"]
            if rooms and (rooms[0]["ongoingCall"] is not None) is ongoing:
                return

    async def _say(self, message: object) -> None:
        await self._websocket.send(json.dumps(message))


@dataclass(frozen=True)
class Measured:
    """With so many people: the API's seconds of processor time, deliveries, and bytes of one and of the first state."""

    viewers: int
    seconds: float
    deliveries: int
    octets: float
    whole: float

    @property
    def a_change(self) -> float:
        """Seconds."""
        return self.seconds / (2 * CALLS)


def furnish(log: Ringlog, names: Sequence[str]) -> str:
    """These people, who are all members of all rooms, and somebody who calls; the first room's id."""
    directory = DirectoryUseCases(log, system_clock)
    everybody = (*names, "caller")
    directory.upsert_users(users=[UserProfile(name, name) for name in everybody], cause=CAUSE)
    rooms = [RoomProfile(f"r{n}", RoomKind.CHANNEL, f"Room {n}", members=everybody) for n in range(ROOMS)]
    made = [
        directory.upsert_rooms(rooms=rooms[at : at + AT_ONCE], cause=CAUSE).answer for at in range(0, ROOMS, AT_ONCE)
    ]
    return global_id("Room", made[0][0])


def show_all(database_url: str, log: Ringlog) -> None:
    """Returns once the views have everybody in all rooms."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        while connection.execute("SELECT position FROM views.position").fetchone() != (log.end_of_log(),):
            time.sleep(0.5)


def api_process() -> psutil.Process:
    """The one of our children that serves the API."""
    children = psutil.Process(os.getpid()).children()
    (api,) = [each for each in children if each.cmdline()[-2:] == ["--role", "api"]]
    return api


def spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


async def watched(port: int, tokens: Sequence[str], caller: Person, room: str) -> Measured:
    """Calls that begin and end while these people watch."""
    async with AsyncExitStack() as stack:
        viewers, query = [], document()
        for token in tokens:
            made = connect(
                f"ws://127.0.0.1:{port}/graphql",
                subprotocols=[Subprotocol("graphql-transport-ws")],
                compression=None,
                ping_interval=None,
            )
            viewers.append(Viewer(await stack.enter_async_context(made)))
            await viewers[-1].begin(token, query)
        process = api_process()
        before = spent(process)
        for _ in range(CALLS):
            call = (await caller.do(START, roomId=room, deviceId="laptop"))["callId"]
            await asyncio.gather(*(viewer.until(ongoing=True) for viewer in viewers))
            assert "code" not in await caller.do(END, callId=call)
            await asyncio.gather(*(viewer.until(ongoing=False) for viewer in viewers))
            await asyncio.sleep(REST)
        seconds = spent(process) - before
    told = [octets for viewer in viewers for octets in viewer.octets]
    whole = sum(viewer.whole for viewer in viewers) / len(viewers)
    return Measured(len(viewers), seconds, len(told), sum(told) / len(told), whole)


async def measure(port: int, tokens: Sequence[str], room: str) -> tuple[Measured, Measured]:
    """With all of them, and with few."""
    *watching, caller = tokens
    measured = []
    for count in (FEW, VIEWERS):
        (calling,) = await people(port, [caller])
        measured.append(await watched(port, watching[:count], calling, room))
        calling.writer.close()
    few, many = measured
    return many, few


def main() -> list[dict[str, Any]]:
    """Measures, prints a table, and returns the measurement."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (url, port, config):
        names = [f"p{number}" for number in range(VIEWERS)]
        issue = Tokens.of(config).issue
        tokens = [issue(name, Role.MEMBER, timedelta(hours=1)) for name in (*names, "caller")]
        with opened(f"ws://127.0.0.1:{port}/graphql"), Ringlog(env={"DATABASE_URL": url}) as log:  # it is up
            room = furnish(log, names)
            show_all(url, log)
        many, few = asyncio.run(asyncio.wait_for(measure(port, tokens, room), PATIENCE))
    show(many, few)
    return [
        {
            "name": "sidebar",
            "value": round(1e6 * many.seconds / many.deliveries, 1),
            "unit": f"µs of the API's processor time a delivery, {VIEWERS} people with {ROOMS:,} rooms each",
            "peer": f"the same with {FEW} people",
            "peer_value": round(1e6 * few.seconds / few.deliveries, 1),
            "ratio": round(few.seconds / few.deliveries / (many.seconds / many.deliveries), 2),
        }
    ]


def show(many: Measured, few: Measured) -> None:
    table = Table(title=f"A sidebar of {ROOMS:,} rooms while a call begins and ends in one, {2 * CALLS} changes")
    for column in ("people", "first state", "a delivery", "deliveries a change", "a delivery", "a change"):
        table.add_column(column, justify="right")
    for each in (few, many):
        table.add_row(
            f"{each.viewers:,}",
            f"{each.whole:,.0f} bytes",
            f"{each.octets:,.0f} bytes",
            f"{each.deliveries / (2 * CALLS):,.0f}",
            f"{1e6 * each.seconds / each.deliveries:.0f} µs",
            f"{1e3 * each.a_change:.1f} ms",
        )
    one_more = (many.a_change - few.a_change) / (many.viewers - few.viewers)
    thousands = few.a_change + one_more * (MANY - few.viewers)
    Console().print(table, f"One more person: {1e6 * one_more:.0f} µs a change; {MANY:,} people: {thousands:.2f} s.")


if __name__ == "__main__":
    main()
