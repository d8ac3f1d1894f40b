"""Mutations of the floor: microphones, cameras, hands, reactions and the screen share."""

from uuid import UUID

import strawberry
from strawberry.utils.await_maybe import await_maybe

from api.graphql.calls.inputs import OfCall, OfParticipant, OfSession
from api.graphql.calls.payloads import WithCall, WithSession
from api.graphql.core.context import Info
from api.graphql.core.fields import resolved
from api.graphql.core.inputs import optional, wanted
from api.graphql.core.mutation import mutation
from api.graphql.core.performing import acting_person, acting_requester, perform
from api.graphql.floor.participant import Participant
from api.graphql.floor.raised_hand import RaisedHand
from api.graphql.floor.screen_share import ScreenShare
from domain.kernel.errors import NotInCall


@strawberry.input(description="Whether the device's microphone is on.")
class SetMicrophoneInput(OfSession):
    on: bool = strawberry.field(description="True to unmute, false to mute.")


@strawberry.input(description="Whether the device's camera is on.")
class SetCameraInput(OfSession):
    on: bool = strawberry.field(description="True to turn it on, false to turn it off.")


@strawberry.input(description="In which call to raise a hand.")
class RaiseHandInput(OfCall):
    pass


@strawberry.input(description="Whose hand to lower.")
class LowerHandInput(OfCall):
    user_id: strawberry.ID | None = optional(
        "The participant; left out, the user themselves. The host and admins may lower others' hands."
    )


@strawberry.input(description="What to show, and in which call.")
class ReactInput(OfCall):
    emoji: str = strawberry.field(
        description="An emoji, or the short name that the chat product has for one: 1 to 64 characters without spaces."
    )


@strawberry.input(description="Which device shares its screen.")
class StartScreenShareInput(OfSession):
    pass


@strawberry.input(description="In which call to stop the screen share.")
class StopScreenShareInput(OfCall):
    pass


@strawberry.input(description="Which participant to mute.")
class MuteParticipantInput(OfParticipant):
    user_id: strawberry.ID = strawberry.field(description="The participant, who is muted on all devices.")


@strawberry.input(description="In which call to mute everyone else.")
class MuteOthersInput(OfCall):
    pass


@strawberry.type(description="The session, with its microphone on or off.")
class SetMicrophonePayload(WithSession):
    pass


@strawberry.type(description="The session, with its camera on or off.")
class SetCameraPayload(WithSession):
    pass


@strawberry.type(description="The call, with the hand up.")
class RaiseHandPayload(WithCall):
    user_id: strawberry.Private[UUID]

    @resolved("The hand; null if it is down again, or while the views are behind.")
    async def raised_hand(self, info: Info) -> RaisedHand | None:
        call = await self.call(info)
        hands = [] if call is None else await await_maybe(call.raised_hands(info))
        return next((hand for hand in hands if hand.user_id == self.user_id), None)


@strawberry.type(description="The call, with the hand down.")
class LowerHandPayload(WithCall):
    pass


@strawberry.type(description="The call, with the reaction.")
class ReactPayload(WithCall):
    pass


@strawberry.type(description="The call, with the screen shared.")
class StartScreenSharePayload(WithCall):
    @resolved("The screen share; null if it is over, or while the views are behind.")
    async def screen_share(self, info: Info) -> ScreenShare | None:
        call = await self.call(info)
        return None if call is None else await call.screen_share(info)


@strawberry.type(description="The call, with no screen shared.")
class StopScreenSharePayload(WithCall):
    pass


@strawberry.type(description="The call, with the participant muted.")
class MuteParticipantPayload(WithCall):
    user_id: strawberry.Private[UUID]

    @resolved(
        "The participant as they are now; null if they have left, if the viewer may not see the call, or while the "
        "views are behind."
    )
    async def participant(self, info: Info) -> Participant | None:
        call = await self.call(info)
        participants = [] if call is None else await await_maybe(call.participants(info))
        return next((participant for participant in participants if participant.user_id == self.user_id), None)


@strawberry.type(description="The call, with everyone else muted.")
class MuteOthersPayload(WithCall):
    pass


@strawberry.type
class FloorMutations:
    @mutation("Mute or unmute the user's own device.")
    async def set_microphone(self, info: Info, input: SetMicrophoneInput) -> SetMicrophonePayload:
        person = await acting_person(info.context)
        own = {"call_id": input.call(), "session_id": input.session(), "by": person.user_id}
        done = await perform(info, info.context.services.floors.set_microphone, input, on=input.on, **own)
        return SetMicrophonePayload.of(done, session_id=input.session())

    @mutation("Turn the camera of the user's own device on or off.")
    async def set_camera(self, info: Info, input: SetCameraInput) -> SetCameraPayload:
        person = await acting_person(info.context)
        own = {"call_id": input.call(), "session_id": input.session(), "by": person.user_id}
        done = await perform(info, info.context.services.floors.set_camera, input, on=input.on, **own)
        return SetCameraPayload.of(done, session_id=input.session())

    @mutation("Raise a hand to ask to speak. A hand that is up keeps its place in the order.")
    async def raise_hand(self, info: Info, input: RaiseHandInput) -> RaiseHandPayload:
        person = await acting_person(info.context)
        done = await perform(
            info, info.context.services.floors.raise_hand, input, call_id=input.call(), by=person.user_id
        )
        return RaiseHandPayload.of(done, user_id=person.user_id)

    @mutation("Lower the user's own hand, or as host or admin anybody's.")
    async def lower_hand(self, info: Info, input: LowerHandInput) -> LowerHandPayload:
        by = await acting_requester(info.context)
        owner = by.user_id if input.user_id is None else wanted("User", input.user_id, NotInCall)
        done = await perform(
            info, info.context.services.floors.lower_hand, input, call_id=input.call(), of=owner, by=by
        )
        return LowerHandPayload.of(done)

    @mutation("Show an emoji to all for ten seconds. A participant may react ten times in ten seconds.")
    async def react(self, info: Info, input: ReactInput) -> ReactPayload:
        person = await acting_person(info.context)
        done = await perform(
            info, info.context.services.floors.react, input, call_id=input.call(), by=person.user_id, emoji=input.emoji
        )
        return ReactPayload.of(done)

    @mutation("Share the screen of the user's own device. One participant at a time may.")
    async def start_screen_share(self, info: Info, input: StartScreenShareInput) -> StartScreenSharePayload:
        person = await acting_person(info.context)
        own = {"call_id": input.call(), "session_id": input.session(), "by": person.user_id}
        done = await perform(info, info.context.services.floors.start_sharing, input, **own)
        return StartScreenSharePayload.of(done)

    @mutation("Stop the user's own screen share, or as host or admin anybody's.")
    async def stop_screen_share(self, info: Info, input: StopScreenShareInput) -> StopScreenSharePayload:
        by = await acting_requester(info.context)
        done = await perform(info, info.context.services.floors.stop_sharing, input, call_id=input.call(), by=by)
        return StopScreenSharePayload.of(done)

    @mutation("Mute one participant. The host and admins may; only the participant can unmute.")
    async def mute_participant(self, info: Info, input: MuteParticipantInput) -> MuteParticipantPayload:
        by = await acting_requester(info.context)
        muted = input.participant()
        done = await perform(info, info.context.services.floors.mute, input, call_id=input.call(), user_id=muted, by=by)
        return MuteParticipantPayload.of(done, user_id=muted)

    @mutation("Mute everyone else. The host and admins may.")
    async def mute_others(self, info: Info, input: MuteOthersInput) -> MuteOthersPayload:
        by = await acting_requester(info.context)
        done = await perform(info, info.context.services.floors.mute_others, input, call_id=input.call(), by=by)
        return MuteOthersPayload.of(done)
