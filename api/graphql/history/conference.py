"""A conference: an entry of a room's contextual bar."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

import strawberry
from graphql import GraphQLError

from api.graphql.calls.call_summary import ANSWERED_AT, DURATION, SharedCallSummary, seconds_talked
from api.graphql.core.context import Context, Info
from api.graphql.core.ids import NOBODY, global_id, local_id
from api.graphql.core.inputs import optional
from api.graphql.core.nodes import Node, fetched, of_visible_call, reference
from api.graphql.core.paging import Connection, Page, connection, counted, wrong_argument
from api.graphql.references import CallReference
from domain.inspections.inspection import Subject
from domain.kernel.text import MAX_TITLE
from projections.contextual_bar import ConferenceRow, TitlesNotSearchable
from projections.live_calls import CallRow

NOT_SEARCHABLE = "Titles can't be searched for the moment: what they are found by is made again. Try again soon."


async def _call_row(conference: Any, info: Info) -> CallRow:
    row = await info.context.loaders.calls.load(conference.row.call_id)
    assert row is not None, "a conference is a call"
    return row


async def _answered_at(self: Any, info: Info) -> datetime | None:
    return (await _call_row(self, info)).answered_at


async def _duration_seconds(self: Any, info: Info) -> int | None:
    row = await _call_row(self, info)
    return seconds_talked(row.held_since, row.ended_at)


@fetched(lambda loaders: loaders.conferences, of_visible_call)
@strawberry.type(description="A call as an entry of its room's contextual bar.")
class Conference(SharedCallSummary, Node):
    row: strawberry.Private[ConferenceRow]
    ongoing: bool = strawberry.field(description="Whether the call is ongoing and can be joined.")
    attendee_count: int = strawberry.field(description="How many users have ever been in the call.")
    call: CallReference = reference("Call", "row.call_id", "The call.")
    answered_at: datetime | None = strawberry.field(resolver=_answered_at, description=ANSWERED_AT)
    duration_seconds: int | None = strawberry.field(resolver=_duration_seconds, description=DURATION)

    @classmethod
    def of(cls, row: ConferenceRow) -> Self:
        return cls(
            row=row,
            id=global_id("Conference", row.call_id),
            kind=row.kind,
            title=row.title,
            ongoing=row.ended_at is None,
            started_at=row.started_at,
            ended_at=row.ended_at,
            end_reason=row.end_reason,
            attendee_count=row.attendee_count,
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
    bar = context.views.contextual_bar

    async def page(limit: int, place: tuple[datetime, UUID] | None) -> list[ConferenceRow]:
        times = {"since": search.since, "until": search.until}
        try:
            return await bar.search(room_id, limit, title=title, attendee_id=attendee_id, **times, after=place)
        except TitlesNotSearchable:
            raise GraphQLError(NOT_SEARCHABLE, extensions={"code": "UNAVAILABLE"}) from None

    return await connection(
        ConferenceConnection,
        Page.asked(first, after, tuple[datetime, UUID]),
        page,
        key=lambda row: (row.started_at, row.call_id),
        node=Conference.of,
    )


async def contextual_bar(context: Context, room_id: UUID, first: int, after: str | None) -> ConferenceConnection:
    """A page of the conferences of a room that may be seen."""
    context.note(Subject.CONTEXTUAL_BAR, room_id)
    return await connection(
        ConferenceConnection,
        Page.asked(first, after, tuple[bool, datetime, UUID]),
        lambda limit, place: context.views.contextual_bar.page(room_id, limit, place),
        key=lambda row: (row.ended_at is None, row.started_at, row.call_id),
        node=Conference.of,
        count=lambda: context.views.contextual_bar.count(room_id),
    )
