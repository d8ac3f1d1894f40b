"""A record as call detail records, in the columns of Asterisk's cdr_csv with all of its options on.

https://docs.asterisk.org/Configuration/Reporting/Call-Detail-Records-CDR. No header, as there. A leg that isn't over
has no row yet.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from domain.calls.ring import RingOutcome
from domain.calls.states import EndReason
from event_log.records.formats.asterisk_channels import answered_at, caller_id, channel, channel_of_user
from event_log.records.formats.cells import lines
from event_log.records.record import CallRecord, RingRecord, SessionRecord

COLUMNS = (
    "accountcode",
    "src",
    "dst",
    "dcontext",
    "clid",
    "channel",
    "dstchannel",
    "lastapp",
    "lastdata",
    "start",
    "answer",
    "end",
    "duration",
    "billsec",
    "disposition",
    "amaflags",
    "uniqueid",
    "userfield",
    "peeraccount",
    "linkedid",
    "sequence",
)
ANSWERED, NO_ANSWER, BUSY, FAILED = "ANSWERED", "NO ANSWER", "BUSY", "FAILED"


class _Leg(NamedTuple):
    """Somebody who was in the call or rung for it."""

    source: UUID
    destination: UUID
    channel: str
    peer: str
    application: str
    start: datetime
    answer: datetime | None
    end: datetime
    disposition: str
    id: UUID
    device: str


def as_cdr(record: CallRecord, names: Mapping[UUID, str]) -> str:
    legs = sorted(_legs(record), key=lambda leg: leg.start)
    return lines(_row(record, leg, number, names) for number, leg in enumerate(legs, start=1))


def _row(record: CallRecord, leg: _Leg, sequence: int, names: Mapping[UUID, str]) -> tuple[object, ...]:
    return (
        "",
        leg.source,
        leg.destination,
        record.kind,
        caller_id(leg.source, names),
        leg.channel,
        leg.peer,
        leg.application,
        record.title,
        _second(leg.start),
        _second(leg.answer),
        _second(leg.end),
        int((leg.end - leg.start).total_seconds()),
        0 if leg.answer is None else int((leg.end - leg.answer).total_seconds()),
        leg.disposition,
        "DOCUMENTATION",
        leg.id,
        leg.device,
        "",
        record.id,
        sequence,
    )


def _legs(record: CallRecord) -> Iterator[_Leg]:
    """A session that accepted a ring is one leg with it."""
    accepted = {ring.session_id: ring for ring in record.rings if ring.session_id is not None}
    for session in record.sessions:
        if session.left_at is not None:
            yield _of_session(record, session, session.left_at, accepted.get(session.id))
    for ring in record.rings:
        if ring.ended_at is not None and ring.outcome is not RingOutcome.ACCEPTED:
            yield _of_ring(record, ring, ring.ended_at)


def _of_session(record: CallRecord, session: SessionRecord, left_at: datetime, ring: RingRecord | None) -> _Leg:
    answer = answered_at(record, session)
    own = channel(session.id)
    return _Leg(
        source=session.user_id if ring is None else ring.caller_id,
        destination=record.room_id if ring is None else session.user_id,
        channel=own if ring is None else channel_of_user(record, ring.caller_id),
        peer="" if ring is None else own,
        application="Join" if ring is None else "Dial",
        start=session.joined_at if ring is None else min(ring.started_at, session.joined_at),
        answer=answer,
        end=left_at,
        disposition=_disposition(record, session, answer),
        id=session.id,
        device=session.device_id,
    )


def _disposition(record: CallRecord, session: SessionRecord, answer: datetime | None) -> str:
    """Media that was asked for and never came up is a failure."""
    if answer is None:
        return BUSY if record.end_reason is EndReason.DECLINED else NO_ANSWER
    return FAILED if session.connections and session.media_up_at is None else ANSWERED


def _of_ring(record: CallRecord, ring: RingRecord, ended_at: datetime) -> _Leg:
    busy = ring.outcome is RingOutcome.DECLINED or ring.suppression_reason is not None
    return _Leg(
        source=ring.caller_id,
        destination=ring.callee_id,
        channel=channel_of_user(record, ring.caller_id),
        peer=channel(ring.id),
        application="Dial",
        start=ring.started_at,
        answer=None,
        end=max(ring.started_at, ended_at),
        disposition=BUSY if busy else NO_ANSWER,
        id=ring.id,
        device="",
    )


def _second(moment: datetime | None) -> str:
    """As cdr_csv writes it with usegmtime."""
    return "" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
