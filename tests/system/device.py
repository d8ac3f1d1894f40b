"""A client on the `gql` package: one device of one person, which asks over HTTP and watches over a WebSocket."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from gql import Client, GraphQLRequest
from gql.client import AsyncClientSession, ReconnectingAsyncClientSession
from gql.transport.exceptions import TransportError
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport

from tests.patience import LONG_ENOUGH, eventually_async

Session = AsyncClientSession | ReconnectingAsyncClientSession
State = dict[str, Any]
REFUSALS = "... on Refusal { code message }"


class Refused(Exception):
    """The server answered that it won't; the message starts with the refusal's code."""


class Watched:
    """A subscription: every state it has brought so far, oldest first, and what ended it, if anything has."""

    def __init__(self, session: Session, document: str, variables: dict[str, Any]) -> None:
        self.states: list[State] = []
        self.ended_by: TransportError | None = None
        request = GraphQLRequest(document, variable_values=variables)
        self._task = asyncio.create_task(self._collect(session, request))

    async def until(self, holds: Callable[[State], object]) -> State:
        """The first of the states for which it holds; waits for it."""
        await self._wait(lambda: any(map(holds, self.states)))
        return next(filter(holds, self.states))

    async def until_now(self, holds: Callable[[State], object]) -> None:
        """Until it holds for the newest state."""
        await self._wait(lambda: self.states and holds(self.states[-1]))

    async def until_more(self, than: int, within: float = LONG_ENOUGH) -> None:
        """Until it has brought more states."""
        await self._wait(lambda: len(self.states) > than, within)

    async def _wait(self, holds: Callable[[], object], within: float = LONG_ENOUGH) -> None:
        try:
            await eventually_async(lambda: holds() or self._task.done(), within)
        except AssertionError as problem:
            raise AssertionError(f"{problem}; the newest states: {self.states[-3:]}") from problem
        assert holds(), f"it ended with {self._task.exception() or self.ended_by!r}; {self.states[-3:]}"

    async def until_closed(self) -> TransportError:
        """What it was closed with."""
        await eventually_async(lambda: self.ended_by)
        assert self.ended_by is not None
        return self.ended_by

    async def _collect(self, session: Session, request: GraphQLRequest) -> None:
        try:
            async for data in session.subscribe(request):
                (state,) = data.values()
                self.states.append(state)
        except TransportError as problem:
            self.ended_by = problem

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])


class Device:
    """An async context manager, which connects and hangs up."""

    def __init__(self, address: str, token: str, name: str = "phone") -> None:
        """address: host and port of the API; name: what the device calls itself."""
        self.name = name
        self._address = address
        self._token = token
        self._stack = AsyncExitStack()
        self._http: Session | None = None
        self._socket: Session | None = None

    async def __aenter__(self) -> Self:
        headers = {"Authorization": f"Bearer {self._token}"}
        http = HTTPXAsyncTransport(f"http://{self._address}/graphql", headers=headers, timeout=LONG_ENOUGH)
        self._http = await self._stack.enter_async_context(Client(transport=http, execute_timeout=None))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The answer's data. Raises gql's TransportError."""
        assert self._http is not None
        answer: dict[str, Any] = await self._http.execute(GraphQLRequest(document, variable_values=variables))
        return answer

    async def change(self, mutation: str, selection: str, key: str | None = None, **given: Any) -> dict[str, Any]:
        """A mutation's payload; one with the same `key` is carried out once. Raises Refused, TransportError."""
        kind = mutation[0].upper() + mutation[1:]
        document = f"""mutation ($input: {kind}Input!) {{
            {mutation}(input: $input) {{ __typename {REFUSALS} ... on {kind}Payload {{ {selection} }} }}
        }}"""
        keyed = {**given, "idempotencyKey": key or str(uuid4())}
        answer: dict[str, Any] = (await self.ask(document, input=keyed))[mutation]
        if "code" in answer:
            raise Refused(f"{answer['code']}: {answer['message']}")
        return answer

    async def watch(self, document: str, **variables: Any) -> Watched:
        """A subscription, once its first state is there."""
        watched = await self.subscribe(document, **variables)
        await watched.until_more(than=0)
        return watched

    async def subscribe(self, document: str, **variables: Any) -> Watched:
        watched = Watched(await self._connected(), document, variables)
        self._stack.push_async_callback(watched.close)
        return watched

    async def _connected(self) -> Session:
        """One WebSocket for all subscriptions."""
        if self._socket is None:
            self._socket = await self._stack.enter_async_context(Client(transport=self._socket_transport()))
        assert self._socket is not None
        return self._socket

    def _socket_transport(self) -> WebsocketsTransport:
        return WebsocketsTransport(
            f"ws://{self._address}/graphql",
            init_payload={"Authorization": f"Bearer {self._token}"},
            subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
            connect_timeout=LONG_ENOUGH,
            ack_timeout=LONG_ENOUGH,
        )

    # What a person does with it

    async def room(self, external_id: str) -> str:
        """The id of a room that the chat product calls so."""
        answer = await self.ask("query ($id: String!) { roomByExternalId(externalId: $id) { id } }", id=external_id)
        room_id: str = answer["roomByExternalId"]["id"]
        return room_id

    async def start(self, room_id: str, **more: Any) -> dict[str, Any]:
        """Comes in to be heard, unless told otherwise."""
        given = {"roomId": room_id, "deviceId": self.name, "microphone": True, **more}
        return await self.change("startCall", "callId sessionId", **given)

    async def join(self, call_id: str, **more: Any) -> dict[str, Any]:
        """Likewise."""
        given = {"callId": call_id, "deviceId": self.name, "microphone": True, **more}
        return await self.change("joinCall", "callId sessionId", **given)

    async def accept(self, ring_id: str, **more: Any) -> dict[str, Any]:
        return await self.change("acceptRing", "ringId callId sessionId", ringId=ring_id, deviceId=self.name, **more)

    async def decline(self, ring_id: str, **more: Any) -> dict[str, Any]:
        return await self.change("declineRing", "ringId", ringId=ring_id, **more)

    async def dismiss(self, ring_id: str) -> dict[str, Any]:
        return await self.change("dismissRing", "ringId", ringId=ring_id)

    async def leave(self, entered: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Hang up what `start`, `join` or `accept` answered with."""
        ids = {"callId": entered["callId"], "sessionId": entered["sessionId"]}
        return await self.change("leaveCall", "callId leftSessionId", **ids, **more)
