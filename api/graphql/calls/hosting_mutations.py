"""Mutations of the host: remove somebody, hand the call over, ring a member who has not joined, record."""

import strawberry

from api.graphql.core.context import Info
from api.graphql.core.mutation import mutation
from api.graphql.core.performing import acting_standing, wanted
from api.graphql.floor.mutations import InCallInput, InCallPayload, in_call
from domain.kernel.errors import NotInCall, UnknownUser


@strawberry.input(description="Whom to take out of a call.")
class RemoveParticipantInput(InCallInput):
    user_id: strawberry.ID = strawberry.field(description="The participant, with all their devices.")


@strawberry.input(description="Whom to make host of a call.")
class HandOverCallInput(InCallInput):
    user_id: strawberry.ID = strawberry.field(description="A participant.")


@strawberry.input(description="Whom to ring for a call.")
class RingMemberInput(InCallInput):
    user_id: strawberry.ID = strawberry.field(description="A member of the room who has not joined.")


@strawberry.input(description="Which call to record.")
class StartRecordingInput(InCallInput):
    pass


@strawberry.input(description="Which call to record no longer.")
class StopRecordingInput(InCallInput):
    pass


@strawberry.type
class HostMutations:
    @mutation("Take a participant out of the call; they may join again. The host and admins may.")
    async def remove_participant(self, info: Info, input: RemoveParticipantInput) -> InCallPayload:
        standing = await acting_standing(info.context)
        removed = wanted("User", input.user_id, NotInCall)
        return await in_call(info, info.context.backend.services.hosting.remove, input, user_id=removed, by=standing)

    @mutation("Make another participant host. The host and admins may.")
    async def hand_over_call(self, info: Info, input: HandOverCallInput) -> InCallPayload:
        standing = await acting_standing(info.context)
        to = wanted("User", input.user_id, NotInCall)
        return await in_call(info, info.context.backend.services.hosting.hand_over, input, to=to, by=standing)

    @mutation("Ring a member of the room who has not joined. The host and admins may, in rooms whose calls ring.")
    async def ring_member(self, info: Info, input: RingMemberInput) -> InCallPayload:
        standing = await acting_standing(info.context)
        callee = wanted("User", input.user_id, UnknownUser)
        return await in_call(info, info.context.backend.services.hosting.ring, input, user_id=callee, by=standing)

    @mutation("Have the call recorded; while it is, nothing changes. The host and admins may. Participants are told.")
    async def start_recording(self, info: Info, input: StartRecordingInput) -> InCallPayload:
        standing = await acting_standing(info.context)
        return await in_call(info, info.context.backend.services.recordings.start, input, by=standing)

    @mutation("Stop recording; the file is posted in the call's thread. The host and admins may.")
    async def stop_recording(self, info: Info, input: StopRecordingInput) -> InCallPayload:
        standing = await acting_standing(info.context)
        return await in_call(info, info.context.backend.services.recordings.stop, input, by=standing)
