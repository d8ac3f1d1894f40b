"""Mutations of the floor: microphones, cameras, hands, reactions and the screen share."""

from collections.abc import Callable
from typing import Any

import strawberry

from api.graphql.calls.call import Call, visible_call
from api.graphql.calls.mutations import SHOWN_CALL
from api.graphql.core.context import Info
from api.graphql.core.ids import global_id
from api.graphql.core.mutation import mutation
from api.graphql.core.performing import Keyed, acting_person, acting_standing, perform, wanted
from domain.kernel.errors import NotInCall, UnknownCall, UnknownSession
from domain.kernel.use_case import Done

CALL = "The call."
SESSION = "The session that this device got when it joined."


@strawberry.input(description="In which call.")
class InCallInput(Keyed):
    call_id: strawberry.ID = strawberry.field(description=CALL)


@strawberry.input(description="Whether one's own device is heard.")
class SetMicrophoneInput(InCallInput):
    session_id: strawberry.ID = strawberry.field(description=SESSION)
    on: bool = strawberry.field(description="True to unmute, false to mute.")


@strawberry.input(description="Whether one's own device shows its camera.")
class SetCameraInput(InCallInput):
    session_id: strawberry.ID = strawberry.field(description=SESSION)
    on: bool = strawberry.field(description="True for on, false for off.")


@strawberry.input(description="In which call to raise one's hand.")
class RaiseHandInput(InCallInput):
    pass


@strawberry.input(description="Whose hand to lower.")
class LowerHandInput(InCallInput):
    user_id: strawberry.ID | None = strawberry.field(
        default=None, description="The participant; one's own hand if left out. Others' only as host or admin."
    )


@strawberry.input(description="What to show to all for ten seconds.")
class ReactInput(InCallInput):
    emoji: str = strawberry.field(
        description="An emoji, or the short name that the chat product has for one: 1 to 64 characters, no spaces."
    )


@strawberry.input(description="Which device shares its screen.")
class StartScreenShareInput(InCallInput):
    session_id: strawberry.ID = strawberry.field(description=SESSION)


@strawberry.input(description="Where to stop the screen share.")
class StopScreenShareInput(InCallInput):
    pass


@strawberry.input(description="Whom to mute.")
class MuteParticipantInput(InCallInput):
    user_id: strawberry.ID = strawberry.field(description="The participant, on all their devices.")


@strawberry.input(description="Where to mute everyone but oneself.")
class MuteOthersInput(InCallInput):
    pass


@strawberry.type(description="The call, after it was done.")
class InCallPayload:
    call_id: strawberry.ID = strawberry.field(description=CALL)
    call: Call | None = strawberry.field(description=SHOWN_CALL)


async def in_call(info: Info, command: Callable[..., Done], given: InCallInput, **arguments: Any) -> InCallPayload:
    """Carry out a use case of a call whose answer begins with the call's id. Raises DomainError."""
    done = await perform(info, command, given, call_id=wanted("Call", given.call_id, UnknownCall), **arguments)
    call_id = done.answer[0]
    shown = await visible_call(info.context, call_id) if done.shown else None
    return InCallPayload(call_id=global_id("Call", call_id), call=shown)


@strawberry.type
class FloorMutations:
    @mutation("Mute or unmute one's own device.")
    async def set_microphone(self, info: Info, input: SetMicrophoneInput) -> InCallPayload:
        person = await acting_person(info.context)
        command = info.context.backend.services.floors.set_microphone
        session_id = wanted("Session", input.session_id, UnknownSession)
        return await in_call(info, command, input, session_id=session_id, by=person.user_id, on=input.on)

    @mutation("Turn one's own device's camera on or off.")
    async def set_camera(self, info: Info, input: SetCameraInput) -> InCallPayload:
        person = await acting_person(info.context)
        command = info.context.backend.services.floors.set_camera
        session_id = wanted("Session", input.session_id, UnknownSession)
        return await in_call(info, command, input, session_id=session_id, by=person.user_id, on=input.on)

    @mutation("Ask to speak. A hand that is up keeps its place in the order.")
    async def raise_hand(self, info: Info, input: RaiseHandInput) -> InCallPayload:
        person = await acting_person(info.context)
        return await in_call(info, info.context.backend.services.floors.raise_hand, input, by=person.user_id)

    @mutation("Take one's own hand down; the host and admins anybody's.")
    async def lower_hand(self, info: Info, input: LowerHandInput) -> InCallPayload:
        standing = await acting_standing(info.context)
        owner = standing.user_id if input.user_id is None else wanted("User", input.user_id, NotInCall)
        return await in_call(info, info.context.backend.services.floors.lower_hand, input, of=owner, by=standing)

    @mutation("Show an emoji to all for ten seconds; up to ten in ten seconds.")
    async def react(self, info: Info, input: ReactInput) -> InCallPayload:
        person = await acting_person(info.context)
        command = info.context.backend.services.floors.react
        return await in_call(info, command, input, by=person.user_id, emoji=input.emoji)

    @mutation("Share one's screen. One participant at a time may.")
    async def start_screen_share(self, info: Info, input: StartScreenShareInput) -> InCallPayload:
        person = await acting_person(info.context)
        command = info.context.backend.services.floors.start_sharing
        session_id = wanted("Session", input.session_id, UnknownSession)
        return await in_call(info, command, input, session_id=session_id, by=person.user_id)

    @mutation("Stop one's own screen share; the host and admins anybody's.")
    async def stop_screen_share(self, info: Info, input: StopScreenShareInput) -> InCallPayload:
        standing = await acting_standing(info.context)
        return await in_call(info, info.context.backend.services.floors.stop_sharing, input, by=standing)

    @mutation("Mute one participant. The host and admins may; only the participant can unmute.")
    async def mute_participant(self, info: Info, input: MuteParticipantInput) -> InCallPayload:
        standing = await acting_standing(info.context)
        muted = wanted("User", input.user_id, NotInCall)
        return await in_call(info, info.context.backend.services.floors.mute, input, user_id=muted, by=standing)

    @mutation("Mute everyone else. The host and admins may.")
    async def mute_others(self, info: Info, input: MuteOthersInput) -> InCallPayload:
        standing = await acting_standing(info.context)
        return await in_call(info, info.context.backend.services.floors.mute_others, input, by=standing)
