"""Mutations of the host: remove a participant, hand the call over, ring a member who has not joined."""

import strawberry

from api.graphql.calls.inputs import OfCall, OfParticipant
from api.graphql.calls.payloads import WithCall
from api.graphql.core.context import Info
from api.graphql.core.ids import global_id
from api.graphql.core.inputs import wanted
from api.graphql.core.mutation import mutation
from api.graphql.core.performing import acting_requester, perform
from api.graphql.rings.payloads import WithRing
from domain.kernel.errors import UnknownUser


@strawberry.input(description="Which participant to remove from which call.")
class RemoveParticipantInput(OfParticipant):
    user_id: strawberry.ID = strawberry.field(description="The participant, who leaves with all devices.")


@strawberry.input(description="Which participant to make the host of which call.")
class HandOverCallInput(OfParticipant):
    pass


@strawberry.input(description="Which member to ring for which call.")
class RingMemberInput(OfCall):
    user_id: strawberry.ID = strawberry.field(description="A member of the room who has not joined.")


@strawberry.type(description="The call, without the participant.")
class RemoveParticipantPayload(WithCall):
    pass


@strawberry.type(description="The call with its new host.")
class HandOverCallPayload(WithCall):
    pass


@strawberry.type(description="The ring for the member: a new one, or the one that was ringing.")
class RingMemberPayload(WithCall, WithRing):
    pass


@strawberry.type
class HostMutations:
    @mutation("Remove a participant from the call. They may join again. The host and admins may.")
    async def remove_participant(self, info: Info, input: RemoveParticipantInput) -> RemoveParticipantPayload:
        by = await acting_requester(info.context)
        done = await perform(
            info, info.context.services.hosting.remove, input, call_id=input.call(), user_id=input.participant(), by=by
        )
        return RemoveParticipantPayload.of(done)

    @mutation("Make another participant the host. The host and admins may.")
    async def hand_over_call(self, info: Info, input: HandOverCallInput) -> HandOverCallPayload:
        by = await acting_requester(info.context)
        done = await perform(
            info, info.context.services.hosting.hand_over, input, call_id=input.call(), to=input.participant(), by=by
        )
        return HandOverCallPayload.of(done)

    @mutation("Ring a member of the room who has not joined. The host and admins may, in rooms whose calls ring.")
    async def ring_member(self, info: Info, input: RingMemberInput) -> RingMemberPayload:
        by = await acting_requester(info.context)
        callee = wanted("User", input.user_id, UnknownUser)
        done = await perform(
            info, info.context.services.hosting.ring, input, call_id=input.call(), user_id=callee, by=by
        )
        return RingMemberPayload.of(done, ring_id=global_id("Ring", done.answer[1]))
