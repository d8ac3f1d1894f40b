"""Fields that are made of what a loader loads, and wait for nothing once it has."""

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from api.graphql.core.context import Info
from api.graphql.core.fields import resolved
from api.graphql.core.loader import Loader, Soon
from api.graphql.core.loaders import Loaders

T = TypeVar("T")
R = TypeVar("R")


def loaded(
    loader: Callable[[Loaders], Loader[UUID, T]], path: str, description: str
) -> Callable[[Callable[[Any, T], R]], Callable[[Any, Info], Soon[R]]]:
    """A field that a method answers, from what `loader` loads by an attribute of `self`, such as "row.call_id"."""
    key = attrgetter(path)

    def decorate(method: Callable[[Any, T], R]) -> Callable[[Any, Info], Soon[R]]:
        def resolve(self: Any, info: Info) -> Any:
            return loader(info.context.loaders).picked(key(self), partial(method, self))

        resolve.__name__, resolve.__module__ = method.__name__, method.__module__
        resolve.__annotations__["return"] = method.__annotations__["return"]
        return resolved(description)(resolve)

    return decorate
