"""Strawberry's decorators with types that mypy can follow, and with descriptions that nobody can forget."""

from collections.abc import Callable
from typing import Any, TypeVar

import strawberry

from api.graphql.core.personal_fields import OWN, Personal

F = TypeVar("F", bound=Callable[..., Any])


def resolved(description: str, *, personal: bool = False, own: bool = False) -> Callable[[F], F]:
    """A field that a method answers. `personal`: the answer depends on who asks. `own`: see `OWN`.

    For an argument whose default is None, the schema shows none: it may be left out, and null says the same.
    """

    def decorate(resolver: F) -> F:
        directives = [Personal()] if personal else []
        metadata = OWN if own else None
        field: Any = strawberry.field(description=description, directives=directives, metadata=metadata)(resolver)
        for argument in field.arguments:
            if argument.default is None:
                argument.default = strawberry.UNSET
        resolved: F = field
        return resolved

    return decorate
