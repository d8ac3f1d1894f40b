"""Rings: who is being rung for which call, and how it came out."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated
from uuid import UUID

from domain.calls.ring import Ring, RingOutcome, SuppressionReason
from domain.kernel.personal import Personal
from projections import change_keys
from projections.engine.queries import Queries, grouped
from projections.engine.rows import Row
from projections.engine.sealed import Kept
from projections.engine.table import Table
from projections.engine.view import View, on


class RingRow(Row, frozen=True):
    """One callee rung for one call."""

    id: UUID
    call_id: UUID
    room_id: UUID
    caller_id: UUID
    callee_id: UUID
    started_at: datetime
    expires_at: datetime
    dismissed: bool = False
    outcome: RingOutcome | None = None  # None while it rings, or seems to
    ended_at: datetime | None = None
    dismissed_at: datetime | None = None
    accepted_by: UUID | None = None  # the session that came in with it
    suppressed_for: SuppressionReason | None = None  # never rang, which only its callee and auditors may know
    declined_on: Annotated[str, Personal("callee_id"), Kept("rings", "id")] | None = None  # the device, if it said so


class RingsView(View):
    """Follows rings to their outcome."""

    rings = Table[UUID, RingRow](
        "rings", RingRow, announces=lambda row: (change_keys.user(row.callee_id), change_keys.call(row.call_id))
    )

    @on(Ring.Started)
    def started(self, ring: Ring.Started) -> None:
        self._begin(ring)

    @on(Ring.Suppressed)
    def suppressed(self, ring: Ring.Suppressed) -> None:
        """Never rings, and otherwise goes the way of one that does."""
        self._begin(ring)
        self.rings.change(ring.originator_id, suppressed_for=ring.reason)

    @on(Ring.Dismissed, loads=rings.by(id="originator_id"))
    def dismissed(self, ring: Ring.Dismissed) -> None:
        """Goes quiet on the callee's devices and rings on."""
        self.rings.change(ring.originator_id, dismissed=True, dismissed_at=ring.timestamp)

    @on(Ring.Accepted, loads=rings.by(id="originator_id"))
    def accepted(self, ring: Ring.Accepted) -> None:
        self._end(ring, RingOutcome.ACCEPTED)
        self.rings.change(ring.originator_id, accepted_by=ring.session_id)

    @on(Ring.Declined, loads=rings.by(id="originator_id"))
    def declined(self, ring: Ring.Declined) -> None:
        self._end(ring, RingOutcome.DECLINED)
        self.rings.change(ring.originator_id, declined_on=ring.device_id)

    @on(Ring.Expired, loads=rings.by(id="originator_id"))
    def expired(self, ring: Ring.Expired) -> None:
        self._end(ring, RingOutcome.EXPIRED)

    @on(Ring.Cancelled, loads=rings.by(id="originator_id"))
    def cancelled(self, ring: Ring.Cancelled) -> None:
        self._end(ring, RingOutcome.CANCELLED)

    def _begin(self, ring: Ring.Started | Ring.Suppressed) -> None:
        self.rings.put(
            RingRow(
                id=ring.originator_id,
                call_id=ring.call_id,
                room_id=ring.room_id,
                caller_id=ring.caller_id,
                callee_id=ring.callee_id,
                started_at=ring.timestamp,
                expires_at=ring.expires_at,
            )
        )

    def _end(self, ring: Ring.Event, outcome: RingOutcome) -> None:
        self.rings.change(ring.originator_id, outcome=outcome, ended_at=ring.timestamp)


class RingQueries(Queries):
    """What rings."""

    async def rings(self, ids: Collection[UUID]) -> dict[UUID, RingRow]:
        """Those that exist, whatever became of them."""
        rows = await self._rows(RingRow, RingsView.sql["rings_by_id"], {"ids": list(ids)})
        return {row.id: row for row in rows}

    async def incoming(self, user_id: UUID, now: datetime) -> list[RingRow]:
        """What rings at this user's devices at the moment `now`, newest first; not what was dismissed or ran out."""
        return await self._rows(RingRow, RingsView.sql["incoming"], {"user_id": user_id, "now": now})

    async def quiet(self, user_id: UUID, since: datetime, now: datetime, limit: int) -> list[RingRow]:
        """What rang for this user and has stopped since then, whatever the reason; the last one to stop first."""
        parameters = {"user_id": user_id, "since": since, "now": now, "limit": limit}
        return await self._rows(RingRow, RingsView.sql["quiet"], parameters)

    async def of_calls(self, call_ids: Collection[UUID]) -> dict[UUID, list[RingRow]]:
        """By call, whatever became of them, in the order of their ringing."""
        rows = await self._rows(RingRow, RingsView.sql["rings_of_calls"], {"call_ids": list(call_ids)})
        return grouped(rows, "call_id", call_ids)
