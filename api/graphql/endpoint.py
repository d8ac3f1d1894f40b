"""GraphQL over HTTP: one question, one answer. Subscriptions go over WebSocket, at the same address."""

import logging
from math import ceil
from typing import Any

import msgspec
from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from strawberry import Schema
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from api.graphql.bearer import bearer_token
from api.graphql.context import Context, House
from api.graphql.naming import code
from api.live import Limits
from api.live.faults import payload_of
from api.live.messages import Request as Question
from api.live.messages import encode
from api.live.pace import Paces
from api.tokens import Tokens, Unauthenticated, Viewer

logger = logging.getLogger(__name__)

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"  # of the GraphQL-over-HTTP specification
ANSWERED_TYPES = (OperationType.QUERY, OperationType.MUTATION)
question = msgspec.json.Decoder(Question)


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
        self, schema: Schema, tokens: Tokens, house: House, *, max_bytes: int, limits: Limits | None = None
    ) -> None:
        """max_bytes: the largest body of a request. Of `limits`, those that say how often somebody may ask."""
        limits = limits or Limits()
        self._schema = schema
        self._tokens = tokens
        self._house = house
        self._max_bytes = max_bytes
        self._paces = Paces(limits.operations_per_second, limits.operation_burst)

    async def answer(self, request: Request) -> Response:
        try:
            viewer = await self._viewer(request)
            self._require_patience(viewer)
            asked = _question(await self._body(request))
            return await self._execute(request, viewer, asked)
        except Refused as refusal:
            return _refusal(refusal)

    async def _viewer(self, request: Request) -> Viewer:
        try:
            return await self._tokens.recognise(bearer_token(request.headers.get("authorization")))
        except Unauthenticated as error:
            raise Refused(401, code(type(error)), str(error), WWW_Authenticate="Bearer") from None

    def _require_patience(self, viewer: Viewer) -> None:
        pace = self._paces.of((viewer.user_id, viewer.role))
        if not pace.allows():
            sentence = "Too many operations in a short time."
            raise Refused(429, "TOO_MANY_REQUESTS", sentence, Retry_After=str(ceil(pace.wait)))

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

    async def _execute(self, request: Request, viewer: Viewer, asked: Question) -> Response:
        origin = request.client.host if request.client is not None else "unknown"
        try:
            result = await self._schema.execute(
                asked.query,
                variable_values=asked.variables,
                context_value=Context.of_request(self._house, viewer, origin),
                operation_name=asked.operation_name,
                allowed_operation_types=ANSWERED_TYPES,
            )
        except MissingQueryError:
            raise Refused(400, "NO_QUERY", "The request has no query.") from None
        except InvalidOperationTypeError:
            raise Refused(400, "SUBSCRIPTION_OVER_HTTP", "Subscribe over WebSocket (graphql-transport-ws).") from None
        except CannotGetOperationTypeError as error:
            raise Refused(400, "UNKNOWN_OPERATION", error.as_http_error_reason()) from None
        return _response(request, result)


def _question(body: bytes) -> Question:
    try:
        return question.decode(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise Refused(400, "MALFORMED_REQUEST", f"This is no GraphQL request: {error}.") from None


def _response(request: Request, result: Any) -> Response:
    """An answer is a 200. So is an invalid document, except to clients that know the newer media type."""
    if GRAPHQL_JSON not in request.headers.get("accept", ""):
        return Response(payload_of(result), 200, media_type=JSON)
    return Response(payload_of(result), 400 if _is_invalid(result) else 200, media_type=GRAPHQL_JSON)


def _is_invalid(result: Any) -> bool:
    errors: list[GraphQLError] = result.errors or []
    return result.data is None and all(error.path is None for error in errors)


def _refusal(refusal: Refused) -> Response:
    errors = [{"message": str(refusal), "extensions": {"code": refusal.code}}]
    return Response(encode.encode({"errors": errors}), refusal.status, refusal.headers, media_type=JSON)
