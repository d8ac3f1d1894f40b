"""What the inputs of mutations share: keys against doing things twice, fields that may be left out, and ids."""

from typing import Any
from uuid import UUID

import strawberry

from api.graphql.core.ids import local_id
from api.graphql.core.refusals import missing
from domain.kernel.errors import DomainError, InvalidInput


def optional(description: str) -> Any:
    """A field that may be left out; null says the same, and the schema shows no default."""
    field = strawberry.field(default=None, description=description)
    field.default_value = strawberry.UNSET
    return field


@strawberry.input
class Keyed:
    """Base of all inputs."""

    idempotency_key: str | None = optional(
        "Any id of the client's own. Use the same one to repeat a request whose answer was lost: the repeated request "
        "changes nothing more, and its answer names the same objects."
    )


@strawberry.input
class Repeatable(Keyed):
    """Base of inputs that can be repeated as they are."""

    idempotency_key: str | None = optional(
        "Any id of the client's own. Every input takes one; here it has no effect, since repeating the request does "
        "no harm."
    )


def wanted(kind: str, given: str, unknown: type[DomainError]) -> UUID:
    """The id of a thing of this kind. Raises `unknown` when `given` is no such id: it answers like an unknown one."""
    found = local_id(kind, given)
    if found is None:
        raise missing(unknown, given)
    return found


def connection(given: strawberry.ID | None, field: str) -> UUID | None:
    """The connection to the media server that a field names, if it does. Raises InvalidInput."""
    found = None if given is None else local_id("Connection", given)
    if given is not None and found is None:
        raise InvalidInput(field, "This is not the id of a connection.")
    return found
