"""What clients can watch: each result is the state at its moment, the first at once, the next after every change."""

from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from typing import Annotated

import strawberry

from api.graphql.calls.call import Call, visible_call
from api.graphql.core.context import Context, Info
from api.graphql.core.errors import NotFound, missing, not_found
from api.graphql.core.fields import resolved, subscription
from api.graphql.core.ids import local_id
from api.graphql.core.paging import DEFAULT_PAGE, LARGEST_PAGE, Connection, First
from api.graphql.directory.room import Room, visible_room
from api.graphql.floor.speaking import Speaking, speaking
from api.graphql.history.call_history import CallHistoryEntry
from api.graphql.history.call_message import CallMessage, timeline
from api.graphql.history.conference import Conference, contextual_bar
from api.graphql.history.conference_log import ConferenceLog, visible_log
from api.graphql.query import CallId, Id
from api.graphql.rings.ring import Ring, incoming_rings
from api.graphql.threads.thread import Message, Thread, Wanted, messages
from api.graphql.viewer.preferences import preferences
from api.graphql.viewer.viewer import Viewer
from domain.kernel.errors import UnknownCall, UnknownRoom
from projections import keys
from projections.call_history import MOST_COUNTED

RoomId = Annotated[strawberry.ID, strawberry.argument(description="The room's id.")]
Last = Annotated[int, strawberry.argument(description=f"How many of the newest, from 1 to {LARGEST_PAGE}.")]


@strawberry.type(description="What rings for the one who asks: all it takes to draw the pop-up and to ring.")
class IncomingRings:
    rings: list[Ring] = strawberry.field(
        description="Newest first; empty once they have to be quiet. Each one's room is the entry to highlight."
    )
    ring_tone: str = strawberry.field(description="The name of the ring tone to play while there are any.")


@strawberry.type(description="The newest messages of a call's thread.")
class ThreadUpdate:
    thread: Thread = strawberry.field(description="The thread.")
    messages: list[Message] = strawberry.field(description="Newest first.")


@strawberry.type(description="The calls of the one who asks.")
class CallHistory:
    first: strawberry.Private[int]
    viewer: strawberry.Private[Viewer]

    @resolved(f"How many missed calls they haven't seen, counted up to {MOST_COUNTED:,}.")
    async def missed_call_count(self, info: Info) -> int:
        return await self.viewer.missed_calls(info.context)

    @resolved("Their newest calls, newest first.")
    async def calls(self, info: Info) -> Connection[CallHistoryEntry]:
        return await self.viewer.calls(info.context, self.first, None, None)


@strawberry.type(description="The newest call messages of a room.")
class RoomTimeline:
    room: Room = strawberry.field(description="The room.")
    messages: list[CallMessage] = strawberry.field(description="Newest first.")


@strawberry.type(description="The first page of a room's contextual bar.")
class ContextualBar:
    room: Room = strawberry.field(description="The room.")
    conferences: Connection[Conference] = strawberry.field(description="The ongoing one on top, then newest first.")


@strawberry.type(description="The record of a call.")
class ConferenceLogUpdate:
    conference_log: ConferenceLog | None = strawberry.field(description="Null as long as the call is on.")


CallResult = Annotated[
    Call | NotFound, strawberry.union("CallResult", description="A call, or why it isn't shown (any more).")
]
RoomTimelineResult = Annotated[
    RoomTimeline | NotFound,
    strawberry.union("RoomTimelineResult", description="A timeline, or why it isn't shown (any more)."),
]
ContextualBarResult = Annotated[
    ContextualBar | NotFound,
    strawberry.union("ContextualBarResult", description="A contextual bar, or why it isn't shown (any more)."),
]
ThreadResult = Annotated[
    ThreadUpdate | NotFound,
    strawberry.union("ThreadResult", description="A thread, or why it isn't shown (any more)."),
]
SpeakingResult = Annotated[
    Speaking | NotFound,
    strawberry.union("SpeakingResult", description="Who is speaking, or why it isn't shown (any more)."),
]
ConferenceLogResult = Annotated[
    ConferenceLogUpdate | NotFound,
    strawberry.union("ConferenceLogResult", description="A call's record, or why it isn't shown (any more)."),
]


@strawberry.type(
    description="What can be watched. Each result is the whole state: the first comes at once, then one after every "
    "change. Whoever loses access gets NotFound, and the state again if they get access back."
)
class Subscription:
    @subscription("What rings for the one who asks, on all their devices.")
    async def incoming_rings(self, info: Info) -> AsyncGenerator[IncomingRings, None]:
        context = info.context
        assert context.person is not None, "this subscription is always one person's"
        user_id = context.person.user_id
        async with aclosing(_moments(context, {keys.user(user_id), keys.access(user_id)})) as moments:
            async for _ in moments:
                own = await preferences(context, user_id)
                yield IncomingRings(rings=await incoming_rings(context), ring_tone=own.ring_tone)

    @subscription("The calls of the one who asks, and how many they missed.")
    async def call_history(self, info: Info, first: First = DEFAULT_PAGE) -> AsyncGenerator[CallHistory, None]:
        context = info.context
        assert context.person is not None, "this subscription is always one person's"
        viewer = Viewer(person=context.person, role=context.person.role)
        watched = {keys.user(context.person.user_id), keys.access(context.person.user_id)}
        async with aclosing(_moments(context, watched)) as moments:
            async for _ in moments:
                yield CallHistory(first=first, viewer=viewer)

    @subscription("The newest messages of a call's thread.")
    async def thread(
        self, info: Info, call_id: CallId, last: Last = DEFAULT_PAGE
    ) -> AsyncGenerator[ThreadResult, None]:
        async with aclosing(_moments(info.context, await _keys_of_thread(info.context, call_id))) as moments:
            async for _ in moments:
                yield await _thread(info.context, call_id, last)

    @subscription("A call, with who is in it.")
    async def call(self, info: Info, id: Id) -> AsyncGenerator[CallResult, None]:
        call_id = local_id("Call", id)
        async with aclosing(_moments(info.context, await _keys_of_call(info.context, id))) as moments:
            async for _ in moments:
                yield await visible_call(info.context, call_id) or not_found(missing(UnknownCall, id))

    @subscription("Who is speaking in a call, as soon as that changes; it is on no record.")
    async def speaking(self, info: Info, call_id: CallId) -> AsyncGenerator[SpeakingResult, None]:
        async with aclosing(speaking(info.context, call_id)) as states:
            async for state in states:
                yield state

    @subscription("The newest call messages of a room.")
    async def room_timeline(
        self, info: Info, room_id: RoomId, last: Last = DEFAULT_PAGE
    ) -> AsyncGenerator[RoomTimelineResult, None]:
        async with aclosing(_moments(info.context, await _keys_of_room(info.context, room_id))) as moments:
            async for _ in moments:
                yield await _timeline(info.context, room_id, last)

    @subscription("The conferences of a room.")
    async def contextual_bar(
        self, info: Info, room_id: RoomId, first: First = DEFAULT_PAGE
    ) -> AsyncGenerator[ContextualBarResult, None]:
        async with aclosing(_moments(info.context, await _keys_of_room(info.context, room_id))) as moments:
            async for _ in moments:
                yield await _bar(info.context, room_id, first)

    @subscription("What is on the record of a call, as soon as it has ended.")
    async def conference_log(self, info: Info, call_id: CallId) -> AsyncGenerator[ConferenceLogResult, None]:
        async with aclosing(_moments(info.context, await _keys_of_call(info.context, call_id))) as moments:
            async for _ in moments:
                yield await _log(info.context, call_id)


async def _moments(context: Context, watched: Collection[str]) -> AsyncGenerator[None, None]:
    """Now, and after each change of the keys; what was loaded before is forgotten."""
    async with context.backend.changes.watch(watched) as changes:
        context.renew()
        yield
        async for _ in changes:
            context.renew()
            yield


async def _keys_of_room(context: Context, given: str) -> set[str]:
    """None for a room that may not be seen: not even that something happens in it."""
    room = await context.visible_room(local_id("Room", given))
    return set() if room is None else {keys.room(room.id)}


async def _keys_of_call(context: Context, given: str) -> set[str]:
    call = await context.visible_call(local_id("Call", given))
    return set() if call is None else {keys.call(call.id), keys.room(call.room_id)}


async def _keys_of_thread(context: Context, given: str) -> set[str]:
    """What happens in the call besides is nothing to the thread."""
    call = await context.visible_call(local_id("Call", given))
    return set() if call is None else {keys.thread(call.id), keys.room(call.room_id)}


async def _thread(context: Context, given: str, last: int) -> ThreadUpdate | NotFound:
    call = await context.visible_call(local_id("Call", given))
    if call is None:
        return not_found(missing(UnknownCall, given))
    page = await messages(context, call.id, Wanted(first=last))
    return ThreadUpdate(thread=Thread(call_id=call.id), messages=[edge.node for edge in page.edges])


async def _timeline(context: Context, given: str, last: int) -> RoomTimeline | NotFound:
    room = await visible_room(context, local_id("Room", given))
    if room is None:
        return not_found(missing(UnknownRoom, given))
    page = await timeline(context, room.uuid, last, after=None)
    return RoomTimeline(room=room, messages=[edge.node for edge in page.edges])


async def _bar(context: Context, given: str, first: int) -> ContextualBar | NotFound:
    room = await visible_room(context, local_id("Room", given))
    if room is None:
        return not_found(missing(UnknownRoom, given))
    return ContextualBar(room=room, conferences=await contextual_bar(context, room.uuid, first, after=None))


async def _log(context: Context, given: str) -> ConferenceLogUpdate | NotFound:
    call_id = local_id("Call", given)
    if await context.visible_call(call_id) is None:
        return not_found(missing(UnknownCall, given))
    return ConferenceLogUpdate(conference_log=await visible_log(context, call_id))
