"""What all mutations share: who may, at most once per key, and answers that show their own effect."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import strawberry

from api.access.person import Person
from api.access.tokens import Role
from api.graphql.core.context import Context, Info
from api.graphql.core.errors import missing
from api.graphql.core.ids import local_id
from domain.calls.authority import Requester
from domain.kernel.errors import DomainError, InvalidInput, NotAllowed, NotService, UserIsDeactivated
from domain.kernel.use_case import Done, RequestKey
from runtime.threads import in_thread

PATIENCE = 5.0  # seconds that an answer waits for the views


@strawberry.input(description="What the input of most mutations has.")
class Keyed:
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="Any id of the client's own, the same when it repeats a request whose answer was lost: "
        "the repeated one does nothing and answers like the first.",
    )


class Performed(NamedTuple):
    """The ids that a use case answers with, and whether the views show its effect."""

    answer: tuple[UUID, ...]
    shown: bool


async def perform(info: Info, command: Callable[..., Done], given: Keyed, **arguments: Any) -> Performed:
    """Carry out a use case, then wait for the views. Raises DomainError."""
    context = info.context
    key = _request_key(info.field_name, given)
    done = await in_thread(command, **arguments, cause=context.cause, key=key)
    shown = await context.backend.changes.reached(done.position, PATIENCE)
    context.renew()
    return Performed(done.answer, shown)


async def acting_person(context: Context) -> Person:
    """Whoever asks, if they are somebody who calls. Raises NotAllowed for others, UserIsDeactivated."""
    person = _asking(context)
    if person.role is Role.AUDITOR:
        raise NotAllowed("Auditors read everything and change nothing.")
    if person.role is Role.SERVICE:
        raise NotAllowed("Service accounts keep the directory up to date, and nothing else.")
    if not await context.own_access.active():
        raise UserIsDeactivated
    return person


async def acting_standing(context: Context) -> Requester:
    """Whoever asks, with the say over others that their role gives them. Raises as `acting_person`."""
    person = await acting_person(context)
    return Requester(person.user_id, admin=person.role is Role.ADMIN)


def require_service(context: Context) -> None:
    """Raises NotService."""
    if _asking(context).role is not Role.SERVICE:
        raise NotService


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
        raise InvalidInput(field, "This is no id of a connection.")
    return found


def _asking(context: Context) -> Person:
    assert context.person is not None, "mutations are always somebody's"
    return context.person


def _request_key(operation: str, given: Keyed) -> RequestKey | None:
    if given.idempotency_key is None:
        return None
    fingerprint = sha256(msgspec.json.encode([operation, given])).hexdigest()
    return RequestKey(given.idempotency_key, fingerprint)
