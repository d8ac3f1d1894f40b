"""Of a call's facts, those of who was rung and how it came out."""

from dataclasses import dataclass
from uuid import UUID

from domain.calls.ring import Ring, RingOutcome
from domain.kernel.fact import Fact
from event_log.records.handlers import Handlers
from event_log.records.presence import Presence
from event_log.records.record import RingRecord

OUTCOMES: dict[type[Fact], RingOutcome] = {
    Ring.Accepted: RingOutcome.ACCEPTED,
    Ring.Declined: RingOutcome.DECLINED,
    Ring.Expired: RingOutcome.EXPIRED,
    Ring.Cancelled: RingOutcome.CANCELLED,
}


@dataclass
class _Ring:
    started: Ring.Started | Ring.Suppressed
    over: Ring.Event | None = None


class Rings:
    """Each ring with its outcome. One that was suppressed has the outcome that others see."""

    def __init__(self) -> None:
        self._rings: dict[UUID, _Ring] = {}
        self.handlers: Handlers = {
            Ring.Started: self._started,
            Ring.Suppressed: self._started,
            **dict.fromkeys(OUTCOMES, self._over),
        }

    @property
    def are_over(self) -> bool:
        return all(ring.over is not None for ring in self._rings.values())

    def records(self, presence: Presence) -> tuple[RingRecord, ...]:
        return tuple(_record(ring.started, ring.over, presence) for ring in self._rings.values())

    def _started(self, fact: Ring.Started | Ring.Suppressed) -> None:
        self._rings[fact.originator_id] = _Ring(fact)

    def _over(self, fact: Ring.Event) -> None:
        self._rings[fact.originator_id].over = fact


def _record(started: Ring.Started | Ring.Suppressed, over: Ring.Event | None, presence: Presence) -> RingRecord:
    session_id = over.session_id if isinstance(over, Ring.Accepted) else None
    return RingRecord(
        id=started.originator_id,
        caller_id=started.caller_id,
        callee_id=started.callee_id,
        started_at=started.timestamp,
        expires_at=started.expires_at,
        outcome=None if over is None else OUTCOMES[type(over)],
        ended_at=None if over is None else over.timestamp,
        session_id=session_id,
        device_id=None if session_id is None else presence.device_of(session_id),
        suppression_reason=started.reason if isinstance(started, Ring.Suppressed) else None,
    )
