"""A mutation takes one input, and answers with its payload or a refusal."""

import re
from collections.abc import Callable
from functools import cache
from inspect import get_annotations
from typing import Annotated, Any, TypeVar

import strawberry
from strawberry.types import get_object_definition

from api.graphql.core.refusals import InvalidInput, NotAllowed, NotFound, NotPossibleNow

F = TypeVar("F", bound=Callable[..., Any])


def mutation(description: str, *, result: str | None = None) -> Callable[[F], F]:
    """A field whose method takes the input, answers with the payload, and raises the domain's refusals.

    `result` says what the union has besides refusals, where the payload's description is too much or too little.
    """

    def decorate(resolver: F) -> F:
        union = result_of(get_annotations(resolver)["return"], result)
        field: Any = strawberry.mutation(graphql_type=union, description=description)(resolver)
        (given,) = field.arguments
        given.description = "What to do."
        mutation: F = field
        return mutation

    return decorate


@cache
def result_of(payload: type, described: str | None = None) -> Any:
    """The union of a payload and the refusals: EndCallPayload, "The ended call." → EndCallResult."""
    name = payload.__name__.removesuffix("Payload")
    union = strawberry.union(f"{name}Result", description=f"{described or _subject(payload)}, or a refusal.")
    return Annotated[payload | InvalidInput | NotAllowed | NotFound | NotPossibleNow, union]


def _subject(payload: type) -> str:
    """How its description begins, of "The recording: a new one, or …" the first two words."""
    description = get_object_definition(payload, strict=True).description
    assert description is not None, payload
    return re.split(", (?!with)|[:.]", description)[0].replace(", with", " with")
