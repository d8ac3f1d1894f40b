"""A user: a person whom the chat product knows."""

from collections.abc import Iterable
from typing import Self
from uuid import UUID

import strawberry

from api.graphql.core.context import Context
from api.graphql.core.ids import global_id
from api.graphql.core.node import Node
from domain.directory.user import UserKind
from projections.directory import UserRow


@strawberry.type(description="A person whom the chat product knows.")
class User(Node):
    external_id: str = strawberry.field(description="What the chat product calls them.")
    name: str = strawberry.field(description="The name to show.")
    kind: UserKind = strawberry.field(description="Whether they belong to the organisation.")
    active: bool = strawberry.field(description="False once they were deactivated.")

    @classmethod
    def of(cls, row: UserRow) -> Self:
        return cls(
            id=global_id("User", row.id),
            external_id=row.external_id,
            name=row.name,
            kind=row.kind,
            active=row.active,
        )


async def user(context: Context, user_id: UUID) -> User:
    """The user whom a fact names; raises LookupError if the directory has lost them."""
    row = await context.loaders.users.load(user_id)
    if row is None:
        raise LookupError(f"The directory has no user {user_id}, whom a fact names.")
    return User.of(row)


async def users(context: Context, user_ids: Iterable[UUID]) -> list[User]:
    rows = await context.loaders.users.load_many(user_ids)
    return [User.of(row) for row in rows if row is not None]


async def maybe_user(context: Context, user_id: UUID | None) -> User | None:
    return None if user_id is None else await user(context, user_id)
