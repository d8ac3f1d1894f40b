"""What of a record each may see: that a ring was suppressed is for its callee and for auditors alone."""

from collections.abc import Callable
from uuid import UUID

from msgspec.structs import replace

from event_log.records.record import CallRecord, RingRecord


def as_seen(record: CallRecord, sees_suppression: Callable[[UUID], bool]) -> CallRecord:
    """The record as somebody may have it. `sees_suppression`: whether they may know it of a ring of this callee."""
    rings = tuple(_veiled(ring) if not sees_suppression(ring.callee_id) else ring for ring in record.rings)
    return replace(record, rings=rings)


def _veiled(ring: RingRecord) -> RingRecord:
    return replace(ring, suppression_reason=None)
