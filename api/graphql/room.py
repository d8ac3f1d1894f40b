"""A room, with everything that is shown of its calls."""

from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from api.graphql import call as calls
from api.graphql import call_message, conference
from api.graphql.context import Context, Info
from api.graphql.fields import resolved
from api.graphql.ids import global_id
from api.graphql.node import Node
from api.graphql.paging import DEFAULT_PAGE, After, Connection, First, Page, connection
from api.graphql.user import User
from domain.room import RoomKind, RoomState
from projections.directory import RoomRow

if TYPE_CHECKING:
    from api.graphql.call import Call
    from api.graphql.call_message import CallMessage
    from api.graphql.conference import Conference


@strawberry.type(description="A place where people talk, and call each other. Only its members and auditors see it.")
class Room(Node):
    uuid: strawberry.Private[UUID]
    external_id: str = strawberry.field(description="What the chat product calls it.")
    kind: RoomKind = strawberry.field(description="What kind of place it is.")
    name: str = strawberry.field(description="The name to show.")
    state: RoomState = strawberry.field(description="What can be done in it.")

    @classmethod
    def of(cls, row: RoomRow) -> Self:
        return cls(
            id=global_id("Room", row.id),
            uuid=row.id,
            external_id=row.external_id,
            kind=row.kind,
            name=row.name,
            state=row.state,
        )

    @resolved("The call that is on, if one is. There is at most one.")
    async def ongoing_call(self, info: Info) -> Annotated["Call", strawberry.lazy("api.graphql.call")] | None:
        row = await info.context.loaders.ongoing.load(self.uuid)
        return None if row is None else calls.Call.of(row)

    @resolved("The call messages, newest first.")
    async def timeline(
        self, info: Info, first: First = DEFAULT_PAGE, after: After = None
    ) -> Connection[Annotated["CallMessage", strawberry.lazy("api.graphql.call_message")]]:
        return await call_message.timeline(info.context, self.uuid, first, after)

    @resolved("All conferences: the ongoing one on top, then newest first.")
    async def contextual_bar(
        self, info: Info, first: First = DEFAULT_PAGE, after: After = None
    ) -> Connection[Annotated["Conference", strawberry.lazy("api.graphql.conference")]]:
        return await conference.contextual_bar(info.context, self.uuid, first, after)

    @resolved("Who may see the room and call in it, by name.")
    async def members(self, info: Info, first: First = DEFAULT_PAGE, after: After = None) -> Connection[User]:
        directory = info.context.house.views.directory
        return await connection(
            Page.asked(first, after, tuple[str, UUID]),
            lambda limit, place: directory.members(self.uuid, limit, place),
            key=lambda row: (row.name, row.id),
            node=User.of,
        )


async def room(context: Context, room_id: UUID) -> Room:
    """The room that a row names; raises LookupError if the directory has lost it."""
    row = await context.loaders.rooms.load(room_id)
    if row is None:
        raise LookupError(f"The directory has no room {room_id}, which a row names.")
    return Room.of(row)


async def visible_room(context: Context, room_id: UUID | None) -> Room | None:
    row = await context.visible_room(room_id)
    return None if row is None else Room.of(row)
