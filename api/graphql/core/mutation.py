"""A mutation takes one input, and answers with its payload or a refusal."""

import re
from collections.abc import Callable
from functools import cache
from inspect import get_annotations
from typing import Annotated, Any, TypeVar

import strawberry
from strawberry.types import get_object_definition

from api.graphql.core.errors import InvalidInput, NotAllowed, NotFound, NotPossibleNow

F = TypeVar("F", bound=Callable[..., Any])


def mutation(description: str) -> Callable[[F], F]:
    """A field whose method takes the input, answers with the payload, and raises the domain's refusals."""

    def decorate(resolver: F) -> F:
        result = result_of(get_annotations(resolver)["return"])
        field: Any = strawberry.mutation(graphql_type=result, description=description)(resolver)
        (given,) = field.arguments
        given.description = "What to do."
        mutation: F = field
        return mutation

    return decorate


@cache
def result_of(payload: type) -> Any:
    """The union of a payload and the refusals: EndCallPayload, "The ended call." → EndCallResult."""
    name = payload.__name__.removesuffix("Payload")
    described = get_object_definition(payload, strict=True).description
    assert described is not None, payload
    subject = re.split("[,:.]", described)[0]
    union = strawberry.union(f"{name}Result", description=f"{subject}, or a refusal.")
    return Annotated[payload | InvalidInput | NotAllowed | NotFound | NotPossibleNow, union]
