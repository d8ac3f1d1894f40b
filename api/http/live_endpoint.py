"""GraphQL over WebSocket: the live endpoint, with our schema, tokens and rules of access."""

from typing import Any

from starlette.websockets import WebSocket

from api.access.authorization_header import token_of_init
from api.access.person import Person
from api.access.token_owner import TokenOwner, TokenOwners
from api.access.tokens import Unauthenticated
from api.backend.backend import Backend
from api.graphql.core.context import Context
from api.graphql.core.inspections import record_watching
from api.graphql.core.ringlog_schema import RinglogSchema
from api.graphql.core.shared_execution import SharedExecutions
from api.graphql.core.subscriptions import Declaration
from api.live import Admission, InitRefused, LiveEndpoint
from api.live.executions import LiveOperation


def live_endpoint(
    schema: RinglogSchema, owners: TokenOwners, backend: Backend, admission: Admission | None = None
) -> LiveEndpoint[TokenOwner]:
    """For a WebSocket route."""
    shared = SharedExecutions(schema, backend)

    async def authenticate(payload: dict[str, Any], _: WebSocket) -> TokenOwner:
        try:
            return await owners.recognise(token_of_init(payload))
        except Unauthenticated as error:
            raise InitRefused(str(error)) from None

    async def admit(viewer: TokenOwner, websocket: WebSocket, operation: LiveOperation) -> None:
        seen = Declaration.of(schema, operation).seen_by(operation)
        await record_watching(backend, Person.of(viewer), _origin(websocket), seen)

    def viewer_context(viewer: TokenOwner, websocket: WebSocket) -> Context:
        return Context.of_request(backend, viewer, _origin(websocket))

    return LiveEndpoint(
        authenticate,
        shared.scope_of,
        backend.changes,
        admission or Admission(schema),
        admit=admit,
        viewer_context=viewer_context,
        shared_context=shared.context_of,
        now=backend.clock,
    )


def _origin(websocket: WebSocket) -> str:
    return websocket.client.host if websocket.client is not None else "unknown"
