"""Mutations of calls: start, join, leave, end."""

import strawberry

from api.access.tokens import Role
from api.graphql.calls.inputs import Entering, OfCall, OfSession
from api.graphql.calls.payloads import Entered, WithCall
from api.graphql.core.context import Info
from api.graphql.core.ids import global_id
from api.graphql.core.inputs import connection, optional, wanted
from api.graphql.core.mutation import mutation
from api.graphql.core.performing import acting_person, perform
from domain.kernel.errors import UnknownCall, UnknownRoom


@strawberry.input(description="In which room to start a call, and how.")
class StartCallInput(Entering):
    room_id: strawberry.ID = strawberry.field(description="The room.")
    provider_name: str | None = optional("The name of the provider to use; left out, the workspace's default.")
    title: str | None = optional("The title: 1 to 256 characters without line breaks; left out, the room's name.")


@strawberry.input(description="Which call to join, and how.")
class JoinCallInput(Entering):
    call_id: strawberry.ID = strawberry.field(description="The call.")


@strawberry.input(description="Which device leaves which call.")
class LeaveCallInput(OfSession):
    connection_id: strawberry.ID | None = optional(
        "The client's connection to the media server. It is refused as SESSION_TAKEN_OVER if another client has "
        "connected the session since; that client stays in the call."
    )


@strawberry.input(description="Which call to end.")
class EndCallInput(OfCall):
    pass


@strawberry.type(description="The room's call, with this device in it.")
class StartCallPayload(Entered):
    call_id: strawberry.ID = strawberry.field(description="The call: a new one, or the one that was ongoing.")
    session_id: strawberry.ID = strawberry.field(description="This device's session in the call.")


@strawberry.type(description="The call, with this device in it.")
class JoinCallPayload(Entered):
    session_id: strawberry.ID = strawberry.field(
        description="This device's session: a new one, or the one that it had."
    )


@strawberry.type(description="The call, without this device.")
class LeaveCallPayload(WithCall):
    left_session_id: strawberry.ID = strawberry.field(description="The session that has left. It no longer exists.")


@strawberry.type(description="The ended call.")
class EndCallPayload(WithCall):
    pass


@strawberry.type
class CallMutations:
    @mutation("Start the room's call and ring those whom it rings, or join the ongoing one.")
    async def start_call(self, info: Info, input: StartCallInput) -> StartCallPayload:
        person = await acting_person(info.context)
        done = await perform(
            info,
            info.context.services.calls.start,
            input,
            room_id=wanted("Room", input.room_id, UnknownRoom),
            by=person.user_id,
            device=input.device(),
            title=input.title,
            provider=input.provider_name,
        )
        return StartCallPayload.of(done)

    @mutation("Join a call with one device. This also accepts the user's ring.")
    async def join_call(self, info: Info, input: JoinCallInput) -> JoinCallPayload:
        person = await acting_person(info.context)
        call_id = wanted("Call", input.call_id, UnknownCall)
        join = info.context.services.calls.join
        done = await perform(info, join, input, call_id=call_id, by=person.user_id, device=input.device())
        return JoinCallPayload.of(done)

    @mutation("Leave a call with one device. Repeating it does no harm.")
    async def leave_call(self, info: Info, input: LeaveCallInput) -> LeaveCallPayload:
        person = await acting_person(info.context)
        done = await perform(
            info,
            info.context.services.calls.leave,
            input,
            call_id=input.call(),
            session_id=input.session(),
            connection_id=connection(input.connection_id, "connectionId"),
            by=person.user_id,
        )
        return LeaveCallPayload.of(done, left_session_id=global_id("Session", done.answer[1]))

    @mutation("End a call for all. The host and admins may.")
    async def end_call(self, info: Info, input: EndCallInput) -> EndCallPayload:
        person = await acting_person(info.context)
        end, admin = info.context.services.calls.end, person.role is Role.ADMIN
        done = await perform(info, end, input, call_id=input.call(), by=person.user_id, admin=admin)
        return EndCallPayload.of(done)
