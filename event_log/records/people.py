"""Whom a record names, for those who look up what they are called."""

from uuid import UUID

from event_log.records.record import CallRecord


def people_in(record: CallRecord) -> list[UUID]:
    """Those who were in the call or rung for it, each once."""
    rung = [id_ for ring in record.rings for id_ in (ring.caller_id, ring.callee_id)]
    return list(dict.fromkeys([record.initiator_id, *(session.user_id for session in record.sessions), *rung]))
