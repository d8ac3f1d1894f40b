"""The servers on our side of the comparison: Ringlog's endpoint, and the least an ASGI server can do.

Run as `python -m benchmarks.fanout_servers ringlog DATABASE_URL`, or `… floor` (then each line on standard input is one
change). Both print their port.
"""

import asyncio
import json
import socket
import sys
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import strawberry
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.utils.str_converters import to_camel_case

from api.live import Admission, ChangeFeed, ExecutableSchema, LiveEndpoint, LiveOperation
from api.live import Scope as LiveScope

CALL = "3f1c6d1e-52f5-4c55-8a55-0a2b7f9c1d10"
CALL_KEY = f"call:{CALL}"


@strawberry.type
class Participant:
    id: strawberry.ID
    name: str
    joined_at: str
    muted: bool
    camera_on: bool
    hand_raised: bool


@strawberry.type
class Call:
    id: strawberry.ID
    title: str
    started_at: str
    revision: int
    participants: list[Participant]


PARTICIPANTS = [
    Participant(
        id=strawberry.ID(f"7d0e4c5a-1b2c-4d3e-8f90-1234567890{number:02}"),
        name=f"Participant {number}",
        joined_at=f"2026-01-01T12:30:{number:02}.250000Z",
        muted=number % 2 == 0,
        camera_on=number % 3 == 0,
        hand_raised=number == 7,
    )
    for number in range(10)
]


def call(revision: int) -> Call:
    """The one call there is, with ten participants."""
    return Call(
        id=strawberry.ID(CALL),
        title="Weekly",
        started_at="2026-01-01T12:30:00.000000Z",
        revision=revision,
        participants=PARTICIPANTS,
    )


def in_camel_case(value: Any) -> Any:
    """The same with the names that GraphQL clients see."""
    if isinstance(value, list):
        return [in_camel_case(each) for each in value]
    if isinstance(value, dict):
        return {to_camel_case(name): in_camel_case(each) for name, each in value.items()}
    return value


def state_at(revision: int) -> Any:
    """The call as GraphQL clients see it."""
    return in_camel_case(strawberry.asdict(call(revision)))


@strawberry.type
class Query:
    nothing: bool


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def call(self, info: strawberry.Info[ChangeFeed, None], id: strawberry.ID) -> AsyncGenerator[Call, None]:  # noqa: A002 - the argument's name in the schema
        async with info.context.watch({f"call:{id}"}) as changed:
            yield call(info.context.position)
            async for position in changed:
                yield call(position)


schema = ExecutableSchema(Query, subscription=Subscription)


async def authenticate(_payload: dict[str, Any], _websocket: WebSocket) -> SimpleNamespace:
    return SimpleNamespace(who=object(), expires_at=datetime.now(UTC) + timedelta(hours=1))


async def scope_of(_viewer: SimpleNamespace, _operation: LiveOperation) -> LiveScope:
    return LiveScope("members", frozenset({"access:everyone"}))


READY_MADE = json.dumps({"data": {"call": state_at(0)}}, separators=(",", ":"))


class Floor:
    """Sends ready-made messages to everyone who is connected; knows no GraphQL."""

    def __init__(self) -> None:
        self.sends: list[tuple[Send, str]] = []
        self.revision = 0
        self.listening = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.listening:
            self.listening = True
            asyncio.get_running_loop().add_reader(0, self.line)
        websocket = WebSocket(scope, receive, send)
        await websocket.accept("graphql-transport-ws")
        await receive()
        await send({"type": "websocket.send", "text": '{"type":"connection_ack"}'})
        operation_id = json.loads((await receive())["text"])["id"]
        self.sends.append((send, operation_id))
        await send({"type": "websocket.send", "text": self.message(operation_id, self.payload())})
        while (await receive())["type"] != "websocket.disconnect":
            pass
        self.sends.remove((send, operation_id))

    def line(self) -> None:
        sys.stdin.readline()
        self.revision += 1
        self.publishing = asyncio.ensure_future(self.publish())

    async def publish(self) -> None:
        payload = self.payload()
        for send, operation_id in self.sends:
            await send({"type": "websocket.send", "text": self.message(operation_id, payload)})

    def payload(self) -> str:
        return READY_MADE.replace('"revision":0', f'"revision":{self.revision}')

    def message(self, operation_id: str, payload: str) -> str:
        return f'{{"id":"{operation_id}","type":"next","payload":{payload}}}'


async def serve(endpoint: ASGIApp) -> None:
    """Serve on a free port until told to stop."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
    config = uvicorn.Config(
        Starlette(routes=[WebSocketRoute("/graphql", endpoint)]),
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        log_level="warning",
        lifespan="off",
    )
    print(listening.getsockname()[1], flush=True)
    await uvicorn.Server(config).serve(sockets=[listening])


async def serve_ringlog(database_url: str) -> None:
    async with ChangeFeed(database_url) as changes:
        await serve(
            LiveEndpoint(
                authenticate,
                scope_of,
                changes,
                Admission(schema),
                viewer_context=lambda _viewer, _websocket: changes,
                shared_context=lambda _visibility: changes,
            )
        )


if __name__ == "__main__":
    import uvloop

    uvloop.run(serve_ringlog(sys.argv[2]) if sys.argv[1] == "ringlog" else serve(Floor()))
