"""What clients can ask."""

import asyncio
from typing import Annotated

import strawberry

from api.graphql.calls.call import Call
from api.graphql.calls.slash_command import SlashCommand
from api.graphql.core.context import Context, Info
from api.graphql.core.fields import resolved
from api.graphql.core.ids import local, local_id
from api.graphql.core.nodes import Node, find_visible, visible
from api.graphql.core.paging import DEFAULT_PAGE, LARGEST_PAGE, After, First, required_id, wrong_argument
from api.graphql.directory.room import Room
from api.graphql.erasure.erasure import Erasure
from api.graphql.history.call_record import CallRecord
from api.graphql.history.conference_log import ConferenceLog
from api.graphql.past.queries import PastQueries
from api.graphql.search.log_search import Filter, RecordedFactConnection, search
from api.graphql.viewer.viewer import Viewer
from api.graphql.workspace.workspace import Workspace
from domain.slash_commands.command import Verb
from runtime.thread_pools import in_thread

Id = Annotated[strawberry.ID, strawberry.argument(description="The object's id.")]
Ids = Annotated[list[strawberry.ID], strawberry.argument(description=f"The objects' ids, at most {LARGEST_PAGE}.")]
RoomId = Annotated[strawberry.ID, strawberry.argument(description="The room's id.")]
CallId = Annotated[strawberry.ID, strawberry.argument(description="The call's id.")]
ErasureId = Annotated[strawberry.ID, strawberry.argument(description="The erasure's id.")]
ExternalId = Annotated[str, strawberry.argument(description="The chat product's id of the room.")]


@strawberry.type(description="What can be asked. What doesn't exist and what the viewer may not see are null alike.")
class Query(PastQueries):
    @resolved("Whoever asks.")
    def viewer(self, info: Info) -> Viewer:
        person = info.context.asking
        return Viewer(person=person, role=person.role)

    @resolved("Any object that the viewer may see.")
    async def node(self, info: Info, id: Id) -> Node | None:
        return await _node(info.context, required_id(id))

    @resolved(
        "Several objects at once, in the order of their ids; null for each that doesn't exist or may not be seen."
    )
    async def nodes(self, info: Info, ids: Ids) -> list[Node | None]:
        if len(ids) > LARGEST_PAGE:
            raise wrong_argument("ids", f"At most {LARGEST_PAGE} ids at once; there are {len(ids)}.")
        return await asyncio.gather(*(_node(info.context, id_) for id_ in ids))

    @resolved("A room.")
    async def room(self, info: Info, id: RoomId) -> Room | None:
        return await visible(info.context, Room, local_id("Room", required_id(id)))

    @resolved("The room that has this id in the chat product.")
    async def room_by_external_id(self, info: Info, external_id: ExternalId) -> Room | None:
        room_id = await in_thread(info.context.backend.identities.of, "room", external_id)
        return None if room_id is None else await visible(info.context, Room, room_id)

    @resolved("A call, ongoing or ended.")
    async def call(self, info: Info, id: CallId) -> Call | None:
        return await visible(info.context, Call, local_id("Call", required_id(id)))

    @resolved("The record of a call; null until the call has ended.")
    async def conference_log(self, info: Info, call_id: CallId) -> ConferenceLog | None:
        return await visible(info.context, ConferenceLog, local_id("Call", required_id(call_id, "callId")))

    @resolved("What is on record of a call, while it is on and after it has ended.")
    async def call_record(self, info: Info, call_id: CallId) -> CallRecord | None:
        return await visible(info.context, CallRecord, local_id("Call", required_id(call_id, "callId")))

    @resolved("The slash commands that there are, for completing what somebody types.")
    def slash_commands(self) -> list[SlashCommand]:
        return [SlashCommand.of(verb) for verb in Verb]

    @resolved("The erasure of a user; null to all but admins and auditors.")
    async def erasure(self, info: Info, id: ErasureId) -> Erasure | None:
        return await visible(info.context, Erasure, local_id("Erasure", required_id(id)))

    @resolved("The workspace; null to users who were deactivated.")
    async def workspace(self, info: Info) -> Workspace | None:
        return Workspace() if await info.context.own_access.active() else None

    @resolved("Facts of the event log, newest first; none to all but auditors.", personal=True)
    async def search_log(
        self, info: Info, filter: Filter, first: First = DEFAULT_PAGE, after: After = None
    ) -> RecordedFactConnection:
        return await search(info.context, filter, first, after)


async def _node(context: Context, given: str) -> Node | None:
    found = local(given)
    return None if found is None else await find_visible(context, found.kind, found.id)
