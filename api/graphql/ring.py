"""A ring: one callee being rung for one call."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from api.graphql import call as calls
from api.graphql import room as rooms
from api.graphql.context import Context, Info
from api.graphql.fields import resolved
from api.graphql.ids import global_id
from api.graphql.node import Node
from api.graphql.user import User, user
from domain.ring import RingOutcome
from projections.rings import RingRow

if TYPE_CHECKING:
    from api.graphql.call import Call
    from api.graphql.room import Room


@strawberry.type(description="One person being rung for one call. It rings until it has an outcome, or runs out.")
class Ring(Node):
    row: strawberry.Private[RingRow]
    started_at: datetime = strawberry.field(description="When it began to ring.")
    expires_at: datetime = strawberry.field(description="When it stops by itself.")
    outcome: RingOutcome | None = strawberry.field(description="How it ended; null while it rings.")
    ended_at: datetime | None = strawberry.field(description="When it ended.")

    @classmethod
    def of(cls, row: RingRow) -> Self:
        return cls(
            id=global_id("Ring", row.id),
            row=row,
            started_at=row.started_at,
            expires_at=row.expires_at,
            outcome=row.outcome,
            ended_at=row.ended_at,
        )

    @resolved("Who calls.")
    async def caller(self, info: Info) -> User:
        return await user(info.context, self.row.caller_id)

    @resolved("Who is rung.")
    async def callee(self, info: Info) -> User:
        return await user(info.context, self.row.callee_id)

    @resolved("The room of the call.")
    async def room(self, info: Info) -> Annotated["Room", strawberry.lazy("api.graphql.room")]:
        return await rooms.room(info.context, self.row.room_id)

    @resolved("The call to join.")
    async def call(self, info: Info) -> Annotated["Call", strawberry.lazy("api.graphql.call")]:
        return await calls.call(info.context, self.row.call_id)


async def incoming_rings(context: Context) -> list[Ring]:
    """What rings for the one who asks, in rooms that they still see; newest first."""
    if context.person is None:
        return []
    rows = await context.house.views.rings.incoming(context.person.user_id, context.house.clock())
    seen = await context.loaders.seen_rooms.load_many([row.room_id for row in rows])
    return [Ring.of(row) for row, visible in zip(rows, seen, strict=True) if visible]


async def visible_ring(context: Context, ring_id: UUID | None) -> Ring | None:
    row = await context.visible_ring(ring_id)
    return None if row is None else Ring.of(row)
