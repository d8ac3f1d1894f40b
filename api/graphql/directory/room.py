"""A room, with everything that is shown of its calls."""

from typing import Annotated, Self
from uuid import UUID

import strawberry

from api.graphql.calls.call import Call
from api.graphql.core.context import Context, Info
from api.graphql.core.enums import RoomKind, RoomState
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.nodes import Node, fetched
from api.graphql.core.paging import DEFAULT_PAGE, After, Connection, First, Page, connection, counted
from api.graphql.core.permissions import acting, hold, room_and_settings
from api.graphql.core.scalars import URL
from api.graphql.directory.user import User, UserConnection
from api.graphql.history.call_message import CallMessageConnection, timeline
from api.graphql.history.conference import (
    ConferenceConnection,
    ConferenceSearchInput,
    contextual_bar,
    found_conferences,
)
from api.graphql.workspace.provider import Preflight, preflight
from api.graphql.workspace.setting import Setting, settings_at
from domain.calls.conditions import require_calls_enabled
from domain.calls.link import link_of
from domain.directory.room import require_writable
from domain.kernel.personal import Erased
from domain.workspace.settings import Level
from projections.directory import RoomRow

Search = Annotated[
    ConferenceSearchInput | None,
    strawberry.argument(description="What to look for; without it, all conferences are listed."),
]
LINKABLE = (RoomState.ACTIVE, RoomState.READ_ONLY)


async def _seen(context: Context, row: RoomRow) -> bool:
    return await context.loaders.seen_rooms.load(row.id)


@fetched(lambda loaders: loaders.rooms, _seen)
@strawberry.type(description="A place where users talk and call each other. Only its members and auditors see it.")
class Room(Node):
    uuid: strawberry.Private[UUID]
    external_id: str = strawberry.field(description="The chat product's id of the room.")
    kind: RoomKind = strawberry.field(description="What kind of room it is.")
    name: str = strawberry.field(description="The name to show.")
    state: RoomState = strawberry.field(description="What can be done in the room.")
    is_erased: bool = strawberry.field(
        description="Whether what the room was called is erased, as it is for a direct room with either of its people; "
        "name and externalId read (erased) then."
    )

    @classmethod
    def of(cls, row: RoomRow) -> Self:
        return cls(
            id=global_id("Room", row.id),
            uuid=row.id,
            external_id=row.external_id,
            kind=row.kind,
            name=row.name,
            state=row.state,
            is_erased=isinstance(row.name, Erased),
        )

    @resolved("The ongoing call; null if there is none. There is at most one.")
    async def ongoing_call(self, info: Info) -> Call | None:
        row = await info.context.loaders.ongoing.load(self.uuid)
        return None if row is None else Call.of(row)

    @resolved("The room's call messages, newest first.")
    async def timeline(self, info: Info, first: First = DEFAULT_PAGE, after: After = None) -> CallMessageConnection:
        return await timeline(info.context, self.uuid, first, after)

    @resolved(
        "The room's conferences: the ongoing one first, then newest first. A search lists what it finds, "
        "newest first; its cursors are its own."
    )
    async def contextual_bar(
        self, info: Info, first: First = DEFAULT_PAGE, after: After = None, search: Search = None
    ) -> ConferenceConnection:
        if search is not None:
            return await found_conferences(info.context, self.uuid, first, after, search)
        return await contextual_bar(info.context, self.uuid, first, after)

    @resolved("The link to share, which starts or joins the room's call; null once the room is archived or deleted.")
    def call_link(self, info: Info) -> URL | None:
        url = info.context.backend.public_url
        return URL(link_of(self.uuid, url)) if self.state in LINKABLE else None

    @resolved("The settings in force in the room, by name.")
    async def settings(self, info: Info) -> list[Setting]:
        return await settings_at(info.context, Level(self.kind, self.uuid))

    @resolved("What to offer before a user starts or joins the room's call.")
    async def preflight(self, info: Info) -> Preflight:
        there = await info.context.loaders.settings.load(Level(self.kind, self.uuid))
        return preflight(self.kind, there.settings)

    @resolved(
        "Whether the viewer may start a call here: as a member, while the room is active and calls are turned on.",
        personal=True,
    )
    async def viewer_can_start_call(self, info: Info) -> bool:
        if acting(info.context) is None:
            return False
        _, settings = await room_and_settings(info.context, self.uuid)
        return hold(lambda: require_writable(self.state), lambda: require_calls_enabled(settings))

    @resolved("The users who may see the room and call in it, by name.")
    async def members(self, info: Info, first: First = DEFAULT_PAGE, after: After = None) -> UserConnection:
        directory = info.context.views.directory
        return await connection(
            UserConnection,
            Page.asked(first, after, tuple[str, UUID]),
            lambda limit, place: directory.members(self.uuid, limit, place),
            key=lambda row: (row.name, row.id),
            node=User.of,
            count=lambda: directory.member_count(self.uuid),
        )


@strawberry.type(description="A page of rooms.")
class RoomConnection(Connection[Room]):
    total_count: int = counted("How many rooms there are.")
