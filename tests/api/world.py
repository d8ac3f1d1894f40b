"""A whole installation in one process: log, views, worker, and the API's endpoints."""

import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
from gql import Client
from gql.client import AsyncClientSession
from gql.transport.websockets import WebsocketsTransport
from starlette.applications import Starlette

from api.access.token_owner import TokenOwners
from api.access.tokens import Role, Tokens
from api.backend.backend import Backend, open_backend
from api.http.app import build_app
from domain.kernel.clock import system_clock
from event_log.sandbox import is_sandbox
from projections.engine.pool import Pool, Shape
from runtime.config import Config
from runtime.storage.storage import RecordingStorage, open_storage
from tests.api.live.server import serving
from tests.followers import wake_followers
from tests.known_people import give_ids
from worker.process import WorkerProcess

SECRET = "a secret of at least thirty-two bytes, for tests"
PUBLIC_URL = "https://calls.example.org"
HOUR = timedelta(hours=1)
POSITION = "SELECT position FROM views.position"


class CountingPool(Pool):
    """Counts how often somebody asks the views something; keys are none of theirs."""

    asked = 0

    async def answer(self, shape: Shape, query: str, parameters: Mapping[str, Any]) -> list[Any]:
        self.asked += "vault.keys" not in query
        return await super().answer(shape, query, parameters)


@dataclass
class World:
    """The parts that tests use."""

    backend: Backend
    tokens: Tokens
    http: httpx.AsyncClient
    views: CountingPool
    app: Starlette

    @property
    def owners(self) -> TokenOwners:
        return TokenOwners(self.tokens, self.backend.identities)

    def token(self, name: str, role: Role = Role.MEMBER, lifetime: timedelta = HOUR) -> str:
        return self.tokens.issue(name, role, lifetime)

    async def post(self, content: bytes, token: str | None = None, **headers: str) -> httpx.Response:
        """A request as it is."""
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        return await self.http.post("/graphql", content=content, headers={"content-type": "application/json"} | headers)

    async def request(self, query: str, *, by: str, role: Role = Role.MEMBER, **variables: Any) -> dict[str, Any]:
        """The whole answer, with errors if there are any."""
        headers = {"authorization": f"Bearer {self.token(by, role)}"}
        answer = await self.http.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def ask(self, query: str, *, by: str, role: Role = Role.MEMBER, **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        body = await self.request(query, by=by, role=role, **variables)
        assert "errors" not in body, body
        data: dict[str, Any] = body["data"]
        return data

    async def change(self, mutation: str, *, by: str, role: Role = Role.MEMBER, **given: Any) -> dict[str, Any]:
        """What one mutation answers; `mutation` is its name and its payload's selection: "endCall { callId }"."""
        name, _, payload = mutation.partition(" ")
        input_type = f"{name[0].upper()}{name[1:]}Input"
        payload_type = f"{name[0].upper()}{name[1:]}Payload"
        query = f"""
            mutation ($input: {input_type}!) {{
                {name}(input: $input) {{
                    __typename
                    ... on {payload_type} {payload}
                    ... on Refusal {{ code message }}
                    ... on InvalidInput {{ path }}
                }}
            }}"""
        data = await self.ask(query, by=by, role=role, input=given)
        result: dict[str, Any] = data[name]
        return result

    @asynccontextmanager
    async def socket(self, name: str, role: Role = Role.MEMBER) -> AsyncIterator[AsyncClientSession]:
        """A connection of a client from a package, to a real server."""
        async with self.sockets(name, role=role) as (session,):
            yield session

    @asynccontextmanager
    async def sockets(self, *names: str, role: Role = Role.MEMBER) -> AsyncIterator[list[AsyncClientSession]]:
        """A connection for each of several people, to one server."""
        async with AsyncExitStack() as stack:
            url = await stack.enter_async_context(serving(self.app))
            transports = [
                WebsocketsTransport(
                    url,
                    init_payload={"authorization": f"Bearer {self.token(name, role)}"},
                    subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
                )
                for name in names
            ]
            yield [await stack.enter_async_context(Client(transport=transport)) for transport in transports]

    async def room(self, external_id: str, *, by: str, role: Role = Role.MEMBER) -> str:
        """A room's id."""
        query = "query ($id: String!) { roomByExternalId(externalId: $id) { id } }"
        found: str = (await self.ask(query, by=by, role=role, id=external_id))["roomByExternalId"]["id"]
        return found

    async def start(self, room: str, *, by: str, **given: Any) -> dict[str, Any]:
        """The payload of a started call."""
        room_id = await self.room(room, by=by)
        started = await self.change("startCall { callId sessionId }", by=by, roomId=room_id, deviceId="laptop", **given)
        assert started["__typename"] == "StartCallPayload", started
        return started

    async def ring(self, name: str) -> str | None:
        """What rings for somebody."""
        rings = (await self.ask("{ viewer { incomingRings { id } } }", by=name))["viewer"]["incomingRings"]
        return rings[0]["id"] if rings else None

    async def settle(self) -> None:
        """Wait until the views show all that is recorded now."""
        position = self.backend.services.calls.log.end_of_log()
        assert await self.backend.changes.reached(position, within=20)


@asynccontextmanager
async def living_world(config: Config) -> AsyncIterator[World]:
    """Everything, running."""
    config = config.model_copy(update={"public_url": PUBLIC_URL, "introspection": True})
    assert config.database_url is not None
    if not is_sandbox(config.database_url):
        give_ids(config.database_url)
    tokens = Tokens.of(config)
    async with AsyncExitStack() as stack:
        stack.enter_context(_working(config.database_url, open_storage(config)))
        views = _views(config.database_url)
        backend = await stack.enter_async_context(open_backend(config, system_clock, lambda _: views))
        app, live = build_app(config, backend)
        stack.push_async_callback(live.close)
        transport = httpx.ASGITransport(app, client=("192.0.2.7", 5000))
        http = await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://ringlog"))
        yield World(backend, tokens, http, views, app)


@contextmanager
def _working(database_url: str, storage: RecordingStorage) -> Iterator[None]:
    stop = threading.Event()
    worker = threading.Thread(target=WorkerProcess(database_url, system_clock, storage).run, args=(stop,))
    worker.start()
    try:
        yield
    finally:
        stop.set()
        wake_followers(database_url)
        worker.join()


def _views(database_url: str) -> CountingPool:
    return CountingPool(database_url, connections=8, timeout=30.0)
