"""A room, with everything that is shown of its calls."""

from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from api.graphql.calls import call as calls
from api.graphql.core.context import Context, Info
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.node import Node
from api.graphql.core.paging import DEFAULT_PAGE, After, Connection, First, Page, connection
from api.graphql.directory.user import User
from api.graphql.history import call_message, conference
from api.graphql.workspace import workspace
from api.graphql.workspace.provider import Preflight, preflight
from domain.calls.link import link_of
from domain.directory.room import RoomKind, RoomState
from domain.workspace.settings import Level
from projections.directory import RoomRow

if TYPE_CHECKING:
    from api.graphql.calls.call import Call
    from api.graphql.history.call_message import CallMessage
    from api.graphql.history.conference import Conference, ConferenceSearch
    from api.graphql.workspace.workspace import WorkspaceSetting


Search = Annotated[
    Annotated["ConferenceSearch", strawberry.lazy("api.graphql.history.conference")] | None,
    strawberry.argument(description="What to look for."),
]
LINKABLE = (RoomState.ACTIVE, RoomState.READ_ONLY)


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
    async def ongoing_call(self, info: Info) -> Annotated["Call", strawberry.lazy("api.graphql.calls.call")] | None:
        row = await info.context.loaders.ongoing.load(self.uuid)
        return None if row is None else calls.Call.of(row)

    @resolved("The call messages, newest first.")
    async def timeline(
        self, info: Info, first: First = DEFAULT_PAGE, after: After = None
    ) -> Connection[Annotated["CallMessage", strawberry.lazy("api.graphql.history.call_message")]]:
        return await call_message.timeline(info.context, self.uuid, first, after)

    @resolved(
        "All conferences: the ongoing one on top, then newest first. With a search, what is found, newest first; "
        "cursors are of the one list or the other."
    )
    async def contextual_bar(
        self, info: Info, first: First = DEFAULT_PAGE, after: After = None, search: Search = None
    ) -> Connection[Annotated["Conference", strawberry.lazy("api.graphql.history.conference")]]:
        if search is not None:
            return await conference.found_conferences(info.context, self.uuid, first, after, search)
        return await conference.contextual_bar(info.context, self.uuid, first, after)

    @resolved("The link to share, which opens or joins its call; null once the room is archived or deleted.")
    def call_link(self, info: Info) -> str | None:
        return _link(info.context, self.uuid, self.state)

    @resolved("The settings in force in it, by name, each with where it was set.")
    async def settings(
        self, info: Info
    ) -> list[Annotated["WorkspaceSetting", strawberry.lazy("api.graphql.workspace.workspace")]]:
        return await workspace.settings_at(info.context, Level(self.kind, self.uuid))

    @resolved("What to offer before somebody starts or joins its call.")
    async def preflight(self, info: Info) -> Preflight:
        there = await info.context.loaders.settings.load(Level(self.kind, self.uuid))
        return preflight(self.kind, there.settings)

    @resolved("Who may see the room and call in it, by name.")
    async def members(self, info: Info, first: First = DEFAULT_PAGE, after: After = None) -> Connection[User]:
        directory = info.context.backend.views.directory
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


async def call_link(context: Context, room_id: UUID) -> str | None:
    """The link of a room that may be seen, as long as it is valid."""
    row = await context.loaders.rooms.load(room_id)
    return None if row is None else _link(context, row.id, row.state)


def _link(context: Context, room_id: UUID, state: RoomState) -> str | None:
    return link_of(room_id, context.backend.public_url) if state in LINKABLE else None


async def visible_room(context: Context, room_id: UUID | None) -> Room | None:
    row = await context.visible_room(room_id)
    return None if row is None else Room.of(row)
