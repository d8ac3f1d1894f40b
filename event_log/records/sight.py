"""What of a record each may see: that a ring was suppressed is for its callee and for auditors alone."""

from collections.abc import Callable, Iterable
from uuid import UUID

from msgspec.structs import replace

from domain.calls.ring import Ring
from domain.kernel.fact import Fact
from event_log.reader import Recorded
from event_log.records.record import CallRecord, RingRecord


def as_seen(record: CallRecord, sees_suppression: Callable[[UUID], bool]) -> CallRecord:
    """The record as somebody may have it. `sees_suppression`: whether they may know it of a ring of this callee."""
    rings = tuple(_veiled(ring) if not sees_suppression(ring.callee_id) else ring for ring in record.rings)
    return replace(record, rings=rings)


def facts_as_seen(facts: Iterable[Recorded], sees_suppression: Callable[[UUID], bool]) -> list[Recorded]:
    """A call's facts as somebody may have them: a suppressed ring looks like any other, and isn't seen going quiet."""
    veiled: dict[UUID, int] = {}  # rings, and how many facts of theirs aren't told
    seen = []
    for recorded in facts:
        ring = recorded.fact
        if isinstance(ring, Ring.Started | Ring.Suppressed) and not sees_suppression(ring.callee_id):
            veiled[ring.originator_id] = 0
        if ring.originator_id not in veiled:
            seen.append(recorded)
        elif isinstance(ring, Ring.Dismissed):
            veiled[ring.originator_id] += 1
        else:
            seen.append(recorded._replace(fact=_as_told(ring, veiled[ring.originator_id])))
    return seen


def _as_told(ring: Fact, untold: int) -> Fact:
    """A fact of a ring for whoever doesn't know of `untold` facts before it, nor why it was suppressed."""
    kind = Ring.Started if isinstance(ring, Ring.Suppressed) else type(ring)
    told = {name: value for name, value in vars(ring).items() if name != "reason"}
    return kind(**told | {"originator_version": ring.originator_version - untold})


def _veiled(ring: RingRecord) -> RingRecord:
    return replace(ring, suppression_reason=None)
