"""GraphQL over HTTP: one question, one answer. Subscriptions go over WebSocket, at the same address."""

from functools import partial
from math import ceil

import msgspec
from graphql import OperationType
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api.access.authorization_header import bearer_token
from api.access.token_owner import TokenOwner, TokenOwners
from api.access.tokens import Unauthenticated
from api.backend.backend import Backend
from api.graphql.core.context import Context
from api.graphql.core.naming import code
from api.graphql.core.ringlog_schema import RinglogSchema
from api.live import Admission
from api.live.errors import DATABASE_AWAY, RequestRefused, errors_of
from api.live.messages import GraphQLRequest, encode

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"  # of the GraphQL-over-HTTP specification
RETRY_AFTER = "5"  # seconds
SELECTS_NOTHING = frozenset({"NO_QUERY", "UNKNOWN_OPERATION", "OPERATION_UNNAMED"})  # so that nobody takes it for done
question = msgspec.json.Decoder(GraphQLRequest)


class Refused(Exception):
    """The request isn't carried out: an HTTP status, and what the client is told."""

    def __init__(self, status: int, code: str, sentence: str, **headers: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class GraphQLEndpoint:
    """Answers POST requests; `answer` is for a Starlette route."""

    def __init__(
        self,
        schema: RinglogSchema,
        owners: TokenOwners,
        backend: Backend,
        *,
        max_bytes: int,
        admission: Admission | None = None,
    ) -> None:
        """max_bytes: the largest body of a request."""
        self._admission = admission or Admission(schema)
        self._owners = owners
        self._backend = backend
        self._max_bytes = max_bytes

    async def answer(self, request: Request) -> Response:
        try:
            viewer = await self._viewer(request)
            quota = self._admission.quota(viewer.who)
            quota.require_rate()
            asked = _question(await self._body(request))
            with quota.operation():
                payload = await self._payload(request, viewer, asked)
        except Refused as refusal:
            return _refusal(refusal)
        except RequestRefused as refusal:
            return _refused(request, refusal)
        except DATABASE_AWAY as fault:  # before it is known who asks; what is executed says so itself
            return Response(f'{{"errors":{errors_of(fault)}}}', 503, {"Retry-After": RETRY_AFTER}, media_type=JSON)
        return Response(payload, 200, media_type=_media_type(request))

    async def _viewer(self, request: Request) -> TokenOwner:
        try:
            return await self._owners.recognise(bearer_token(request.headers.get("authorization")))
        except Unauthenticated as error:
            raise Refused(401, code(type(error)), str(error), WWW_Authenticate="Bearer") from None

    async def _body(self, request: Request) -> bytes:
        """Read no further than the limit, whatever the client says of its length."""
        if request.headers.get("content-type", "").split(";")[0].strip().lower() != JSON:
            raise Refused(415, "UNSUPPORTED_MEDIA_TYPE", f"Send the request as {JSON}.")
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > self._max_bytes:
                    raise Refused(413, "REQUEST_TOO_LARGE", f"A request may have up to {self._max_bytes} bytes.")
        except ClientDisconnect:
            raise Refused(400, "REQUEST_INCOMPLETE", "The request ended too early.") from None
        return bytes(body)

    async def _payload(self, request: Request, viewer: TokenOwner, asked: GraphQLRequest) -> str:
        prepared = await self._admission.documents.prepared(asked, viewer.who)
        if prepared.kind is OperationType.SUBSCRIPTION:
            raise Refused(400, "SUBSCRIPTION_OVER_HTTP", "Subscribe over WebSocket (graphql-transport-ws).")
        origin = request.client.host if request.client is not None else "unknown"
        context = partial(Context.of_request, self._backend, viewer, origin)
        return await self._admission.answer(viewer.who, asked, prepared, context)


def _question(body: bytes) -> GraphQLRequest:
    try:
        return question.decode(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise Refused(400, "MALFORMED_REQUEST", f"This is no GraphQL request: {error}.") from None


def _media_type(request: Request) -> str:
    return GRAPHQL_JSON if GRAPHQL_JSON in request.headers.get("accept", "") else JSON


def _refused(request: Request, refusal: RequestRefused) -> Response:
    """What isn't executed has no data. Clients that know only the older media type expect a 200 for most of it."""
    status, headers = 400, {}
    if refusal.retry_after is not None:
        status, headers = 429, {"Retry-After": str(max(1, ceil(refusal.retry_after)))}
    elif _media_type(request) == JSON and not refusal.codes & SELECTS_NOTHING:
        status = 200
    return Response(f'{{"errors":{errors_of(refusal)}}}', status, headers, media_type=_media_type(request))


def _refusal(refusal: Refused) -> Response:
    errors = [{"message": str(refusal), "extensions": {"code": refusal.code}}]
    return Response(encode.encode({"errors": errors}), refusal.status, refusal.headers, media_type=JSON)
