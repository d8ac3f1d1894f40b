"""Strawberry's decorators with types that mypy can follow, and with descriptions that nobody can forget."""

from collections.abc import Callable
from typing import Any, TypeVar

import strawberry

from api.graphql.core.personal_fields import Personal

F = TypeVar("F", bound=Callable[..., Any])


def resolved(description: str, *, personal: bool = False) -> Callable[[F], F]:
    """A field that a method answers. `personal`: the answer depends on who asks."""
    decorate: Callable[[F], F] = strawberry.field(description=description, directives=[Personal()] if personal else [])
    return decorate
