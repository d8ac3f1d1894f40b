"""Mutations of rings: accept, decline, dismiss."""

from uuid import UUID

import strawberry

from api.graphql.calls.call import Call, visible_call
from api.graphql.calls.mutations import SHOWN_CALL, EnteringInput, device
from api.graphql.core.context import Info
from api.graphql.core.ids import global_id
from api.graphql.core.mutation import mutation
from api.graphql.core.performing import Keyed, Performed, acting_person, perform, wanted
from api.graphql.rings.ring import Ring, visible_ring
from domain.kernel.errors import UnknownRing

SHOWN_RING = "The ring as it is now; null if the views are late: ask again with its id then."


@strawberry.input(description="Which ring to accept.")
class AcceptRingInput(EnteringInput):
    ring_id: strawberry.ID = strawberry.field(description="The ring.")


@strawberry.input(description="Which ring to decline.")
class DeclineRingInput(Keyed):
    ring_id: strawberry.ID = strawberry.field(description="The ring.")


@strawberry.input(description="Which ring to dismiss.")
class DismissRingInput(Keyed):
    ring_id: strawberry.ID = strawberry.field(description="The ring.")


@strawberry.type(description="The call, with this device in it.")
class AcceptRingPayload:
    ring_id: strawberry.ID = strawberry.field(description="The ring.")
    call_id: strawberry.ID = strawberry.field(description="The call that it was for.")
    session_id: strawberry.ID = strawberry.field(description="This device's session in the call.")
    ring: Ring | None = strawberry.field(description=SHOWN_RING)
    call: Call | None = strawberry.field(description=SHOWN_CALL)


@strawberry.type(description="The ring, which is over.")
class DeclineRingPayload:
    ring_id: strawberry.ID = strawberry.field(description="The ring.")
    ring: Ring | None = strawberry.field(description=SHOWN_RING)


@strawberry.type(description="The ring, which is quiet on all one's devices.")
class DismissRingPayload:
    ring_id: strawberry.ID = strawberry.field(description="The ring.")
    ring: Ring | None = strawberry.field(description=SHOWN_RING)


@strawberry.type
class RingMutations:
    @mutation("Answer a ring with one device; it stops on all one's others.")
    async def accept_ring(self, info: Info, input: AcceptRingInput) -> AcceptRingPayload:
        person = await acting_person(info.context)
        done = await perform(
            info,
            info.context.backend.services.rings.accept,
            input,
            ring_id=wanted("Ring", input.ring_id, UnknownRing),
            by=person.user_id,
            device=device(input),
        )
        ring_id, call_id, session_id = done.answer
        return AcceptRingPayload(
            ring_id=global_id("Ring", ring_id),
            call_id=global_id("Call", call_id),
            session_id=global_id("Session", session_id),
            ring=await _shown(info, done, ring_id),
            call=await visible_call(info.context, call_id) if done.shown else None,
        )

    @mutation("Say no. The caller is told; a call of two ends with it.")
    async def decline_ring(self, info: Info, input: DeclineRingInput) -> DeclineRingPayload:
        person = await acting_person(info.context)
        done = await perform(
            info,
            info.context.backend.services.rings.decline,
            input,
            ring_id=wanted("Ring", input.ring_id, UnknownRing),
            by=person.user_id,
        )
        (ring_id,) = done.answer
        return DeclineRingPayload(ring_id=global_id("Ring", ring_id), ring=await _shown(info, done, ring_id))

    @mutation("Silence a ring on all one's devices. The caller learns nothing and rings on.")
    async def dismiss_ring(self, info: Info, input: DismissRingInput) -> DismissRingPayload:
        person = await acting_person(info.context)
        done = await perform(
            info,
            info.context.backend.services.rings.dismiss,
            input,
            ring_id=wanted("Ring", input.ring_id, UnknownRing),
            by=person.user_id,
        )
        (ring_id,) = done.answer
        return DismissRingPayload(ring_id=global_id("Ring", ring_id), ring=await _shown(info, done, ring_id))


async def _shown(info: Info, done: Performed, ring_id: UUID) -> Ring | None:
    return await visible_ring(info.context, ring_id) if done.shown else None
