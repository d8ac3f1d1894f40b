"""How many bytes somebody who watches a call of 50 people gets when one of them unmutes: the whole state, or a patch.

Both from a real API process with its worker, by a document that selects what a client shows of a call. The table says
too what compressing (permessage-deflate, RFC 7692) would make of the same states, and how long each takes: a patch is
made once for all who watch, a connection's deflate once for each of them.
"""

import asyncio
import json
import tempfile
import zlib
from contextlib import ExitStack
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table
from websockets.sync.client import ClientConnection

from api.access.tokens import Role, Tokens
from api.live.state import State
from benchmarks.joins import JOIN, START, Person, furnish, people, served
from benchmarks.lag import opened
from event_log.application import Ringlog

PEOPLE = 50
UNMUTES = 20
GOAL = 2_000  # bytes
WATCH = """subscription ($id: ID!) { call(callId: $id) { ... on CallUpdate { call {
    id state title startedAt host { id }
    participants { user { id name } hand { order } }
    sessions { id deviceId joinedAt muted cameraOn mediaState reconnectingSince user { id } tracks { id kind } }
    reactions { emoji user { id } }
} } } }"""
MICROPHONE = """mutation ($input: SetMicrophoneInput!) { setMicrophone(input: $input) {
    ... on SetMicrophonePayload { __typename } ... on Refusal { code message }
} }"""


class Watcher:
    """Has one subscription, and everything that it was sent."""

    def __init__(self, websocket: ClientConnection, token: str, call: str, *, patches: bool) -> None:
        self._websocket = websocket
        websocket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}))
        assert json.loads(websocket.recv())["type"] == "connection_ack"
        payload = {"query": WATCH, "variables": {"id": call}, "extensions": {"patches": patches}}
        websocket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))

    def next(self) -> str:
        text = self._websocket.recv(timeout=20)
        assert isinstance(text, str)
        assert json.loads(text)["type"] == "next", text
        return text


class Way(NamedTuple):
    """A way to tell of one unmute: its bytes, and the microseconds it takes."""

    name: str
    octets: float
    microseconds: float
    how_often: str


async def fill(port: int, tokens: list[str], room: str) -> tuple[str, Person, dict[str, str]]:
    """A call of all these people; one of them, and what their mutations name."""
    host, *others = await people(port, tokens)
    call = (await host.do(START, roomId=room, deviceId="laptop"))["callId"]
    joined = [await each.do(JOIN, callId=call, deviceId="laptop") for each in others]
    return call, others[-1], {"callId": call, "sessionId": joined[-1]["sessionId"]}


async def unmute(port: int, tokens: list[str], room: str) -> tuple[list[str], list[str]]:
    """Messages of whoever is sent whole states, and of whoever is sent patches, the first state first."""
    url = f"ws://127.0.0.1:{port}/graphql"
    with opened(url):  # it is up
        call, person, ids = await fill(port, tokens, room)
    with ExitStack() as stack:
        sockets = [stack.enter_context(opened(url)) for _ in range(2)]
        watchers = [Watcher(each, tokens[0], call, patches=bool(at)) for at, each in enumerate(sockets)]
        heard = [[await asyncio.to_thread(each.next)] for each in watchers]
        for number in range(UNMUTES):
            assert "code" not in await person.do(MICROPHONE, **ids, on=number % 2 == 0)
            for messages, watcher in zip(heard, watchers, strict=True):
                messages.append(await asyncio.to_thread(watcher.next))
    person.writer.close()
    return heard[0], heard[1]


def deflated(messages: list[str], *, context: bool) -> list[tuple[int, float]]:
    """The size of each, and the seconds it took; with what was said before on the connection in mind, or not."""
    made, found = zlib.compressobj(6, zlib.DEFLATED, -15), []
    for message in messages:
        began = perf_counter()
        compressor = made if context else zlib.compressobj(6, zlib.DEFLATED, -15)
        octets = len(compressor.compress(message.encode()) + compressor.flush(zlib.Z_SYNC_FLUSH)) - 4
        found.append((octets, perf_counter() - began))
    return found


def patching(whole: list[str]) -> list[float]:
    """The seconds that each state's patch takes."""
    states, seconds = [State(json.dumps(json.loads(each)["payload"], separators=(",", ":"))) for each in whole], []
    for before, after in pairwise(states):
        began = perf_counter()
        after.since(before)
        seconds.append(perf_counter() - began)
    return seconds


def ways(whole: list[str], patches: list[str]) -> list[Way]:
    def way(name: str, found: list[tuple[int, float]], how_often: str) -> Way:
        octets, seconds = zip(*found[1:], strict=True)
        return Way(name, median(octets), 1e6 * median(seconds), how_often)

    return [
        Way("whole", median(len(each) for each in whole[1:]), 0, ""),
        way("whole, deflated by itself", deflated(whole, context=False), "a connection"),
        way("whole, deflated after the one before", deflated(whole, context=True), "a connection"),
        Way("patch", median(len(each) for each in patches[1:]), 1e6 * median(patching(whole)), "a state"),
    ]


def main() -> list[dict[str, Any]]:
    """Measures, prints a table, and returns the measurement. Fails if the goal is missed."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        url, port, config = stack.enter_context(served(Path(folder)))
        names = [f"p{number}" for number in range(PEOPLE)]
        issued = [Tokens.of(config).issue(name, Role.MEMBER, timedelta(hours=1)) for name in names]
        with Ringlog(env={"DATABASE_URL": url}) as log:
            room = furnish(log, 0, names)
        whole, patches = asyncio.run(unmute(port, issued, room))
    table = Table("way", "bytes", "µs", "once for", title=f"One unmute in a call of {PEOPLE}, for each who watches")
    for each in (found := ways(whole, patches)):
        table.add_row(each.name, f"{each.octets:,.0f}", f"{each.microseconds:.0f}", each.how_often)
    Console().print(table, f"The first state, which is always whole: {len(whole[0]):,} bytes")
    plain, patch = found[0], found[-1]
    assert patch.octets <= GOAL, f"more than {GOAL} bytes an unmute"
    return [
        {
            "name": "state size",
            "value": patch.octets,
            "unit": f"bytes an unmute and watcher, {PEOPLE} people",
            "peer": "whole states",
            "peer_value": plain.octets,
            "ratio": round(plain.octets / patch.octets, 1),
        }
    ]


if __name__ == "__main__":
    main()
