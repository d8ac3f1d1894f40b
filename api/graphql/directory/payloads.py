"""What payloads show of the directory: the users and rooms that a service account has changed."""

from typing import Self
from uuid import UUID

import strawberry

from api.graphql.core.context import Context, Info
from api.graphql.core.enums import RoomKind, RoomState
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.payload import Payload
from api.graphql.core.performing import Performed
from api.graphql.directory.user import User, users
from projections.directory import RoomRow


@strawberry.type(
    description="A room as service accounts see it: its place in the directory, and nothing of what happens in it."
)
class DirectoryRoom:
    room_id: strawberry.ID = strawberry.field(description="The room's id, for those who may see the room.")
    external_id: str = strawberry.field(description="The chat product's id of the room.")
    kind: RoomKind = strawberry.field(description="What kind of room it is.")
    name: str = strawberry.field(description="The name to show.")
    state: RoomState = strawberry.field(description="What can be done in it.")

    @classmethod
    def of(cls, row: RoomRow) -> Self:
        return cls(
            room_id=global_id("Room", row.id),
            external_id=row.external_id,
            kind=row.kind,
            name=row.name,
            state=row.state,
        )


@strawberry.type
class WithUsers(Payload):
    ids: strawberry.Private[tuple[UUID, ...]]
    user_ids: list[strawberry.ID] = strawberry.field(description="The ids of the users, in the order given.")

    @classmethod
    def of(cls, done: Performed) -> Self:
        """Of a use case that answers with users."""
        return cls(shown=done.shown, ids=done.answer, user_ids=[global_id("User", id_) for id_ in done.answer])

    @resolved("The users as they are now; null while the views are behind.")
    async def users(self, info: Info) -> list[User] | None:
        return await users(info.context, self.ids) if self.shown else None


@strawberry.type
class WithRooms(Payload):
    ids: strawberry.Private[tuple[UUID, ...]]
    room_ids: list[strawberry.ID] = strawberry.field(description="The ids of the rooms, in the order given.")

    @classmethod
    def of(cls, done: Performed) -> Self:
        """Of a use case that answers with rooms."""
        return cls(shown=done.shown, ids=done.answer, room_ids=[global_id("Room", id_) for id_ in done.answer])

    @resolved("The rooms as they are now; null while the views are behind.")
    async def rooms(self, info: Info) -> list[DirectoryRoom] | None:
        return await _rooms(info.context, self.ids) if self.shown else None


@strawberry.type
class WithRoom(Payload):
    id: strawberry.Private[UUID]
    room_id: strawberry.ID = strawberry.field(description="The room's id.")

    @classmethod
    def of(cls, done: Performed) -> Self:
        """Of a use case that answers with a room."""
        return cls(shown=done.shown, id=done.answer[0], room_id=global_id("Room", done.answer[0]))

    @resolved("The room as it is now; null while the views are behind.")
    async def room(self, info: Info) -> DirectoryRoom | None:
        rooms = await _rooms(info.context, (self.id,)) if self.shown else []
        return rooms[0] if rooms else None


async def _rooms(context: Context, ids: tuple[UUID, ...]) -> list[DirectoryRoom]:
    rows = await context.loaders.rooms.load_many(list(ids))
    return [DirectoryRoom.of(row) for row in rows if row is not None]
