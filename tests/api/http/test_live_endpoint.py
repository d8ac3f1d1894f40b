"""Who is let in over WebSocket, and until when."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.api.live.server import serving
from tests.api.world import SECRET, World

RINGS = "subscription { incomingRings { rings { id } } }"


def _signed(**claims: Any) -> str:
    now = datetime.now(UTC)
    usual = {"sub": "ada", "role": "member", "aud": "ringlog", "iat": now, "exp": now + timedelta(hours=1)}
    return jwt.encode(usual | claims, claims.pop("secret", SECRET), algorithm="HS256")


async def _open(socket: ClientConnection, payload: dict[str, object]) -> None:
    await socket.send(json.dumps({"type": "connection_init", "payload": payload}))


def _connect(url: str) -> connect:
    return connect(url, subprotocols=["graphql-transport-ws"])  # type: ignore[list-item]  # a NewType of str


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        ({}, "no bearer token"),
        ({"authorization": None}, "no bearer token"),
        ({"authorization": "Basic YQ=="}, "no bearer token"),
        ({"authorization": "Bearer not.a.token"}, "no JSON Web Token"),
        ({"authorization": f"Bearer {_signed(exp=1)}"}, "has expired"),
        ({"authorization": f"Bearer {_signed(aud='another')}"}, "meant for another service"),
        ({"Authorization": f"Bearer {jwt.encode({}, 'another secret of thirty-two bytes', 'HS256')}"}, "isn't signed"),
        ({"token": _signed(exp=1)}, "has expired"),
    ],
)
async def test_whoever_has_no_good_token_is_told_why_and_closed(
    world: World, payload: dict[str, object], sentence: str
) -> None:
    async with serving(world.app) as url, _connect(url) as socket:
        await _open(socket, payload)
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4403
        assert sentence in closed.value.rcvd.reason


@pytest.mark.parametrize("name", ["authorization", "Authorization"])
async def test_a_token_is_taken_from_the_payload(world: World, name: str) -> None:
    async with serving(world.app) as url, _connect(url) as socket:
        await _open(socket, {name: f"Bearer {world.token('ada')}"})
        assert json.loads(await socket.recv())["type"] == "connection_ack"


async def test_clients_are_told_what_time_it_is_on_the_server(world: World) -> None:
    before = datetime.now(UTC)
    async with serving(world.app) as url, _connect(url) as socket:
        await _open(socket, {"token": world.token("ada")})
        acknowledged = json.loads(await socket.recv())
    assert acknowledged.keys() == {"type", "payload"}
    told = acknowledged["payload"]["now"], (await world.ask("{ viewer { now } }", by="ada"))["viewer"]["now"]
    assert before <= datetime.fromisoformat(told[0]) <= datetime.fromisoformat(told[1]) <= datetime.now(UTC)


async def test_a_token_that_runs_out_during_a_subscription_ends_it(world: World) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=2)
    async with serving(world.app) as url, _connect(url) as socket:
        await _open(socket, {"token": _signed(exp=soon)})
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": RINGS}}))
        assert json.loads(await socket.recv())["payload"] == {"data": {"incomingRings": {"rings": []}}}
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4403, "Forbidden: the token expired")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription { incomingRings { " + "a: __typename " * 31 + "} }", "TOO_MANY_ALIASES"),
        ("subscription { incomingRings { rings { room { ongoingCall { " + "room { ongoingCall { " * 6, "SYNTAX_ERROR"),
        ("{ nodes(ids: [" + '"" ' * 2000 + "]) { id } }", "QUERY_TOO_LONG"),
    ],
)
async def test_documents_that_cost_too_much_are_refused_here_too(world: World, query: str, code: str) -> None:
    async with serving(world.app) as url, _connect(url) as socket:
        await _open(socket, {"token": world.token("ada")})
        await socket.recv()
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": query}}))
        answer = json.loads(await socket.recv())
        assert answer["type"] == "error"
        assert code in {error["extensions"]["code"] for error in answer["payload"]}
