"""Mutations of calls: start, join, leave, end."""

from uuid import UUID

import strawberry

from api.access.tokens import Role
from api.graphql.calls.call import Call, visible_call
from api.graphql.core.context import Info
from api.graphql.core.ids import global_id
from api.graphql.core.mutation import mutation
from api.graphql.core.performing import Keyed, Performed, acting_person, connection, perform, wanted
from domain.calls.joining import Device
from domain.kernel.errors import UnknownCall, UnknownRoom, UnknownSession

DEVICE = "What the device calls itself: 1 to 128 characters of its own choice, the same each time."
SHOWN_CALL = "The call as it is now; null if it may not be seen, or the views are late: ask again with its id then."


@strawberry.input(description="With what a device comes in.")
class EnteringInput(Keyed):
    device_id: str = strawberry.field(description=DEVICE)
    microphone: bool | None = strawberry.field(
        default=None, description="On or off; left out, it is on in direct and group-direct rooms and off elsewhere."
    )
    camera: bool | None = strawberry.field(default=None, description="On or off; left out, it is off.")
    leave_others: bool = strawberry.field(
        default=False, description="Whether the user has confirmed to leave any other call that they are in."
    )


@strawberry.input(description="Which room's call to start.")
class StartCallInput(EnteringInput):
    room_id: strawberry.ID = strawberry.field(description="The room.")
    provider: str | None = strawberry.field(
        default=None, description="What carries the media; the workspace's default if left out."
    )
    title: str | None = strawberry.field(
        default=None, description="1 to 256 characters without line breaks; the room's name if left out."
    )


@strawberry.input(description="Which call to join.")
class JoinCallInput(EnteringInput):
    call_id: strawberry.ID = strawberry.field(description="The call.")


@strawberry.input(description="Which of one's devices leaves which call.")
class LeaveCallInput(Keyed):
    call_id: strawberry.ID = strawberry.field(description="The call.")
    session_id: strawberry.ID = strawberry.field(description="The session that this device got when it joined.")
    connection_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="The client's connection to the media server. SESSION_TAKEN_OVER if another client has connected "
        "the session since, which is then in the call still.",
    )


@strawberry.input(description="Which call to end.")
class EndCallInput(Keyed):
    call_id: strawberry.ID = strawberry.field(description="The call.")


@strawberry.type(description="The room's call, with this device in it.")
class StartCallPayload:
    call_id: strawberry.ID = strawberry.field(description="The call: a new one, or the one that was on already.")
    session_id: strawberry.ID = strawberry.field(description="This device's session in it.")
    call: Call | None = strawberry.field(description=SHOWN_CALL)


@strawberry.type(description="The call, with this device in it.")
class JoinCallPayload:
    call_id: strawberry.ID = strawberry.field(description="The call.")
    session_id: strawberry.ID = strawberry.field(description="This device's session: a new one, or the one it had.")
    call: Call | None = strawberry.field(description=SHOWN_CALL)


@strawberry.type(description="The call, without this device.")
class LeaveCallPayload:
    call_id: strawberry.ID = strawberry.field(description="The call.")
    session_id: strawberry.ID = strawberry.field(description="The session that has left.")
    call: Call | None = strawberry.field(description=SHOWN_CALL)


@strawberry.type(description="The call, which has ended.")
class EndCallPayload:
    call_id: strawberry.ID = strawberry.field(description="The call.")
    call: Call | None = strawberry.field(description=SHOWN_CALL)


@strawberry.type
class CallMutations:
    @mutation("Start the room's call and ring whom it rings; or join the one that is on.")
    async def start_call(self, info: Info, input: StartCallInput) -> StartCallPayload:
        person = await acting_person(info.context)
        done = await perform(
            info,
            info.context.backend.services.calls.start,
            input,
            room_id=wanted("Room", input.room_id, UnknownRoom),
            by=person.user_id,
            device=device(input),
            title=input.title,
            provider=input.provider,
        )
        call_id, session_id = done.answer
        return StartCallPayload(
            call_id=global_id("Call", call_id),
            session_id=global_id("Session", session_id),
            call=await _shown(info, done, call_id),
        )

    @mutation("Join a call with one device; that also answers one's ring.")
    async def join_call(self, info: Info, input: JoinCallInput) -> JoinCallPayload:
        person = await acting_person(info.context)
        done = await perform(
            info,
            info.context.backend.services.calls.join,
            input,
            call_id=wanted("Call", input.call_id, UnknownCall),
            by=person.user_id,
            device=device(input),
        )
        call_id, session_id = done.answer
        return JoinCallPayload(
            call_id=global_id("Call", call_id),
            session_id=global_id("Session", session_id),
            call=await _shown(info, done, call_id),
        )

    @mutation("Hang up one device. Doing it twice does no harm.")
    async def leave_call(self, info: Info, input: LeaveCallInput) -> LeaveCallPayload:
        person = await acting_person(info.context)
        done = await perform(
            info,
            info.context.backend.services.calls.leave,
            input,
            call_id=wanted("Call", input.call_id, UnknownCall),
            session_id=wanted("Session", input.session_id, UnknownSession),
            connection_id=connection(input.connection_id, "connectionId"),
            by=person.user_id,
        )
        call_id, session_id = done.answer
        return LeaveCallPayload(
            call_id=global_id("Call", call_id),
            session_id=global_id("Session", session_id),
            call=await _shown(info, done, call_id),
        )

    @mutation("End a call for all. Its host may, and admins.")
    async def end_call(self, info: Info, input: EndCallInput) -> EndCallPayload:
        person = await acting_person(info.context)
        done = await perform(
            info,
            info.context.backend.services.calls.end,
            input,
            call_id=wanted("Call", input.call_id, UnknownCall),
            by=person.user_id,
            admin=person.role is Role.ADMIN,
        )
        (call_id,) = done.answer
        return EndCallPayload(call_id=global_id("Call", call_id), call=await _shown(info, done, call_id))


def device(entering: EnteringInput) -> Device:
    """The device, as the domain knows it."""
    return Device(entering.device_id, entering.microphone, entering.camera, entering.leave_others)


async def _shown(info: Info, done: Performed, call_id: UUID) -> Call | None:
    return await visible_call(info.context, call_id) if done.shown else None
