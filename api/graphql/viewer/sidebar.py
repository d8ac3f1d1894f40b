"""The sidebar: what goes on in all rooms of the viewer, and what is theirs, in one subscription that tells changes."""

from collections.abc import AsyncGenerator, Iterable
from functools import partial
from typing import Self
from uuid import UUID

import strawberry
from strawberry.types.nodes import SelectedField, Selection

from api.access.person import Person
from api.access.tokens import Role
from api.access.visibility import SharedAccess
from api.backend.viewer_changes import MOST_ROOMS, ViewerChange
from api.graphql.core.context import Context, Info
from api.graphql.core.fields import resolved
from api.graphql.core.personal_fields import OWN
from api.graphql.core.subscriptions import changes_subscription
from api.graphql.directory.room import Room
from api.graphql.history.call_history import may_call
from api.graphql.threads.thread import Thread, unread_threads
from api.graphql.viewer.viewer import Viewer
from api.live.common_payloads import InCommon


@strawberry.type(
    description="What a sidebar shows: at first the whole, from then on what has changed. Keep rooms by their ids: one "
    "that comes takes the place of what is known of it, and a room that never came has no ongoing call."
)
class SidebarUpdate:
    room_ids: strawberry.Private[tuple[UUID, ...]]
    reader: strawberry.Private[UUID | None]
    whole: bool = strawberry.field(
        description="Whether this is the whole: forget all rooms that were told before. It is the whole at first, and "
        "again after the viewer's access has changed."
    )
    own: Viewer | None = strawberry.field(
        description="What is the viewer's own: rings, missed calls, sessions and preferences, all of it; null if "
        "nothing of it has changed.",
        metadata=OWN,
    )
    in_common: strawberry.Private[InCommon | None] = None

    @classmethod
    def of_own(cls, person: Person, change: ViewerChange) -> Self:
        """What changed of what is their own. Whoever comes into a call, or goes, has other threads to read."""
        own = Viewer(person=person, role=person.role) if change.own else None
        return cls(room_ids=(), reader=person.user_id, whole=False, own=own)

    @classmethod
    def of_rooms(cls, context: Context, change: ViewerChange) -> Self:
        """What changed in rooms: the same for all who see these and ask the same."""
        common = InCommon((change.rooms, change.batch), partial(_of_all, context, change.rooms))
        return cls(
            room_ids=tuple(sorted(change.rooms)),
            reader=None,
            whole=False,
            own=None,
            in_common=common if context.shares else None,
        )

    @resolved(
        f"If it is the whole, the viewer's rooms with an ongoing call, the latest call first, at most {MOST_ROOMS}; "
        "else the rooms that have changed, whether or not they have one."
    )
    async def rooms(self, info: Info) -> list[Room]:
        loaders = info.context.loaders
        seen = await loaders.seen_rooms.load_many(self.room_ids)
        shown = [id_ for id_, visible in zip(self.room_ids, seen, strict=True) if visible]
        return [Room.of(row) for row in await loaders.rooms.load_many(shown) if row is not None]

    @resolved(
        "The threads with messages that the viewer hasn't read, all of them, as in Viewer.unreadThreads; null if "
        "nothing of it has changed.",
        own=True,
    )
    async def unread_threads(self, info: Info) -> list[Thread] | None:
        return None if self.reader is None else await unread_threads(info.context, self.reader)


def _of_all(context: Context, rooms: frozenset[UUID]) -> Context:
    """An execution for all who see the rooms, whoever they are."""
    return Context(context.backend, SharedAccess(rooms), None)


async def _rooms_with_calls(context: Context) -> tuple[UUID, ...]:
    """None for whoever can't be in a call: to an auditor, everything that is on is in the rooms themselves."""
    person = context.asking
    if person.role is Role.AUDITOR or not await may_call(context, person):
        return ()
    return tuple(await context.backend.views.directory.rooms_with_calls(person.user_id, MOST_ROOMS))


def _selects(selections: Iterable[Selection], field: str) -> bool:
    """Whether what a subscription selects of its result, itself or by fragments, has this field."""
    return any(
        _selects(each.selections, field)
        if not isinstance(each, SelectedField) or each.name == "sidebar"
        else each.name == field
        for each in selections
    )


@strawberry.type
class SidebarSubscriptions:
    @changes_subscription(
        "What goes on in all of the viewer's rooms, and what is their own: the whole at first, then only what has "
        "changed. It lists no rooms for auditors."
    )
    async def sidebar(self, info: Info) -> AsyncGenerator[SidebarUpdate, None]:
        context, person = info.context, info.context.asking
        mine = Viewer(person=person, role=person.role)
        reads = _selects(info.selected_fields, "unreadThreads")
        async with context.backend.viewer_changes.watch(person.user_id) as changes:
            rooms = await _rooms_with_calls(context)
            yield SidebarUpdate(room_ids=rooms, reader=person.user_id, whole=True, own=mine)
            async for change in changes:
                if change.own or (change.reading and reads):
                    yield SidebarUpdate.of_own(person, change)
                if change.rooms and person.role is not Role.AUDITOR:
                    yield SidebarUpdate.of_rooms(context, change)
