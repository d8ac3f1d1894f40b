"""What a call may be: its kind, where it stands, and why it ends and sessions leave."""

from enum import StrEnum


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
