"""Pages by keyset (Relay connections): a cursor is the sort key of a row, so that pages cost the same at any depth."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

import msgspec
import strawberry
from graphql import GraphQLError

from api.live.survey import surveyed

N = TypeVar("N")
K = TypeVar("K")
R = TypeVar("R")

DEFAULT_PAGE = 25
LARGEST_PAGE = 100

First = Annotated[int, strawberry.argument(description=f"How many, from 1 to {LARGEST_PAGE}.")]
After = Annotated[str | None, strawberry.argument(description="Start after this cursor; from the top without one.")]
MaybeFirst = Annotated[int | None, strawberry.argument(description=f"How many, from 1 to {LARGEST_PAGE}.")]
Last = Annotated[int | None, strawberry.argument(description=f"How many before the cursor, from 1 to {LARGEST_PAGE}.")]
Before = Annotated[str | None, strawberry.argument(description="End before this cursor.")]


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


@strawberry.type(description="One entry of a page.")
class Edge(Generic[N]):
    cursor: str = strawberry.field(description="Where this entry is in the order; opaque.")
    node: N = strawberry.field(description="The entry itself.")


@strawberry.type(description="A page of a longer list.")
class Connection(Generic[N]):
    edges: list[Edge[N]] = strawberry.field(description="The entries of this page, in order.")
    page_info: PageInfo = strawberry.field(description="Where this page is.")


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
    page: Page[K],
    fetch: Callable[[int, K | None], Awaitable[Sequence[R]]],
    key: Callable[[R], K],
    node: Callable[[R], N],
) -> Connection[N]:
    """The page: one row more than asked for is fetched, to know whether there is more."""
    rows = await fetch(page.limit + 1, page.place)
    more = len(rows) > page.limit
    return _connection(rows[: page.limit], key, node, has_next=more, has_previous=page.place is not None)


async def connection_backwards(
    page: Page[K],
    fetch: Callable[[int, K], Awaitable[Sequence[R]]],
    key: Callable[[R], K],
    node: Callable[[R], N],
) -> Connection[N]:
    """The page before a place: of the rows that are fetched, in the order of the list, the first is one too many."""
    assert page.place is not None, "there is nothing before the top"
    rows = await fetch(page.limit + 1, page.place)
    more = len(rows) > page.limit
    return _connection(rows[-page.limit :], key, node, has_next=True, has_previous=more)


def _connection(
    rows: Sequence[R], key: Callable[[R], K], node: Callable[[R], N], *, has_next: bool, has_previous: bool
) -> Connection[N]:
    edges = [Edge(cursor=_cursor(key(row)), node=node(row)) for row in rows]
    info = PageInfo(
        has_next_page=has_next,
        has_previous_page=has_previous,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return Connection(edges=edges, page_info=info)


def no_page() -> Connection[N]:
    """What those see who may not see the list."""
    info = PageInfo(has_next_page=False, has_previous_page=False, start_cursor=None, end_cursor=None)
    return Connection(edges=[], page_info=info)


def wrong_argument(field: str, sentence: str) -> GraphQLError:
    """The error of a query whose argument can't be used."""
    return GraphQLError(sentence, extensions={"code": "INVALID_INPUT", "field": field})


def _cursor(key: object) -> str:
    return urlsafe_b64encode(msgspec.json.encode(key)).decode()


def _key(cursor: str, key: type[K], name: str) -> K:
    try:
        place = msgspec.json.decode(urlsafe_b64decode(cursor), type=key)
    except (ValueError, msgspec.MsgspecError):
        place = None
    if place is None or surveyed(place).problem:
        raise wrong_argument(name, f"{name} is no cursor of this list.")
    return place
