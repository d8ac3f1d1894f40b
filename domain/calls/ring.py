"""A ring: one callee being asked into one call, with exactly one outcome."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from eventsourcing.domain import AggregateCreated

from domain.kernel.aggregate import Root
from domain.kernel.errors import RingAnsweredElsewhere, RingIsOver, UnknownRing
from domain.kernel.fact import Fact
from domain.kernel.occasion import Occasion
from domain.kernel.personal import Personal
from domain.kernel.text import identifier


class RingOutcome(StrEnum):
    """How a ring ended."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SUPPRESSED = "suppressed"  # in the callee's eyes; to everybody else such a ring has one of the others


class SuppressionReason(StrEnum):
    """Why a callee was not rung."""

    DO_NOT_DISTURB = "do_not_disturb"
    ROOM_MUTED = "room_muted"
    RINGING_OFF = "ringing_off"
    IN_ANOTHER_CALL = "in_another_call"


class Ring(Root):
    """Rings from `Started` until the first of accept, decline, cancel or `expires_at`. Dismissing only silences it.

    One that is `Suppressed` goes the same way in silence, fact for fact: whoever may not know can't tell the two apart.
    """

    class Event(Fact):
        pass

    class Started(Event, AggregateCreated):
        call_id: UUID
        room_id: UUID
        caller_id: UUID
        callee_id: UUID
        expires_at: datetime

    class Suppressed(Event, AggregateCreated):
        """The callee is not rung, and has a missed call. It is open like any other, and has its outcome at the time."""

        call_id: UUID
        room_id: UUID
        caller_id: UUID
        callee_id: UUID
        expires_at: datetime
        reason: SuppressionReason

        def apply(self, ring: "Ring") -> None:
            ring.suppressed = self.reason

    class Dismissed(Event):
        """The callee's devices went quiet; the caller learns nothing."""

        def apply(self, ring: "Ring") -> None:
            ring.dismissed = True

    class Accepted(Event):
        """The callee joined the call, with `session_id`."""

        session_id: UUID

        def apply(self, ring: "Ring") -> None:
            ring.outcome = RingOutcome.ACCEPTED
            ring.accepted_by = self.session_id

    class Declined(Event):
        """`device_id` is what the callee's device called itself, if it said so."""

        class_version = 2
        callee_id: UUID | None
        device_id: Annotated[str | None, Personal("callee_id")]

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["callee_id"] = state["device_id"] = None

        def apply(self, ring: "Ring") -> None:
            ring.outcome = RingOutcome.DECLINED

    class Expired(Event):
        """Nobody answered in time. Dated at the deadline."""

        def apply(self, ring: "Ring") -> None:
            ring.outcome = RingOutcome.EXPIRED

    class Cancelled(Event):
        """The call ended before the callee answered."""

        def apply(self, ring: "Ring") -> None:
            ring.outcome = RingOutcome.CANCELLED

    def __init__(self, call_id: UUID, room_id: UUID, caller_id: UUID, callee_id: UUID, expires_at: datetime) -> None:
        self.call_id = call_id
        self.room_id = room_id
        self.caller_id = caller_id
        self.callee_id = callee_id
        self.expires_at = expires_at
        self.suppressed: SuppressionReason | None = None
        self.dismissed = False
        self.outcome: RingOutcome | None = None
        self.accepted_by: UUID | None = None

    # Commands

    @classmethod
    def start(
        cls,
        on: Occasion,
        *,
        ring_id: UUID,
        call_id: UUID,
        room_id: UUID,
        caller_id: UUID,
        callee_id: UUID,
        expires_at: datetime,
        suppressed: SuppressionReason | None = None,
    ) -> Self:
        """Ring the callee, or record why not."""
        kind = cls.Started if suppressed is None else cls.Suppressed
        return cls.began(
            kind,
            ring_id,
            on,
            call_id=call_id,
            room_id=room_id,
            caller_id=caller_id,
            callee_id=callee_id,
            expires_at=expires_at,
            **{} if suppressed is None else {"reason": suppressed},
        )

    def accept(self, on: Occasion, *, session_id: UUID) -> None:
        """The callee comes in, rung or not.

        Raises RingAnsweredElsewhere if another session was first, RingIsOver after any other outcome.
        """
        if self.accepted_by == session_id:
            return
        self._require_open(on.at)
        self.happened(self.Accepted, on, session_id=session_id)

    def decline(self, on: Occasion, *, device_id: str | None = None) -> None:
        """Raises RingIsOver, also to a callee who was not rung; InvalidInput for a device id that is none."""
        if self.outcome is RingOutcome.DECLINED:
            return
        self._require_ringing(on.at)
        named = None if device_id is None else identifier(device_id, "device id")
        self.happened(self.Declined, on, callee_id=self.callee_id, device_id=named)

    def dismiss(self, on: Occasion) -> None:
        """Raises RingIsOver, also to a callee who was not rung."""
        if self.dismissed:
            return
        self._require_ringing(on.at)
        self.happened(self.Dismissed, on)

    def expire(self, on: Occasion) -> None:
        """Dated at the deadline, however late the timer comes."""
        if self.outcome is None:
            self.happened(self.Expired, on.dated(self.expires_at))

    def cancel(self, on: Occasion) -> None:
        """One that ran out before can't be cancelled any more."""
        if self.overdue(on.at):
            self.expire(on)
        elif self.outcome is None:
            self.happened(self.Cancelled, on)

    # Rules

    def require_callee(self, user_id: UUID) -> None:
        """A ring exists for its callee alone."""
        if user_id != self.callee_id:
            raise UnknownRing

    def open_at(self, at: datetime) -> bool:
        """Whether it still waits for its outcome."""
        return self.outcome is None and at < self.expires_at

    def overdue(self, at: datetime) -> bool:
        """Whether it ran out, even if no timer has said so yet."""
        return self.outcome is None and at >= self.expires_at

    def _require_ringing(self, at: datetime) -> None:
        self._require_open(at)
        if self.suppressed is not None:
            raise RingIsOver

    def _require_open(self, at: datetime) -> None:
        if self.outcome is RingOutcome.ACCEPTED:
            raise RingAnsweredElsewhere
        if self.outcome is not None or self.overdue(at):
            raise RingIsOver
