"""The words of a call: its kinds, states, reasons, and what one session is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class CallKind(StrEnum):
    """Between the two people of a direct room, or a conference, which anyone in the room may join."""

    DIRECT = "direct"
    CONFERENCE = "conference"


class CallState(StrEnum):
    CALLING = "calling"
    ONGOING = "ongoing"
    ENDED = "ended"


class EndReason(StrEnum):
    """Why a call ended."""

    HUNG_UP = "hung_up"  # everyone left; in a direct call: either side
    DECLINED = "declined"
    NOT_ANSWERED = "not_answered"
    CANCELLED = "cancelled"  # the caller hung up first
    ALONE = "alone"  # one was left alone for too long
    ENDED_BY_HOST = "ended_by_host"
    ENDED_BY_ADMIN = "ended_by_admin"
    TIMED_OUT = "timed_out"  # the longest a call may take
    ROOM_ARCHIVED = "room_archived"
    ROOM_DELETED = "room_deleted"


class LeaveReason(StrEnum):
    """Why a session left."""

    LEFT = "left"
    REMOVED = "removed"  # by the host or an admin
    CONNECTION_LOST = "connection_lost"
    LOST_MEMBERSHIP = "lost_membership"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True)
class Session:
    """One device of one user in the call."""

    user_id: UUID
    device_id: str
    joined_at: datetime
    muted: bool  # when it joined; the call's floor has what came after
    camera_on: bool  # likewise
    dropped_at: datetime | None = None  # its last sign of life, while it is reconnecting
