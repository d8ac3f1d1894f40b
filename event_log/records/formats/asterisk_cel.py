"""A record as channel event logging, in the columns of Asterisk's cel_custom.

https://docs.asterisk.org/Configuration/Reporting/Channel-Event-Logging-CEL. No header, as there.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import IntEnum
from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.calls.ring import RingOutcome
from domain.calls.states import LeaveReason
from event_log.records.formats.asterisk_channels import answered_at, channel
from event_log.records.formats.cells import lines
from event_log.records.record import CallRecord, SessionRecord

COLUMNS = (
    "eventtype",
    "eventtime",
    "cidname",
    "cidnum",
    "exten",
    "context",
    "channame",
    "appname",
    "appdata",
    "amaflags",
    "acctcode",
    "uniqueid",
    "linkedid",
    "peer",
    "userfield",
    "extra",
)
NORMAL, NO_ANSWER, REJECTED, TEMPORARY_FAILURE = 16, 19, 21, 41  # causes of ITU-T Q.850
RING_CAUSES = {RingOutcome.DECLINED: REJECTED, RingOutcome.EXPIRED: NO_ANSWER, RingOutcome.CANCELLED: NORMAL}


class EventType(IntEnum):
    """In the order in which they follow each other when they happen at the same moment."""

    CHAN_START = 1
    ANSWER = 2
    BRIDGE_ENTER = 3
    BRIDGE_EXIT = 4
    HANGUP = 5
    CHAN_END = 6
    LINKEDID_END = 7


class _Event(NamedTuple):
    at: datetime
    type: EventType
    channel_id: UUID
    user_id: UUID
    device: str
    extra: dict[str, object]


def as_cel(record: CallRecord, names: Mapping[UUID, str]) -> str:
    events = [event for session in record.sessions for event in _of_session(record, session)]
    events = sorted([*events, *_of_rings(record)], key=lambda event: (event.at, event.type))
    if record.ended_at is not None and events:
        last = events[-1]
        ended_at = max(record.ended_at, last.at)
        events.append(last._replace(at=ended_at, type=EventType.LINKEDID_END, extra={}))
    return lines(_row(record, event, names) for event in events)


def _row(record: CallRecord, event: _Event, names: Mapping[UUID, str]) -> tuple[object, ...]:
    return (
        event.type.name,
        f"{event.at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}",
        names.get(event.user_id),
        event.user_id,
        record.room_id,
        record.kind,
        channel(event.channel_id),
        "",
        record.title,
        "DOCUMENTATION",
        "",
        event.channel_id,
        record.id,
        "",
        event.device,
        msgspec.json.encode(event.extra).decode() if event.extra else "",
    )


def _of_session(record: CallRecord, session: SessionRecord) -> Iterator[_Event]:
    def event(at: datetime, type_: EventType, **extra: object) -> _Event:
        return _Event(at, type_, session.id, session.user_id, session.device_id, extra)

    yield event(session.joined_at, EventType.CHAN_START)
    if (answer := answered_at(record, session)) is not None:
        yield event(answer, EventType.ANSWER)
    for up, down in _bridged(session):
        yield event(up, EventType.BRIDGE_ENTER, bridge_id=record.id)
        if down is not None:
            yield event(down, EventType.BRIDGE_EXIT, bridge_id=record.id)
    if session.left_at is not None:
        lost = session.leave_reason is LeaveReason.CONNECTION_LOST
        cause = TEMPORARY_FAILURE if lost else NORMAL
        yield event(session.left_at, EventType.HANGUP, hangupcause=cause, hangupsource="", dialstatus="")
        yield event(session.left_at, EventType.CHAN_END)


def _bridged(session: SessionRecord) -> Iterator[tuple[datetime, datetime | None]]:
    """When its media was up, from when to when; not after it left, however late the media server noticed."""
    for connection in session.connections:
        up, ends = connection.connected_at, [connection.ended_at, session.left_at]
        if up is not None and (session.left_at is None or up <= session.left_at):
            yield up, min((end for end in ends if end is not None), default=None)


def _of_rings(record: CallRecord) -> Iterator[_Event]:
    """Each that nobody accepted is a channel that was never answered."""
    for ring in record.rings:
        if ring.outcome is RingOutcome.ACCEPTED:
            continue
        begun = _Event(ring.started_at, EventType.CHAN_START, ring.id, ring.callee_id, "", {})
        yield begun
        if ring.outcome is not None and ring.ended_at is not None:
            over = begun._replace(at=max(ring.started_at, ring.ended_at))
            extra = {"hangupcause": RING_CAUSES[ring.outcome], "hangupsource": "", "dialstatus": ""}
            yield over._replace(type=EventType.HANGUP, extra=extra)
            yield over._replace(type=EventType.CHAN_END)
