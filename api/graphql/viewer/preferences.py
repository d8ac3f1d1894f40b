"""Preferences: how a person wants to be rung."""

from uuid import UUID

import strawberry

from api.graphql.core.context import Context, Info
from api.graphql.core.fields import resolved
from api.graphql.core.ids import cache_key
from api.graphql.core.paging import DEFAULT_PAGE, After, First, Page, connection_of
from api.graphql.directory.room import Room, RoomConnection
from projections.preferences import PreferencesRow


@strawberry.type(description="How a user wants to be rung. Only that user sees it.")
class Preferences:
    row: strawberry.Private[PreferencesRow]
    key: strawberry.ID = strawberry.field(
        description="For clients' caches: no other user's preferences have the same. It is no id, and nothing is "
        "fetched by it."
    )
    ring_tone: str = strawberry.field(description="The name of a ring tone that the client knows.")
    ringing_enabled: bool = strawberry.field(description="Whether calls ring at all.")
    do_not_disturb: bool = strawberry.field(
        description="Whether the user is not to be disturbed: nothing rings for now."
    )

    @resolved(
        "The rooms whose calls don't ring, in the order in which they were muted; only those that the user still sees."
    )
    async def muted_rooms(self, info: Info, first: First = DEFAULT_PAGE, after: After = None) -> RoomConnection:
        page = Page.asked(first, after, int)
        ids = self.row.muted_room_ids
        seen = await info.context.loaders.seen_rooms.load_many(ids)
        rows = await info.context.loaders.rooms.load_many(
            [id_ for id_, visible in zip(ids, seen, strict=True) if visible]
        )
        rooms = [Room.of(row) for row in rows if row is not None]
        return connection_of(RoomConnection, page, rooms)


async def preferences(context: Context, user_id: UUID) -> Preferences:
    """The usual ones for who never set any."""
    row = (await context.backend.views.preferences.preferences([user_id]))[user_id]
    return Preferences(
        row=row,
        key=cache_key("Preferences", user_id),
        ring_tone=row.ring_tone,
        ringing_enabled=row.ringing_enabled,
        do_not_disturb=row.do_not_disturb,
    )
