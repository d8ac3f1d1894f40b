"""A user: a person whom the chat product knows."""

from collections.abc import Iterable
from typing import Self
from uuid import UUID

import strawberry

from api.graphql.core.context import Context
from api.graphql.core.enums import UserKind
from api.graphql.core.ids import global_id
from api.graphql.core.nodes import Node, fetched
from api.graphql.core.paging import Connection, counted
from api.graphql.core.scalars import URL
from domain.kernel.personal import Erased, NotReadable
from projections.directory import UserRow


async def _seen(context: Context, row: UserRow) -> bool:
    return await context.own_access.sees_user(row.id)


@fetched(lambda loaders: loaders.users, _seen)
@strawberry.type(description="A person whom the chat product knows.")
class User(Node):
    external_id: str = strawberry.field(description="The chat product's id of the user.")
    name: str = strawberry.field(description="The name to show.")
    kind: UserKind = strawberry.field(description="Whether the user belongs to the organisation.")
    avatar_url: URL | None = strawberry.field(
        description="Where the user's picture is, as the chat product has it; null without one, and once the user is "
        "erased."
    )
    active: bool = strawberry.field(description="Whether the user is active; false once they are deactivated.")
    is_erased: bool = strawberry.field(
        description="Whether the user was erased: then nobody knows any more who they were, and all personal texts of "
        "theirs read (erased), here and everywhere."
    )

    @classmethod
    def of(cls, row: UserRow) -> Self:
        return cls(
            id=global_id("User", row.id),
            external_id=row.external_id,
            name=row.name,
            kind=row.kind,
            avatar_url=_shown(row.avatar_url),
            active=row.active,
            is_erased=isinstance(row.name, Erased),
        )


def _shown(url: str | None) -> URL | None:
    return None if url is None or isinstance(url, NotReadable) else URL(url)


@strawberry.type(description="A page of users.")
class UserConnection(Connection[User]):
    total_count: int = counted("How many users there are.")


async def users(context: Context, user_ids: Iterable[UUID]) -> list[User]:
    rows = await context.loaders.users.load_many(user_ids)
    return [User.of(row) for row in rows if row is not None]
