"""Mutations of rings: accept, decline, dismiss."""

from uuid import UUID

import strawberry

from api.graphql.calls.inputs import Entering
from api.graphql.calls.payloads import Entered
from api.graphql.core.context import Info
from api.graphql.core.ids import global_id
from api.graphql.core.inputs import Keyed, optional, wanted
from api.graphql.core.mutation import mutation
from api.graphql.core.performing import acting_person, perform
from api.graphql.rings.payloads import WithRing
from domain.kernel.errors import UnknownRing


@strawberry.input
class OfRing(Keyed):
    ring_id: strawberry.ID = strawberry.field(description="The ring.")

    def ring(self) -> UUID:
        """Raises UnknownRing."""
        return wanted("Ring", self.ring_id, UnknownRing)


@strawberry.input(description="Which ring to accept, and how.")
class AcceptRingInput(OfRing, Entering):
    pass


@strawberry.input(description="Which ring to decline.")
class DeclineRingInput(OfRing):
    device_id: str | None = optional(
        "What the device calls itself, as when it joins calls: 1 to 128 characters. Only the callee is told, as "
        "Ring.declinedOn."
    )


@strawberry.input(description="Which ring to dismiss.")
class DismissRingInput(OfRing):
    pass


@strawberry.type(description="The accepted ring, and its call with this device in it.")
class AcceptRingPayload(Entered, WithRing):
    call_id: strawberry.ID = strawberry.field(description="The call that the ring was for.")
    session_id: strawberry.ID = strawberry.field(description="This device's session in the call.")


@strawberry.type(description="The declined ring.")
class DeclineRingPayload(WithRing):
    pass


@strawberry.type(description="The dismissed ring.")
class DismissRingPayload(WithRing):
    pass


@strawberry.type
class RingMutations:
    @mutation(
        "Accept a ring with one device. It stops on all other devices of the user.",
        result="The accepted ring and its call",
    )
    async def accept_ring(self, info: Info, input: AcceptRingInput) -> AcceptRingPayload:
        person = await acting_person(info.context)
        done = await perform(
            info,
            info.context.services.rings.accept,
            input,
            ring_id=input.ring(),
            by=person.user_id,
            device=input.device(),
        )
        return AcceptRingPayload.of(done, ring_id=global_id("Ring", done.answer[0]))

    @mutation("Decline a ring. The caller is told, and a direct call ends.")
    async def decline_ring(self, info: Info, input: DeclineRingInput) -> DeclineRingPayload:
        person = await acting_person(info.context)
        done = await perform(
            info,
            info.context.services.rings.decline,
            input,
            ring_id=input.ring(),
            by=person.user_id,
            device_id=input.device_id,
        )
        return DeclineRingPayload.of(done)

    @mutation("Silence a ring on all of the user's devices. The caller is not told, and the ring goes on for them.")
    async def dismiss_ring(self, info: Info, input: DismissRingInput) -> DismissRingPayload:
        person = await acting_person(info.context)
        done = await perform(info, info.context.services.rings.dismiss, input, ring_id=input.ring(), by=person.user_id)
        return DismissRingPayload.of(done)
