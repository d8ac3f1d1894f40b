"""Mutations of admins: erase a person; place and release legal holds."""

from typing import Any, Self

import strawberry

from api.graphql.core.context import Info
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.inputs import Keyed, optional, wanted
from api.graphql.core.mutation import mutation
from api.graphql.core.payload import Payload
from api.graphql.core.performing import Performed, acting_requester, perform
from api.graphql.erasure.erasure import Erasure
from api.graphql.erasure.legal_hold import LegalHold, scope_of
from domain.kernel.errors import NotAdmin, UnknownErasure, UnknownHold, UnknownUser


@strawberry.input(description="Whom to erase.")
class EraseUserInput(Keyed):
    user_id: strawberry.ID = strawberry.field(description="The user.")
    case: str | None = optional(
        "What the request is called elsewhere, such as a ticket: a line of text, without anything personal."
    )


@strawberry.input(description="Which erasure to withdraw.")
class WithdrawErasureInput(Keyed):
    erasure_id: strawberry.ID = strawberry.field(description="The erasure.")


@strawberry.input(description="What to put on hold.")
class PlaceLegalHoldInput(Keyed):
    subject_id: strawberry.ID = strawberry.field(description="The id of a user, a room or a call.")
    case: str = strawberry.field(description="The matter that requires it: a line of text.")


@strawberry.input(description="Which hold to release.")
class ReleaseLegalHoldInput(Keyed):
    hold_id: strawberry.ID = strawberry.field(description="The hold.")


@strawberry.type
class WithErasure(Payload):
    erasure_id: strawberry.ID = strawberry.field(description="The erasure.")

    @classmethod
    def of(cls, done: Performed) -> Self:
        return cls(shown=True, erasure_id=global_id("Erasure", done.answer[0]))

    @resolved("The erasure as it is now: it may take seconds, or wait for a legal hold.")
    async def erasure(self, info: Info) -> Erasure | None:
        return await self.found(info, Erasure, self.erasure_id)


@strawberry.type(description="The erasure: a new one, or the one that was requested before.")
class EraseUserPayload(WithErasure):
    pass


@strawberry.type(description="The withdrawn erasure.")
class WithdrawErasurePayload(WithErasure):
    pass


@strawberry.type
class WithHold(Payload):
    hold_id: strawberry.ID = strawberry.field(description="The hold.")

    @classmethod
    def of(cls, done: Performed) -> Self:
        return cls(shown=True, hold_id=global_id("LegalHold", done.answer[0]))


@strawberry.type(description="The legal hold: a new one, or the one that was placed before for the same case.")
class PlaceLegalHoldPayload(WithHold):
    @resolved("The hold; null if it was released meanwhile.")
    async def hold(self, info: Info) -> LegalHold | None:
        return await self.found(info, LegalHold, self.hold_id)


@strawberry.type(description="The released legal hold.")
class ReleaseLegalHoldPayload(WithHold):
    pass


@strawberry.type
class ErasureMutations:
    @mutation(
        "Erase a user: make everything personal about them unreadable, for good. The user is deactivated. If a legal "
        "hold forbids it, the erasure waits until that is released. Admins may."
    )
    async def erase_user(self, info: Info, input: EraseUserInput) -> EraseUserPayload:
        asking = await _admin(info)
        person_id = wanted("User", input.user_id, UnknownUser)
        request = info.context.services.erasures.request
        return EraseUserPayload.of(await perform(info, request, input, person_id=person_id, case=input.case, **asking))

    @mutation("Withdraw an erasure that hasn't begun, such as one that a legal hold forbids for now. Admins may.")
    async def withdraw_erasure(self, info: Info, input: WithdrawErasureInput) -> WithdrawErasurePayload:
        asking = await _admin(info)
        erasure_id = wanted("Erasure", input.erasure_id, UnknownErasure)
        withdraw = info.context.services.erasures.withdraw
        return WithdrawErasurePayload.of(await perform(info, withdraw, input, erasure_id=erasure_id, **asking))

    @mutation(
        "Put a user, a room or a call on legal hold, so that nothing of it is destroyed. Admins may.",
        result="The legal hold",
    )
    async def place_legal_hold(self, info: Info, input: PlaceLegalHoldInput) -> PlaceLegalHoldPayload:
        asking = await _admin(info)
        place = info.context.services.erasures.place_hold
        done = await perform(info, place, input, scope=scope_of(input.subject_id), case=input.case, **asking)
        return PlaceLegalHoldPayload.of(done)

    @mutation("Release a legal hold. What waited for it goes on. Admins may.")
    async def release_legal_hold(self, info: Info, input: ReleaseLegalHoldInput) -> ReleaseLegalHoldPayload:
        asking = await _admin(info)
        hold_id = wanted("LegalHold", input.hold_id, UnknownHold)
        release = info.context.services.erasures.release_hold
        return ReleaseLegalHoldPayload.of(await perform(info, release, input, hold_id=hold_id, **asking))


async def _admin(info: Info) -> dict[str, Any]:
    """Who asks, as the use cases want to be told. Raises NotAdmin."""
    requester = await acting_requester(info.context)
    if not requester.admin:
        raise NotAdmin
    return {"by": requester.user_id, "admin": True}
