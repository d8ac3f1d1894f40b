"""A conference: an entry of a room's contextual bar."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from api.graphql.core.context import Context
from api.graphql.core.enums import CallKind, EndReason
from api.graphql.core.ids import NOBODY, global_id, local_id
from api.graphql.core.inputs import optional
from api.graphql.core.nodes import reference
from api.graphql.core.paging import Connection, Page, connection, counted, wrong_argument
from api.graphql.directory.user import User
from api.graphql.references import CallReference
from domain.inspections.inspection import Subject
from domain.kernel.text import MAX_TITLE
from projections.contextual_bar import ConferenceRow


@strawberry.type(description="A call as an entry of its room's contextual bar.")
class Conference:
    row: strawberry.Private[ConferenceRow]
    call_id: strawberry.ID = strawberry.field(description="The call's id.")
    kind: CallKind = strawberry.field(description="Who can take part.")
    title: str = strawberry.field(
        description="The title that the call was given, or the name that its room had when it started."
    )
    ongoing: bool = strawberry.field(description="Whether the call is ongoing and can be joined.")
    started_at: datetime = strawberry.field(
        description="When the call started; in a call history, when it began for the user."
    )
    ended_at: datetime | None = strawberry.field(
        description="When the call ended, in a call history when it ended for the user; null while it is ongoing."
    )
    end_reason: EndReason | None = strawberry.field(description="Why the call ended; null while it is ongoing.")
    attendee_count: int = strawberry.field(description="How many users have ever been in the call.")

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

    call: CallReference = reference("Call", "row.call_id", "The call.")
    initiator: User = reference(
        "User",
        "row.initiator_id",
        "Who started the call; null only in the call history of a user who no longer sees the room.",
    )


@strawberry.type(description="A page of conferences.")
class ConferenceConnection(Connection[Conference]):
    total_count: int | None = counted(
        "How many conferences the room has; null for a search, whose results are not counted."
    )


@strawberry.input(description="Which conferences to look for: those that fit all the fields that are given.")
class ConferenceSearchInput:
    title: str | None = optional(
        "Calls with a title in which words begin with the words of this text, whatever their case and accents; up to "
        f"{MAX_TITLE} characters."
    )
    attendee_id: strawberry.ID | None = optional("Calls that this user has been in.")
    since: datetime | None = optional("Calls that started at this time or later.")
    until: datetime | None = optional("Calls that started before this time.")


async def found_conferences(
    context: Context, room_id: UUID, first: int, after: str | None, search: ConferenceSearchInput
) -> ConferenceConnection:
    """A page of what was found in a room that may be seen, newest first."""
    context.note(Subject.CONTEXTUAL_BAR, room_id)
    title = search.title or ""
    if len(title) > MAX_TITLE:
        raise wrong_argument("title", f"A title has at most {MAX_TITLE} characters; {len(title)} were looked for.")
    attendee_id = None if search.attendee_id is None else local_id("User", search.attendee_id) or NOBODY
    bar = context.backend.views.contextual_bar
    return await connection(
        ConferenceConnection,
        Page.asked(first, after, tuple[datetime, UUID]),
        lambda limit, place: bar.search(
            room_id,
            limit,
            title=title,
            attendee_id=attendee_id,
            since=search.since,
            until=search.until,
            after=place,
        ),
        key=lambda row: (row.started_at, row.call_id),
        node=Conference.of,
    )


async def contextual_bar(context: Context, room_id: UUID, first: int, after: str | None) -> ConferenceConnection:
    """A page of the conferences of a room that may be seen."""
    context.note(Subject.CONTEXTUAL_BAR, room_id)
    return await connection(
        ConferenceConnection,
        Page.asked(first, after, tuple[bool, datetime, UUID]),
        lambda limit, place: context.backend.views.contextual_bar.page(room_id, limit, place),
        key=lambda row: (row.ended_at is None, row.started_at, row.call_id),
        node=Conference.of,
        count=lambda: context.backend.views.contextual_bar.count(room_id),
    )
