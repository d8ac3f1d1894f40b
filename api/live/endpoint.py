"""GraphQL over WebSocket: the endpoint that speaks graphql-transport-ws."""

from collections.abc import Awaitable, Callable, Hashable
from datetime import UTC, datetime
from typing import Any, Generic

from starlette.types import Receive, Send
from starlette.types import Scope as ASGIScope
from starlette.websockets import WebSocket

from api.live.access import Scope
from api.live.admission import Admission
from api.live.change_feed import ChangeFeed
from api.live.endpoint_parts import EndpointParts, V
from api.live.executions import LiveOperation
from api.live.live_connection import LiveConnection
from api.live.messages import SUBPROTOCOL, CloseCode
from api.live.subscriber_groups import SubscriberGroups


async def admit_all(viewer: object, websocket: WebSocket, operation: LiveOperation) -> None:
    """For endpoints where whoever may subscribe needs no further look."""


class LiveEndpoint(Generic[V]):
    """An ASGI application for a `WebSocketRoute`.

    - `admission` has the limits, and prepares what is asked.
    - `authenticate` recognises who is asking, by the `connection_init` payload; raises InitRefused.
    - `scope_of` says what a viewer may see of a subscription; it may raise GraphQLError to refuse it.
    - `admit` is called once, before a subscription begins; what it raises refuses it.
    - `viewer_context` makes the context of a query or mutation.
    - `shared_context` makes the context of one execution of a subscription, from the visibility of all who get the
      result. It must not know any single viewer.
    - `now` is the clock that tokens run out by.
    """

    def __init__(
        self,
        authenticate: Callable[[dict[str, Any], WebSocket], Awaitable[V]],
        scope_of: Callable[[V, LiveOperation], Awaitable[Scope]],
        changes: ChangeFeed,
        admission: Admission,
        *,
        admit: Callable[[V, WebSocket, LiveOperation], Awaitable[None]] = admit_all,
        viewer_context: Callable[[V, WebSocket], Any],
        shared_context: Callable[[Hashable], Any],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._parts = EndpointParts(
            authenticate=authenticate,
            scope_of=scope_of,
            admit=admit,
            viewer_context=viewer_context,
            changes=changes,
            admission=admission,
            groups=SubscriberGroups(changes, shared_context),
            limits=admission.limits,
            now=now,
        )

    async def __call__(self, scope: ASGIScope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        websocket = WebSocket(scope, receive, send)
        if SUBPROTOCOL not in websocket.scope["subprotocols"]:
            await websocket.accept()
            await websocket.close(CloseCode.SUBPROTOCOL_NOT_ACCEPTABLE, "Subprotocol not acceptable")
            return
        await websocket.accept(SUBPROTOCOL)
        await LiveConnection(self._parts, websocket, send).run()

    async def close(self) -> None:
        """End what subscriptions still run; for after the server has closed the connections."""
        await self._parts.groups.close()
