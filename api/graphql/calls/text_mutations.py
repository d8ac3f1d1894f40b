"""Mutations by text: slash commands, and call links."""

from uuid import UUID

import strawberry

from api.graphql.calls.call import Call, visible_call
from api.graphql.calls.mutations import DEVICE, SHOWN_CALL, EnteringInput, device
from api.graphql.calls.session import Session
from api.graphql.core.context import Info
from api.graphql.core.ids import global_id
from api.graphql.core.mutation import mutation
from api.graphql.core.performing import PATIENCE, acting_person, acting_standing, perform, wanted
from domain.calls.joining import Device
from domain.kernel.errors import UnknownRoom
from domain.slash_commands.use_cases import Typed
from runtime.threads import in_thread


@strawberry.input(description="What somebody typed, and where.")
class RunSlashCommandInput:
    room_id: strawberry.ID = strawberry.field(description="The room where it was typed.")
    device_id: str = strawberry.field(description=DEVICE)
    text: str = strawberry.field(description="All that was typed: /call and a command; /call help lists them.")
    leave_others: bool = strawberry.field(
        default=False, description="Whether the user has confirmed to leave any other call that they are in."
    )


@strawberry.input(description="Which link was opened.")
class OpenCallLinkInput(EnteringInput):
    link: str = strawberry.field(description="The link, whatever host it names.")


@strawberry.type(description="What a slash command answers.")
class RunSlashCommandPayload:
    text: str = strawberry.field(description="An ephemeral message, for the one who typed the command.")
    call: Call | None = strawberry.field(
        description="The call that the command was about, as it is now; null if there was none, or the views are late."
    )
    session: Session | None = strawberry.field(
        description="This device's session in that call; null if it is not in it, or the views are late."
    )


@strawberry.type(description="The room's call, with this device in it.")
class OpenCallLinkPayload:
    call_id: strawberry.ID = strawberry.field(description="The call: a new one, or the one that was on already.")
    session_id: strawberry.ID = strawberry.field(description="This device's session in it.")
    call: Call | None = strawberry.field(description=SHOWN_CALL)


@strawberry.type
class TextMutations:
    @mutation("Run a slash command. What it changes, it changes at once; a repeated one is a new one.")
    async def run_slash_command(self, info: Info, input: RunSlashCommandInput) -> RunSlashCommandPayload:
        context = info.context
        assert context.cause is not None, "mutations are always somebody's"
        standing = await acting_standing(context)
        room_id = wanted("Room", input.room_id, UnknownRoom)
        typed = Typed(room_id, standing, Device(input.device_id, leave_others=input.leave_others), input.text)
        reply = await in_thread(context.backend.services.slash_commands.execute, typed, context.cause)
        if reply.done is None or not await context.backend.changes.reached(reply.done.position, PATIENCE):
            return RunSlashCommandPayload(text=reply.text, call=None, session=None)
        context.renew()
        call_id = reply.done.answer[0]
        call = await visible_call(context, call_id)
        session = None if call is None else await _own_session(info, call_id, standing.user_id, input.device_id)
        return RunSlashCommandPayload(text=reply.text, call=call, session=session)

    @mutation("Open a call link: start the room's call, or join the one that is on.")
    async def open_call_link(self, info: Info, input: OpenCallLinkInput) -> OpenCallLinkPayload:
        person = await acting_person(info.context)
        done = await perform(
            info,
            info.context.backend.services.call_links.open,
            input,
            link=input.link,
            by=person.user_id,
            device=device(input),
        )
        call_id, session_id = done.answer
        return OpenCallLinkPayload(
            call_id=global_id("Call", call_id),
            session_id=global_id("Session", session_id),
            call=await visible_call(info.context, call_id) if done.shown else None,
        )


async def _own_session(info: Info, call_id: UUID, user_id: UUID, device_id: str) -> Session | None:
    rows = await info.context.loaders.sessions.load(call_id)
    mine = (row for row in rows if row.user_id == user_id and row.device_id == device_id)
    return next((Session.of(row) for row in mine), None)
