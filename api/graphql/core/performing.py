"""What all mutations share: who may, at most once per key, and answers that show their own effect."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from api.access.person import Person
from api.access.tokens import Role
from api.graphql.core.context import Context, Info
from api.graphql.core.inputs import Keyed
from domain.calls.authority import Requester
from domain.kernel.errors import LogIsReadOnly, NotAllowed, NotService, UserIsDeactivated
from domain.kernel.use_case import Done, RequestKey
from runtime.thread_pools import in_thread

PATIENCE = 5.0  # seconds that an answer waits for the views


class Performed(NamedTuple):
    """The ids that a use case answers with, and whether the views show its effect."""

    answer: tuple[UUID, ...]
    shown: bool


async def perform(info: Info, command: Callable[..., Done], given: Keyed, **arguments: Any) -> Performed:
    """Carry out a use case, then wait for the views. Raises DomainError."""
    context = info.context
    key = request_key(info.field_name, given)
    done = await in_thread(_carry_out, context, command, **arguments, cause=context.cause, key=key)
    shown = await context.backend.changes.reached(done.position, PATIENCE)
    context.renew()
    return Performed(done.answer, shown)


def _carry_out(context: Context, command: Callable[..., Done], **arguments: Any) -> Done:
    """Raises DomainError; LogIsReadOnly before anything is given an id."""
    if context.services.inspections.log.read_only:
        raise LogIsReadOnly
    return command(**arguments)


async def acting_person(context: Context) -> Person:
    """Whoever asks, if they are somebody who calls. Raises NotAllowed for others, UserIsDeactivated."""
    person = context.asking
    if person.role is Role.AUDITOR:
        raise NotAllowed("Auditors read everything and change nothing.")
    if person.role is Role.SERVICE:
        raise NotAllowed("Service accounts keep the directory up to date, and nothing else.")
    if not await context.own_access.active():
        raise UserIsDeactivated
    return person


async def acting_requester(context: Context) -> Requester:
    """Whoever asks, with the say over others that their role gives them. Raises as `acting_person`."""
    person = await acting_person(context)
    return Requester(person.user_id, admin=person.role is Role.ADMIN)


def require_service(context: Context) -> None:
    """Raises NotService."""
    if context.asking.role is not Role.SERVICE:
        raise NotService


def request_key(operation: str, given: Keyed) -> RequestKey | None:
    """The client's key for this operation with this input, if it gave one."""
    if given.idempotency_key is None:
        return None
    fingerprint = sha256(msgspec.json.encode([operation, given])).hexdigest()
    return RequestKey(given.idempotency_key, fingerprint)
