"""A ring: one callee being rung for one call."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Self

import strawberry

from api.graphql.calls.session import Session
from api.graphql.core.context import Context, Info
from api.graphql.core.enums import EndReason, RingOutcome, RingQuietReason, SuppressionReason
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.nodes import Node, fetched, in_visible_room, reference, visible
from api.graphql.directory.user import User
from api.graphql.references import CallReference, RoomReference
from projections.rings import RingRow


@fetched(lambda loaders: loaders.rings, in_visible_room)
@strawberry.type(description="One user being rung for one call, until the ring is answered or runs out.")
class Ring(Node):
    row: strawberry.Private[RingRow]
    started_at: datetime = strawberry.field(description="When the ring began.")
    expires_at: datetime = strawberry.field(description="When the ring stops by itself.")
    caller: User = reference("User", "row.caller_id", "The user who calls.")
    callee: User = reference("User", "row.callee_id", "The user who is rung.")
    room: RoomReference = reference("Room", "row.room_id", "The room of the call.")
    call: CallReference = reference("Call", "row.call_id", "The call to join.")

    @classmethod
    def of(cls, row: RingRow) -> Self:
        return cls(
            id=global_id("Ring", row.id),
            row=row,
            started_at=row.started_at,
            expires_at=row.expires_at,
        )

    @resolved(
        "How the ring ended; null while it rings. That a ring was suppressed shows only to the callee "
        "and to auditors; for all others it rings until it expires.",
        personal=True,
    )
    def outcome(self, info: Info) -> RingOutcome | None:
        return self._ending(info).outcome

    @resolved("When the ring ended; null while it rings. It shows as much as the outcome does.", personal=True)
    def ended_at(self, info: Info) -> datetime | None:
        return self._ending(info).at

    @resolved(
        "Why the ring was suppressed; null if it was not. It shows only to the callee and to auditors.", personal=True
    )
    def suppression_reason(self, info: Info) -> SuppressionReason | None:
        return self.row.suppressed_for if self._is_open_to(info.context) else None

    @resolved(
        "Why the ring has gone quiet on the callee's devices; null while it rings, if it never rang, and to all but "
        "the callee.",
        personal=True,
    )
    async def quiet_reason(self, info: Info) -> RingQuietReason | None:
        if not self._is_own(info.context) or self.row.suppressed_for is not None:
            return None
        if self.row.dismissed:
            return RingQuietReason.DISMISSED
        outcome = self._ending(info).outcome
        if outcome is not RingOutcome.CANCELLED:
            return None if outcome is None else QUIET_BY_OUTCOME[outcome]
        call = await info.context.loaders.calls.load(self.row.call_id)
        cancelled = call is not None and call.end_reason is EndReason.CANCELLED
        return RingQuietReason.CANCELLED if cancelled else RingQuietReason.CALL_ENDED

    @resolved(
        "The callee's device that answered, while it is in the call; null to all but the callee.",
        personal=True,
    )
    async def answered_on(self, info: Info) -> Session | None:
        return await visible(info.context, Session, self.row.accepted_by) if self._is_own(info.context) else None

    @resolved(
        "What the callee's device that declined calls itself; null if it didn't say so, and to all but the callee.",
        personal=True,
    )
    def declined_on(self, info: Info) -> str | None:
        return self.row.declined_on if self._is_own(info.context) else None

    def _is_own(self, context: Context) -> bool:
        return context.person is not None and context.person.user_id == self.row.callee_id

    def _is_open_to(self, context: Context) -> bool:
        return context.own_access.sees_suppression(self.row.callee_id)

    def _ending(self, info: Info) -> "Ending":
        row = self.row
        if row.suppressed_for is not None and self._is_open_to(info.context):
            return Ending(RingOutcome.SUPPRESSED, row.started_at)
        if row.outcome is None and row.expires_at <= info.context.now():
            return Ending(RingOutcome.EXPIRED, row.expires_at)  # even if no timer has said so yet
        return Ending(row.outcome, row.ended_at)


class Ending(NamedTuple):
    """How a ring ended, and when; nothing while it rings."""

    outcome: RingOutcome | None = None
    at: datetime | None = None


QUIET_FOR = timedelta(minutes=1)
MOST_QUIET = 10
QUIET_RINGS = f"within the last minute, at most {MOST_QUIET}, the last one first: their quietReason says why."
QUIET_BY_OUTCOME = {
    RingOutcome.ACCEPTED: RingQuietReason.ANSWERED,
    RingOutcome.DECLINED: RingQuietReason.DECLINED,
    RingOutcome.EXPIRED: RingQuietReason.EXPIRED,
}


async def quiet_rings(context: Context) -> list[Ring]:
    """What rang for the one who asks until a moment ago, in rooms that they still see."""
    if context.person is None:
        return []
    now = context.backend.clock()
    rows = await context.backend.views.rings.quiet(context.person.user_id, now - QUIET_FOR, now, MOST_QUIET)
    return await _in_seen_rooms(context, rows)


async def _in_seen_rooms(context: Context, rows: Sequence[RingRow]) -> list[Ring]:
    seen = await context.loaders.seen_rooms.load_many([row.room_id for row in rows])
    return [Ring.of(row) for row, visible in zip(rows, seen, strict=True) if visible]


async def incoming_rings(context: Context) -> list[Ring]:
    """What rings for the one who asks, in rooms that they still see; newest first."""
    if context.person is None:
        return []
    rows = await context.backend.views.rings.incoming(context.person.user_id, context.backend.clock())
    return await _in_seen_rooms(context, rows)
