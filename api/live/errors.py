"""What a client is told when something went wrong: expected errors as they are, unexpected ones behind a reference."""

import logging
from collections.abc import Iterable
from typing import Any, Protocol
from uuid import uuid4

import psycopg
from eventsourcing import persistence
from graphql import GraphQLError

from api.live.messages import encode
from event_log import OutcomeUnknown
from event_log.vault.key_ring import UnknownKey

logger = logging.getLogger(__name__)

INTERNAL_ERROR = "internal error"
UNAVAILABLE = "The database is out of reach. Try again in a few seconds, a mutation with the same idempotency key."
OUTCOME_UNKNOWN = "Nobody knows whether this was carried out. Repeat it with the same idempotency key."
KEY_MISSING = "This needs a text whose key the vault lacks: an operator has to put it back. Nothing has changed."
LONGEST_MESSAGE = 300  # characters; GraphQL's own errors quote what they are about
DATABASE_AWAY = (psycopg.OperationalError, persistence.OperationalError, persistence.InterfaceError)


class Result(Protocol):
    """What came of an execution, by graphql-core or Strawberry."""

    data: dict[str, Any] | None
    errors: list[GraphQLError] | None
    extensions: dict[str, Any] | None


class RequestRefused(Exception):
    """A request that cannot be executed at all, for reasons the client may read."""

    def __init__(self, errors: Iterable[GraphQLError], retry_after: float | None = None) -> None:
        """retry_after: seconds after which the same request may be taken, if it came too soon."""
        self.errors = tuple(errors)
        self.retry_after = retry_after
        super().__init__("; ".join(error.message for error in self.errors))

    @property
    def codes(self) -> frozenset[str]:
        return frozenset((error.extensions or {}).get("code", "") for error in self.errors)


def refused(message: str, code: str, retry_after: float | None = None) -> RequestRefused:
    """A refusal of ours; `code` stays the same when the wording changes."""
    return RequestRefused([GraphQLError(message, extensions={"code": code})], retry_after)


def shortened(message: str) -> str:
    return message if len(message) <= LONGEST_MESSAGE else f"{message[: LONGEST_MESSAGE - 1]}…"


def told(error: GraphQLError) -> dict[str, Any]:
    """The error as the client gets it; an unexpected one is logged under the reference that the client gets instead."""
    cause = _unexpected(error)
    if cause is None:
        return dict(error.formatted)
    message, extensions = _explained(cause)
    return dict(GraphQLError(message, error.nodes, path=error.path, extensions=extensions).formatted)


def payload_of(result: Result) -> str:
    """The `payload` of a `next` message, as JSON."""
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [told(error) for error in result.errors]
    if result.extensions:
        answer["extensions"] = result.extensions
    return encode.encode(answer).decode()


def errors_of(fault: Exception) -> str:
    """The `payload` of an `error` message, as JSON: the refusal's own errors, or a reference to the log."""
    if isinstance(fault, RequestRefused):
        return encode.encode([told(error) for error in fault.errors]).decode()
    if isinstance(fault, GraphQLError):
        return encode.encode([told(fault)]).decode()
    message, extensions = _explained(fault)
    return encode.encode([{"message": message, "extensions": extensions}]).decode()


def _unexpected(error: GraphQLError) -> Exception | None:
    """The bug behind an error; none behind one that was raised, or found by validation, as a GraphQLError."""
    cause: Exception = error
    while isinstance(cause, GraphQLError):
        if cause.original_error is None:
            return None
        cause = cause.original_error
    return cause


def _explained(cause: Exception) -> tuple[str, dict[str, Any]]:
    """What the client is told of something that nobody meant to happen, and under which reference it is in the log."""
    correlation_id = str(uuid4())
    reference = {"correlationId": correlation_id}
    if isinstance(cause, OutcomeUnknown):
        logger.warning("%s: the outcome of a command is unknown: %s", correlation_id, cause)
        return OUTCOME_UNKNOWN, {"code": "OUTCOME_UNKNOWN", **reference}
    if isinstance(cause, UnknownKey):
        logger.error("%s: %s", correlation_id, cause)
        return KEY_MISSING, {"code": "KEY_MISSING", **reference}
    if isinstance(cause, DATABASE_AWAY):
        logger.warning("%s: the database is out of reach: %s", correlation_id, cause)
        return UNAVAILABLE, {"code": "UNAVAILABLE", **reference}
    logger.error("internal error %s", correlation_id, exc_info=cause)
    return INTERNAL_ERROR, reference
