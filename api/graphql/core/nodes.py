"""Objects that have an id, and references to them.

A type says how it is fetched (`fetched`), and others refer to it by its name (`reference`): a call and what belongs to
it know each other in the schema, but only the call imports what belongs to it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

import strawberry
from strawberry.utils.await_maybe import await_maybe

from api.graphql.core.context import Context, Info
from api.graphql.core.loader import Loader, Soon
from api.graphql.core.loaders import Loaders


@strawberry.interface(description="An object that can be fetched again by its id.")
class Node:
    id: strawberry.ID = strawberry.field(description="An opaque id that no other object of any type has.")


N = TypeVar("N", bound=Node)
Finder: TypeAlias = Callable[[Context, UUID], Awaitable[Node | None]]


@dataclass(frozen=True)
class _Fetch:
    """How the objects of a type are fetched: from rows that a loader loads, if they may be seen."""

    of: Callable[[Any], Node]
    loader: Callable[[Loaders], Loader[UUID, Any]]
    seen: Callable[[Context, Any], Awaitable[bool]]

    async def visible(self, context: Context, id_: UUID) -> Node | None:
        row = await self.loader(context.loaders).load(id_)
        return self.of(row) if row is not None and await self.seen(context, row) else None


_FETCHES: dict[str, _Fetch] = {}
FINDERS: dict[str, Finder] = {}


def fetched(
    loader: Callable[[Loaders], Loader[UUID, Any]], seen: Callable[[Context, Any], Awaitable[bool]]
) -> Callable[[type[N]], type[N]]:
    """A class that is made `of` a row of `loader`. `seen`: whether the viewer may see the object of a row."""

    def decorate(kind: type[N]) -> type[N]:
        fetch = _Fetch(attrgetter("of")(kind), loader, seen)
        _FETCHES[kind.__name__] = fetch
        return found_by(fetch.visible)(kind)

    return decorate


def found_by(find: Finder) -> Callable[[type[N]], type[N]]:
    """A class whose objects `find` finds by their ids, if the viewer may see them."""

    def decorate(kind: type[N]) -> type[N]:
        FINDERS[kind.__name__] = find
        return kind

    return decorate


def reference(kind: str, path: str, description: str, *, if_seen: bool = False) -> Any:
    """A field that answers with the object that an attribute of `self` names, or with null if that is None.

    kind: the object's type. path: where its id is, such as "row.call_id". if_seen: null also if it may not be seen;
    without it, who sees the one object sees the other.
    """
    key = attrgetter(path)
    find = find_visible if if_seen else _named

    def resolve(self: Any, info: Info) -> Any:
        id_ = key(self)
        return None if id_ is None else find(info.context, kind, id_)

    return strawberry.field(resolver=resolve, description=description)


async def in_visible_room(context: Context, row: Any) -> bool:
    """Whether the room of a row may be seen."""
    return await context.loaders.seen_rooms.load(row.room_id)


async def of_visible_call(context: Context, row: Any) -> bool:
    """Whether the call of a row may be seen."""
    return await context.visible_call(row.call_id) is not None


async def find_visible(context: Context, kind: str, id_: UUID) -> Node | None:
    """The object of a type by its id; None if there is none, or none that may be seen, or no such type."""
    find = FINDERS.get(kind)
    return None if find is None else await find(context, id_)


async def visible(context: Context, kind: type[N], id_: UUID | None) -> N | None:
    """As `find_visible`, of a type that is at hand."""
    found = None if id_ is None else await find_visible(context, kind.__name__, id_)
    return found if isinstance(found, kind) else None


async def named(context: Context, kind: type[N], id_: UUID) -> N:
    """The object of a type that a row or a view names. Raises LookupError if the views have lost it."""
    found = await await_maybe(_named(context, kind.__name__, id_))
    assert isinstance(found, kind), found
    return found


def _named(context: Context, kind: str, id_: UUID) -> Soon[Node]:
    """The object that a row names. Raises LookupError if the views have lost it."""
    fetch = _FETCHES[kind]

    def of(row: Any) -> Node:
        if row is None:
            raise LookupError(f"The views have no {kind} {id_}, which a row names.")
        return fetch.of(row)

    return fetch.loader(context.loaders).picked(id_, of)
