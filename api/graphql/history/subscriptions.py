"""Subscriptions to what a room shows of its calls, and to the record of one."""

import asyncio
from uuid import UUID

import strawberry

from api.graphql.core.context import Info
from api.graphql.core.fields import resolved
from api.graphql.core.nodes import named, visible
from api.graphql.core.paging import DEFAULT_PAGE, After, First
from api.graphql.core.subscriptions import REFUSED, Newest, subscription
from api.graphql.core.watchable import CALL, ROOM
from api.graphql.directory.room import Room
from api.graphql.history.call_message import CallMessage, timeline
from api.graphql.history.call_record import CallRecord
from api.graphql.history.conference import ConferenceConnection, contextual_bar
from api.graphql.history.conference_log import ConferenceLog
from domain.inspections.inspection import Subject
from projections import change_keys


@strawberry.type(description="A room's timeline, after each change.")
class RoomTimelineUpdate:
    room: Room = strawberry.field(description="The room.")
    messages: list[CallMessage] = strawberry.field(description="The newest call messages, newest first.")


@strawberry.type(description="A room's contextual bar, after each change.")
class ContextualBarUpdate:
    room: Room = strawberry.field(description="The room.")

    @resolved("The room's conferences: the ongoing one first, then newest first.")
    async def conferences(self, info: Info, first: First = DEFAULT_PAGE, after: After = None) -> ConferenceConnection:
        return await contextual_bar(info.context, self.room.uuid, first, after)


@strawberry.type(description="The record of a call, as soon as there is one.")
class ConferenceLogUpdate:
    conference_log: ConferenceLog | None = strawberry.field(description="The record; null until the call has ended.")


@strawberry.type(description="What is on record of a call, after each change.")
class CallRecordUpdate:
    call_record: CallRecord | None = strawberry.field(description="The record; null only once there is no such call.")


@strawberry.type
class HistorySubscriptions:
    @subscription(
        ROOM,
        "The newest call messages of a room.",
        result=f"A room's timeline, {REFUSED}",
        subject=Subject.ROOM_TIMELINE,
        follows=lambda room: {change_keys.room(room.id)},
    )
    async def room_timeline(self, info: Info, room_id: UUID, last: Newest = DEFAULT_PAGE) -> RoomTimelineUpdate:
        page = await timeline(info.context, room_id, last, after=None)
        return RoomTimelineUpdate(
            room=await named(info.context, Room, room_id), messages=[edge.node for edge in page.edges]
        )

    @subscription(
        ROOM,
        "The conferences of a room.",
        result=f"A room's contextual bar, {REFUSED}",
        subject=Subject.CONTEXTUAL_BAR,
        follows=lambda room: {change_keys.room(room.id)},
    )
    async def contextual_bar(self, info: Info, room_id: UUID) -> ContextualBarUpdate:
        return ContextualBarUpdate(room=await named(info.context, Room, room_id))

    @subscription(
        CALL,
        "The record of a call, as soon as the call has ended.",
        result=f"The record of a call, {REFUSED}",
        subject=Subject.CONFERENCE_LOG,
        follows=lambda call: {change_keys.call(call.id), change_keys.room(call.room_id)},
    )
    async def conference_log(self, info: Info, call_id: UUID) -> ConferenceLogUpdate:
        return ConferenceLogUpdate(conference_log=await visible(info.context, ConferenceLog, call_id))

    @subscription(
        CALL,
        "What is on record of a call, again when something is added to it. Samples of quality alone wait for the next "
        "other change.",
        result=f"What is on record of a call, {REFUSED}",
        subject=Subject.CALL_RECORD,
        follows=lambda call: {change_keys.call(call.id), change_keys.record(call.id), change_keys.room(call.room_id)},
    )
    async def call_record(self, info: Info, call_id: UUID) -> CallRecordUpdate:
        await asyncio.sleep(info.context.backend.call_records.rest(call_id))
        return CallRecordUpdate(call_record=await visible(info.context, CallRecord, call_id))
