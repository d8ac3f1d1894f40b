"""A conference: an entry of a room's contextual bar."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from api.graphql import call as calls
from api.graphql.context import Context, Info
from api.graphql.fields import resolved
from api.graphql.ids import global_id
from api.graphql.paging import Connection, Page, connection
from api.graphql.user import User, user
from domain.call_terms import CallKind, EndReason
from projections.contextual_bar import ConferenceRow

if TYPE_CHECKING:
    from api.graphql.call import Call


@strawberry.type(description="A call as an entry of its room's contextual bar.")
class Conference:
    row: strawberry.Private[ConferenceRow]
    call_id: strawberry.ID = strawberry.field(description="The call's id.")
    kind: CallKind = strawberry.field(description="Who could be in it.")
    title: str = strawberry.field(description="The call's title.")
    ongoing: bool = strawberry.field(description="Whether it can be joined.")
    started_at: datetime = strawberry.field(description="When it was started.")
    ended_at: datetime | None = strawberry.field(description="When it ended.")
    end_reason: EndReason | None = strawberry.field(description="Why it ended.")
    attendee_count: int = strawberry.field(description="How many people ever were in it.")

    @classmethod
    def of(cls, row: ConferenceRow) -> Self:
        return cls(
            row=row,
            call_id=global_id("Call", row.call_id),
            kind=row.kind,
            title=row.title,
            ongoing=row.ended_at is None,
            started_at=row.started_at,
            ended_at=row.ended_at,
            end_reason=row.end_reason,
            attendee_count=row.attendee_count,
        )

    @resolved("The call.")
    async def call(self, info: Info) -> Annotated["Call", strawberry.lazy("api.graphql.call")]:
        return await calls.call(info.context, self.row.call_id)

    @resolved("Who started it.")
    async def initiator(self, info: Info) -> User:
        return await user(info.context, self.row.initiator_id)


async def contextual_bar(context: Context, room_id: UUID, first: int, after: str | None) -> Connection[Conference]:
    """A page of the conferences of a room that may be seen."""
    return await connection(
        Page.asked(first, after, tuple[bool, datetime, UUID]),
        lambda limit, place: context.house.views.contextual_bar.page(room_id, limit, place),
        key=lambda row: (row.ended_at is None, row.started_at, row.call_id),
        node=Conference.of,
    )
