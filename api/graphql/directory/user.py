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
from domain.kernel.personal import Erased
from projections.directory import UserRow


async def _seen(context: Context, row: UserRow) -> bool:
    return await context.own_access.sees_user(row.id)


@fetched(lambda loaders: loaders.users, _seen)
@strawberry.type(description="A person whom the chat product knows.")
class User(Node):
    external_id: str = strawberry.field(description="The chat product's id of the user.")
    name: str = strawberry.field(description="The name to show.")
    kind: UserKind = strawberry.field(description="Whether the user belongs to the organisation.")
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
            active=row.active,
            is_erased=isinstance(row.name, Erased),
        )


@strawberry.type(description="A page of users.")
class UserConnection(Connection[User]):
    total_count: int = counted("How many users there are.")


async def users(context: Context, user_ids: Iterable[UUID]) -> list[User]:
    rows = await context.loaders.users.load_many(user_ids)
    return [User.of(row) for row in rows if row is not None]
