"""The words of graphql-transport-ws.

Source: the protocol's text in the `graphql-ws` project (PROTOCOL.md).
"""

from datetime import datetime
from enum import IntEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from domain.kernel.personal import plain

SUBPROTOCOL = "graphql-transport-ws"


class CloseCode(IntEnum):
    """Why the server closes a socket; 4xxx are the protocol's own codes."""

    POLICY_VIOLATION = 1008
    """The client wants more than one may have."""
    TRY_AGAIN_LATER = 1013
    """The client reads too slowly, or the database is away; coming back later is fine."""
    BAD_REQUEST = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    SUBPROTOCOL_NOT_ACCEPTABLE = 4406
    INIT_TIMEOUT = 4408
    SUBSCRIBER_ALREADY_EXISTS = 4409
    TOO_MANY_INITS = 4429
    INTERNAL = 4500


TAG = "type"

OperationId = Annotated[str, Meta(min_length=1, max_length=256)]


class ConnectionInit(Struct, tag_field=TAG, tag="connection_init"):
    """The client says who it is."""

    payload: dict[str, Any] | None = None


class Ping(Struct, tag_field=TAG, tag="ping"):
    """Either side asks for a sign of life."""

    payload: dict[str, Any] | None = None


class Pong(Struct, tag_field=TAG, tag="pong"):
    """A sign of life."""

    payload: dict[str, Any] | None = None


class GraphQLRequest(Struct, rename="camel"):
    """A GraphQL request."""

    query: str
    operation_name: Annotated[str, Meta(max_length=256)] | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None


class Subscribe(Struct, tag_field=TAG, tag="subscribe"):
    """The client starts an operation of any kind."""

    id: OperationId
    payload: GraphQLRequest


class Complete(Struct, tag_field=TAG, tag="complete"):
    """The client wants no more of an operation."""

    id: OperationId


ClientMessage = ConnectionInit | Ping | Pong | Subscribe | Complete

decode: msgspec.json.Decoder[ClientMessage] = msgspec.json.Decoder(ClientMessage)
encode = msgspec.json.Encoder(enc_hook=plain)
canonical = msgspec.json.Encoder(order="sorted")

PONG = '{"type":"pong"}'


def wants_patches(request: GraphQLRequest) -> bool:
    """Whether a subscriber takes states as what has changed since the one before."""
    return (request.extensions or {}).get("patches") is True


def connection_ack(now: datetime) -> str:
    """Tells the client that it may subscribe, and what time it is here."""
    return encode.encode({"type": "connection_ack", "payload": {"now": now}}).decode()


def next_head(quoted_id: str) -> str:
    """All of a `next` message before its payload; `}` comes after it."""
    return f'{{"id":{quoted_id},"type":"next","payload":'


def error(quoted_id: str, errors: str) -> str:
    """An `error` message; `errors` is a JSON list."""
    return f'{{"id":{quoted_id},"type":"error","payload":{errors}}}'


def complete(quoted_id: str) -> str:
    """A `complete` message."""
    return f'{{"id":{quoted_id},"type":"complete"}}'


def quoted(text: str) -> str:
    """The text as a JSON string."""
    return encode.encode(text).decode()
