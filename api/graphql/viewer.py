"""The viewer: whoever asks, with what is theirs."""

from uuid import UUID

import strawberry

from api.graphql.access import Person
from api.graphql.context import Info
from api.graphql.fields import resolved
from api.graphql.paging import DEFAULT_PAGE, After, Connection, First, Page, connection, no_page
from api.graphql.ring import Ring, incoming_rings
from api.graphql.room import Room
from api.graphql.session import Session
from api.graphql.user import User
from api.tokens import Role


@strawberry.type(description="Whoever asks, as their token says.")
class Viewer:
    person: strawberry.Private[Person]
    role: Role = strawberry.field(description="What they may do.")

    @resolved("Who they are; null for services, and if the directory doesn't know them or they were deactivated.")
    async def user(self, info: Info) -> User | None:
        if self.role is Role.SERVICE:
            return None
        row = await info.context.loaders.users.load(self.person.user_id)
        return User.of(row) if row is not None and row.active else None

    @resolved("The rooms that they are a member of, by name.")
    async def rooms(self, info: Info, first: First = DEFAULT_PAGE, after: After = None) -> Connection[Room]:
        page = Page.asked(first, after, tuple[str, UUID])
        if self.role is Role.SERVICE:
            return no_page()
        directory = info.context.house.views.directory
        return await connection(
            page,
            lambda limit, place: directory.rooms_of(self.person.user_id, limit, place),
            key=lambda row: (row.name, row.id),
            node=Room.of,
        )

    @resolved("What rings for them now, newest first; not what they dismissed.")
    async def incoming_rings(self, info: Info) -> list[Ring]:
        return await incoming_rings(info.context)

    @resolved("Their devices that are in a call, earliest joined first.")
    async def sessions(self, info: Info) -> list[Session]:
        rows = await info.context.house.views.live_calls.sessions_of_user(self.person.user_id)
        calls = await info.context.loaders.calls.load_many([row.call_id for row in rows])
        rooms = [call.room_id for call in calls if call is not None]
        seen = dict(zip(rooms, await info.context.loaders.seen_rooms.load_many(rooms), strict=True))
        pairs = zip(rows, calls, strict=True)
        return [Session.of(row) for row, call in pairs if call is not None and seen[call.room_id]]
