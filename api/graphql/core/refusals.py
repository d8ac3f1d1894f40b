"""Refusals: the ways in which what was asked for can't be, as members of every mutation's result."""

import inspect
from enum import Enum, EnumMeta
from typing import Any, Self
from uuid import UUID

import strawberry
from strawberry.schema.exception_handlers import ExceptionHandler

from api.graphql.core.ids import NO_ID, global_id, local
from api.graphql.core.naming import camel, code
from api.graphql.core.nodes import Node, reference
from domain.kernel import errors as refused


def _refusals() -> list[type[refused.DomainError]]:
    """All the domain's refusals, in the order in which it states them."""
    classes = (value for value in vars(refused).values() if inspect.isclass(value))
    return [c for c in classes if issubclass(c, refused.DomainError) and c is not refused.DomainError]


def _meaning(refusal: type[refused.DomainError]) -> str:
    sentence = refusal.sentence if "sentence" in vars(refusal) else inspect.getdoc(refusal)
    assert sentence is not None, refusal
    return sentence


def _value(refusal: type[refused.DomainError]) -> tuple[str, Any]:
    name = code(refusal)
    return name, strawberry.enum_value(name, description=_meaning(refusal))


CODES: type[Enum] = strawberry.enum(
    EnumMeta.__call__(Enum, "RefusalCode", [_value(refusal) for refusal in _refusals()]),
    description="The reason of a refusal. Codes stay when the wording of messages changes.",
)


@strawberry.interface(description="Why a request was refused. Nothing has changed.")
class Refusal:
    code: Enum = strawberry.field(graphql_type=CODES, description="The reason, for programs.")
    message: str = strawberry.field(description="The reason in a sentence, for people. Its wording may change.")


@strawberry.type(description="The object doesn't exist, or the viewer may not see it: the two are not told apart.")
class NotFound(Refusal):
    pass


@strawberry.type(description="The viewer may not do this.")
class NotAllowed(Refusal):
    pass


@strawberry.type(description="A value of the input can't be used.")
class InvalidInput(Refusal):
    path: list[str] = strawberry.field(
        description="The names and list positions, counted from 0, that lead from `input` to the value, such as "
        "rooms, 3, name."
    )


@strawberry.type(description="Another call that the viewer is in, and would leave.")
class OtherCall:
    uuid: strawberry.Private[UUID]
    call_id: strawberry.ID = strawberry.field(description="The call's id.")
    call: Node | None = reference("Call", "uuid", "The call; null if the viewer no longer sees its room.", if_seen=True)

    @classmethod
    def of(cls, call_id: UUID) -> Self:
        return cls(uuid=call_id, call_id=global_id("Call", call_id))


@strawberry.type(description="This is not possible as things stand. It may have been before, or may become so.")
class NotPossibleNow(Refusal):
    other_calls: list[OtherCall] | None = strawberry.field(
        default=None, description="Of ALREADY_IN_ANOTHER_CALL, the calls to leave; null with other codes."
    )


def code_of(error: refused.DomainError) -> Enum:
    return CODES[code(type(error))]


def missing(error: type[refused.DomainError], given: str) -> refused.DomainError:
    """The refusal of what an id doesn't name; it says so if that is none of ours, such as the chat product's own."""
    return error() if local(given) is not None else error(f"{error.sentence} {NO_ID}")


def not_found(error: refused.DomainError) -> NotFound:
    return NotFound(code=code_of(error), message=str(error))


class NotFoundAnswered(ExceptionHandler[refused.NotFound, NotFound]):
    def handle(self, exception: refused.NotFound, **_: object) -> NotFound:
        return not_found(exception)


class NotAllowedAnswered(ExceptionHandler[refused.NotAllowed, NotAllowed]):
    def handle(self, exception: refused.NotAllowed, **_: object) -> NotAllowed:
        return NotAllowed(code=code_of(exception), message=str(exception))


class InvalidInputAnswered(ExceptionHandler[refused.InvalidInput, InvalidInput]):
    def handle(self, exception: refused.InvalidInput, **_: object) -> InvalidInput:
        path = [camel(str(step)) for step in exception.path]
        return InvalidInput(code=code_of(exception), message=str(exception), path=path)


class NotPossibleNowAnswered(ExceptionHandler[refused.NotPossibleNow, NotPossibleNow]):
    def handle(self, exception: refused.NotPossibleNow, **_: object) -> NotPossibleNow:
        others = exception.call_ids if isinstance(exception, refused.AlreadyInAnotherCall) else None
        calls = None if others is None else [OtherCall.of(call_id) for call_id in others]
        return NotPossibleNow(code=code_of(exception), message=str(exception), other_calls=calls)


ANSWERED: tuple[ExceptionHandler[Any], ...] = (
    NotFoundAnswered(),
    NotAllowedAnswered(),
    InvalidInputAnswered(),
    NotPossibleNowAnswered(),
)
