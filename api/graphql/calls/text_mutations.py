"""Mutations by text: slash commands, and call links."""

from uuid import UUID

import strawberry
from strawberry.utils.await_maybe import await_maybe

from api.graphql.calls.call import Call
from api.graphql.calls.inputs import DEVICE, LEAVE_OTHERS, Entering
from api.graphql.calls.payloads import Entered
from api.graphql.calls.session import Session
from api.graphql.core.context import Info
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.inputs import Keyed, wanted
from api.graphql.core.mutation import mutation
from api.graphql.core.payload import Payload
from api.graphql.core.performing import PATIENCE, acting_person, acting_requester, perform, request_key
from domain.calls.joining import Device
from domain.kernel.errors import UnknownRoom
from domain.slash_commands.use_cases import Typed
from runtime.thread_pools import in_thread


@strawberry.input(description="Which command was typed, and where.")
class RunSlashCommandInput(Keyed):
    room_id: strawberry.ID = strawberry.field(description="The room where the command was typed.")
    device_id: str = strawberry.field(description=DEVICE)
    text: str = strawberry.field(description="The whole text: /call and a command; /call help lists the commands.")
    leave_others: bool = strawberry.field(default=False, description=LEAVE_OTHERS)


@strawberry.input(description="Which link to open, and how to join.")
class OpenCallLinkInput(Entering):
    link: str = strawberry.field(description="The link, whatever host it names.")


@strawberry.type(description="The answer to a slash command.")
class RunSlashCommandPayload(Payload):
    device: strawberry.Private[tuple[UUID, str]]
    text: str = strawberry.field(description="An ephemeral message, for the user who typed the command.")
    call_id: strawberry.ID | None = strawberry.field(
        description="The call that the command was about; null if there was none."
    )

    @resolved(
        "The call that the command was about, as it is now; null if there was none, or while the views are behind: "
        "ask again by its id."
    )
    async def call(self, info: Info) -> Call | None:
        return None if self.call_id is None else await self.found(info, Call, self.call_id)

    @resolved(
        "This device's session in that call; null if it has none, or while the views are behind: ask the viewer again."
    )
    async def session(self, info: Info) -> Session | None:
        call = await self.call(info)
        sessions = [] if call is None else await await_maybe(call.sessions(info))
        return next((each for each in sessions if (each.row.user_id, each.row.device_id) == self.device), None)


@strawberry.type(description="The room's call, with this device in it.")
class OpenCallLinkPayload(Entered):
    call_id: strawberry.ID = strawberry.field(description="The call: a new one, or the one that was ongoing.")
    session_id: strawberry.ID = strawberry.field(description="This device's session in the call.")


@strawberry.type
class TextMutations:
    @mutation("Run a slash command. What it changes, it changes at once.", result="The answer to the command")
    async def run_slash_command(self, info: Info, input: RunSlashCommandInput) -> RunSlashCommandPayload:
        context = info.context
        assert context.cause is not None, "mutations are always somebody's"
        requester = await acting_requester(context)
        room_id = wanted("Room", input.room_id, UnknownRoom)
        typed = Typed(room_id, requester, Device(input.device_id, leave_others=input.leave_others), input.text)
        key = request_key(info.field_name, input)
        reply = await in_thread(context.services.slash_commands.execute, typed, cause=context.cause, key=key)
        shown = reply.done is not None and await context.backend.changes.reached(reply.done.position, PATIENCE)
        context.renew()
        return RunSlashCommandPayload(
            shown=shown,
            device=(requester.user_id, input.device_id),
            text=reply.text,
            call_id=None if reply.done is None else global_id("Call", reply.done.answer[0]),
        )

    @mutation("Open a call link: start the room's call, or join the ongoing one.")
    async def open_call_link(self, info: Info, input: OpenCallLinkInput) -> OpenCallLinkPayload:
        person = await acting_person(info.context)
        open_ = info.context.services.call_links.open
        done = await perform(info, open_, input, link=input.link, by=person.user_id, device=input.device())
        return OpenCallLinkPayload.of(done)
