"""Pages by keyset (Relay connections): a cursor is the sort key of a row, so that pages cost the same at any depth."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

import msgspec
import strawberry
from graphql import GraphQLError

N = TypeVar("N")
K = TypeVar("K")
R = TypeVar("R")

DEFAULT_PAGE = 25
LARGEST_PAGE = 100

First = Annotated[int, strawberry.argument(description=f"How many, from 1 to {LARGEST_PAGE}.")]
After = Annotated[str | None, strawberry.argument(description="Start after this cursor; from the top without one.")]


@strawberry.type(description="Where a page is among the others.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    has_previous_page: bool = strawberry.field(description="Whether this page was asked for with a cursor.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first edge.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last edge, to go on after.")


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
    """A page that was asked for: up to `limit` rows after the row whose sort key is `after`."""

    limit: int
    after: K | None

    @classmethod
    def asked(cls, first: int, after: str | None, key: type[K]) -> "Page[K]":
        """Raises GraphQLError if there is no such page."""
        if not 1 <= first <= LARGEST_PAGE:
            raise wrong_argument("first", f"first is from 1 to {LARGEST_PAGE}, not {first}.")
        return cls(first, None if after is None else _key(after, key))


async def connection(
    page: Page[K],
    fetch: Callable[[int, K | None], Awaitable[Sequence[R]]],
    key: Callable[[R], K],
    node: Callable[[R], N],
) -> Connection[N]:
    """The page: one row more than asked for is fetched, to know whether there is more."""
    rows = await fetch(page.limit + 1, page.after)
    edges = [Edge(cursor=_cursor(key(row)), node=node(row)) for row in rows[: page.limit]]
    info = PageInfo(
        has_next_page=len(rows) > page.limit,
        has_previous_page=page.after is not None,
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


def _key(cursor: str, key: type[K]) -> K:
    try:
        return msgspec.json.decode(urlsafe_b64decode(cursor), type=key)
    except (ValueError, msgspec.MsgspecError):
        raise wrong_argument("after", "after is no cursor of this list.") from None
