"""Pages by keyset (Relay connections): a cursor is the sort key of a row, so that pages cost the same at any depth."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

import msgspec
import strawberry
from graphql import GraphQLError

from api.graphql.core.fields import resolved
from api.graphql.core.ids import NO_ID, local
from api.live.survey import surveyed
from domain.kernel.personal import plain

N = TypeVar("N")
C = TypeVar("C", bound="Connection[Any]")
Count = Callable[[], Awaitable[int]]
K = TypeVar("K")
R = TypeVar("R")

DEFAULT_PAGE = 25
LARGEST_PAGE = 100

First = Annotated[int, strawberry.argument(description=f"How many, from 1 to {LARGEST_PAGE}.")]
After = Annotated[
    str | None,
    strawberry.argument(description="The cursor to start after; without it, the list starts at the top."),
]
MaybeFirst = Annotated[
    int | None,
    strawberry.argument(description=f"How many, from 1 to {LARGEST_PAGE}; without first and last, {DEFAULT_PAGE}."),
]
Last = Annotated[int | None, strawberry.argument(description=f"How many before the cursor, from 1 to {LARGEST_PAGE}.")]
Before = Annotated[str | None, strawberry.argument(description="The cursor to end before.")]


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether there are entries after this page.")
    has_previous_page: bool = strawberry.field(
        description="Whether there are entries before this page. For pages asked for by first, whether a cursor was "
        "given."
    )
    start_cursor: str | None = strawberry.field(description="The cursor of the first edge; null if the page is empty.")
    end_cursor: str | None = strawberry.field(
        description="The cursor of the last edge, to continue after; null if the page is empty."
    )


@strawberry.type(description="An entry of a page, with its cursor.")
class Edge(Generic[N]):
    cursor: str = strawberry.field(description="The entry's place in the list; opaque.")
    node: N = strawberry.field(description="The entry.")


@strawberry.type(description="A page of a longer list.")
class Connection(Generic[N]):
    """Each list has a class of its own, which describes it: `class UserConnection(Connection[User])`."""

    count: strawberry.Private[Count | None] = None
    edges: list[Edge[N]] = strawberry.field(description="The entries of the page with their cursors, in order.")
    page_info: PageInfo = strawberry.field(description="Where the page lies in its list.")

    @resolved("The entries of the page, in order.")
    def nodes(self) -> list[N]:
        return [edge.node for edge in self.edges]


def counted(description: str) -> Any:
    """The field `total_count` of a connection that is given how to count its list, which happens when it is asked."""

    async def total_count(self: Any) -> Any:
        return None if self.count is None else await self.count()

    return strawberry.field(resolver=total_count, description=description)


@dataclass(frozen=True)
class Page(Generic[K]):
    """A page that was asked for: up to `limit` rows beside the row whose sort key is `place`, or from the top."""

    limit: int
    place: K | None

    @classmethod
    def asked(
        cls, size: int, cursor: str | None, key: type[K], names: tuple[str, str] = ("first", "after")
    ) -> "Page[K]":
        """`names` are what the two arguments are called. Raises GraphQLError if there is no such page."""
        if not 1 <= size <= LARGEST_PAGE:
            raise wrong_argument(names[0], f"{names[0]} is from 1 to {LARGEST_PAGE}, not {size}.")
        return cls(size, None if cursor is None else _key(cursor, key, names[1]))


async def connection(
    kind: type[C],
    page: Page[K],
    fetch: Callable[[int, K | None], Awaitable[Sequence[R]]],
    key: Callable[[R], K],
    node: Callable[[R], Any],
    count: Count | None = None,
) -> C:
    """The page: one row more than asked for is fetched, to know whether there is more."""
    rows = await fetch(page.limit + 1, page.place)
    more = len(rows) > page.limit
    edges = _edges(rows[: page.limit], key, node)
    return kind(edges=edges, page_info=_info(edges, more, page.place is not None), count=count)


async def connection_backwards(
    kind: type[C],
    page: Page[K],
    fetch: Callable[[int, K], Awaitable[Sequence[R]]],
    key: Callable[[R], K],
    node: Callable[[R], Any],
    count: Count | None = None,
) -> C:
    """The page before a place: of the rows that are fetched, in the order of the list, the first is one too many."""
    assert page.place is not None, "there is nothing before the top"
    rows = await fetch(page.limit + 1, page.place)
    more = len(rows) > page.limit
    edges = _edges(rows[-page.limit :], key, node)
    return kind(edges=edges, page_info=_info(edges, True, more), count=count)


def connection_of(kind: type[C], page: Page[int], nodes: Sequence[object]) -> C:
    """A page of a list that is at hand as a whole; the cursor is the place in it."""
    start = 0 if page.place is None else max(0, page.place + 1)
    shown = list(enumerate(nodes))[start : start + page.limit]
    edges = [Edge(cursor=_cursor(place), node=node) for place, node in shown]

    async def count() -> int:
        return len(nodes)

    return kind(edges=edges, page_info=_info(edges, start + page.limit < len(nodes), start > 0), count=count)


def no_page(kind: type[C]) -> C:
    """What those see who may not see the list."""
    return connection_of(kind, Page(1, None), [])


def _edges(rows: Sequence[R], key: Callable[[R], Any], node: Callable[[R], N]) -> list[Edge[N]]:
    return [Edge(cursor=_cursor(key(row)), node=node(row)) for row in rows]


def _info(edges: Sequence[Edge[Any]], has_next: bool, has_previous: bool) -> PageInfo:
    return PageInfo(
        has_next_page=has_next,
        has_previous_page=has_previous,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )


def wrong_argument(argument: str, sentence: str) -> GraphQLError:
    """The error of a query whose argument can't be used."""
    return GraphQLError(sentence, extensions={"code": "INVALID_INPUT", "argument": argument})


def required_id(given: str, field: str = "id") -> str:
    """Raises GraphQLError if it can't be the id of anything: a mistake that null would hide."""
    if local(given) is None:
        raise wrong_argument(field, NO_ID)
    return given


def _cursor(key: object) -> str:
    return urlsafe_b64encode(msgspec.json.encode(key, enc_hook=plain)).decode()


def _key(cursor: str, key: type[K], name: str) -> K:
    try:
        place = msgspec.json.decode(urlsafe_b64decode(cursor), type=key)
    except (ValueError, msgspec.MsgspecError):
        place = None
    if place is None or surveyed(place).problem:
        raise wrong_argument(name, f"{name} is no cursor of this list.")
    return place
