"""The viewer: whoever asks, with what is theirs."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from api.access.person import Person
from api.graphql.calls.session import Session
from api.graphql.calls.session_exit import SessionExit
from api.graphql.core.context import Context, Info
from api.graphql.core.enums import Role
from api.graphql.core.fields import resolved
from api.graphql.core.paging import DEFAULT_PAGE, After, First, Page, connection, no_page
from api.graphql.directory.room import Room, RoomConnection
from api.graphql.directory.user import User
from api.graphql.history.call_history import CallHistoryEntryConnection, CallHistoryFilterInput, call_history, may_call
from api.graphql.media.ice_server import IceServer, ice_servers
from api.graphql.rings.ring import QUIET_RINGS, Ring, incoming_rings, quiet_rings
from api.graphql.threads.thread import Thread, unread_threads
from api.graphql.viewer.preferences import Preferences, preferences
from projections.call_history import MOST_COUNTED
from runtime.presence.read_positions import MOST_THREADS

LAST_EXITS = 5
Wanted = Annotated[
    CallHistoryFilterInput | None,
    strawberry.argument(name="filter", description="Which calls to list; without it, all of them."),
]


@strawberry.type(description="Whoever asks, as their token says, and what is theirs.")
class Viewer:
    person: strawberry.Private[Person]
    role: Role = strawberry.field(description="What the viewer may do.")

    @resolved(
        "The viewer as a user; null for service accounts, users who were deactivated, and viewers whom "
        "the directory doesn't know."
    )
    async def user(self, info: Info) -> User | None:
        if self.role is Role.SERVICE:
            return None
        row = await info.context.loaders.users.load(self.person.user_id)
        return User.of(row) if row is not None and row.active else None

    @resolved("The server's time, by which what is shown until some moment, or is over at one, can be counted down.")
    def now(self, info: Info) -> datetime:
        return info.context.backend.clock()

    @resolved("The rooms that the viewer is a member of, by name.")
    async def rooms(self, info: Info, first: First = DEFAULT_PAGE, after: After = None) -> RoomConnection:
        page = Page.asked(first, after, tuple[str, UUID])
        if self.role is Role.SERVICE:
            return no_page(RoomConnection)
        directory = info.context.backend.views.directory
        return await connection(
            RoomConnection,
            page,
            lambda limit, place: directory.rooms_of(self.person.user_id, limit, place),
            key=lambda row: (row.name, row.id),
            node=Room.of,
            count=lambda: directory.room_count(self.person.user_id),
        )

    @resolved("What rings for the viewer now, newest first; dismissed rings are left out.")
    async def incoming_rings(self, info: Info) -> list[Ring]:
        return await incoming_rings(info.context)

    @resolved("How the viewer wants to be rung; null for viewers who can't be.")
    async def preferences(self, info: Info) -> Preferences | None:
        return (
            await preferences(info.context, self.person.user_id) if await may_call(info.context, self.person) else None
        )

    @resolved("The viewer's calls, newest first.")
    async def call_history(
        self, info: Info, first: First = DEFAULT_PAGE, after: After = None, wanted: Wanted = None
    ) -> CallHistoryEntryConnection:
        return await self.calls(info.context, first, after, wanted)

    @resolved(f"How many missed calls the viewer has not seen yet, counted up to {MOST_COUNTED:,}.")
    async def missed_call_count(self, info: Info) -> int:
        return await self.missed_calls(info.context)

    @resolved("The viewer's devices that are in a call, earliest joined first.")
    async def sessions(self, info: Info) -> list[Session]:
        rows = await info.context.backend.views.live_calls.sessions_of_user(self.person.user_id)
        calls = await info.context.loaders.calls.load_many([row.call_id for row in rows])
        rooms = [call.room_id for call in calls if call is not None]
        seen = dict(zip(rooms, await info.context.loaders.seen_rooms.load_many(rooms), strict=True))
        pairs = zip(rows, calls, strict=True)
        return [Session.of(row) for row, call in pairs if call is not None and seen[call.room_id]]

    @resolved(
        f"The viewer's devices that left a call before its end, at most the last {LAST_EXITS}, the last one first: a "
        "device whose session is gone finds here why."
    )
    async def exits(self, info: Info) -> list[SessionExit]:
        rows = await info.context.backend.views.live_calls.exits_of_user(self.person.user_id, LAST_EXITS)
        return [SessionExit.of(row) for row in rows]

    @resolved(
        "The threads with messages that the viewer hasn't read, the newest message first: of the calls that they are "
        f"in, and of the last {MOST_THREADS} in which they have marked something as read."
    )
    async def unread_threads(self, info: Info) -> list[Thread]:
        return await unread_threads(info.context, self.person.user_id)

    @resolved("Rings that have gone quiet " + QUIET_RINGS)
    async def quiet_rings(self, info: Info) -> list[Ring]:
        return await quiet_rings(info.context)

    @resolved(
        "The STUN and TURN servers for the viewer's media, with fresh credentials: ask before each "
        "connection. None for viewers who can't be in a call, or if the media server is reached without "
        "them."
    )
    async def ice_servers(self, info: Info) -> list[IceServer]:
        row = await info.context.loaders.users.load(self.person.user_id)
        may_call = row is not None and row.active and self.role not in (Role.AUDITOR, Role.SERVICE)
        return await ice_servers(info.context) if may_call else []

    async def calls(
        self, context: Context, first: int, after: str | None, wanted: CallHistoryFilterInput | None
    ) -> CallHistoryEntryConnection:
        """A page of their history."""
        if not await may_call(context, self.person):
            return no_page(CallHistoryEntryConnection)
        return await call_history(context, self.person.user_id, first, after, wanted)

    async def missed_calls(self, context: Context) -> int:
        """How many they haven't seen."""
        if not await may_call(context, self.person):
            return 0
        return await context.backend.views.call_history.missed_count(self.person.user_id)
