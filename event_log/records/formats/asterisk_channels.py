"""What Asterisk's two formats have in common: a session is a channel, the call is what links them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from event_log.records.record import CallRecord, SessionRecord


def channel(id_: UUID) -> str:
    """Of a session, or of a ring that no session accepted."""
    return f"Ringlog/{id_}"


def channel_of_user(record: CallRecord, user_id: UUID) -> str:
    """The first one that the user had in the call; empty if they had none."""
    return next((channel(session.id) for session in record.sessions if session.user_id == user_id), "")


def answered_at(record: CallRecord, session: SessionRecord) -> datetime | None:
    """From when its user could talk with others; None if they left before."""
    if record.held_since is None:
        return None
    talked = max(session.joined_at, record.held_since)
    return talked if session.left_at is None or talked <= session.left_at else None


def caller_id(user_id: UUID, names: Mapping[UUID, str]) -> str:
    """A name and a number, as in "Ada" <…>; the number alone if there is no name."""
    name = names.get(user_id, "").replace('"', "").replace("\\", "")
    return f'"{name}" <{user_id}>' if name else f"<{user_id}>"
