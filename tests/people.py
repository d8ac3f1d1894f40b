"""Who, where and when in the tests."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4, uuid5

from domain.kernel.occasion import Cause, Occasion

NAMESPACE = UUID("b1f0a7de-5d0c-4c55-9a86-5a2b7f3c0d4e")


def user_id(name: str) -> UUID:
    """Of a user whom `known_people.py` has met; whom it hasn't has a random id, as everybody has in real life."""
    return uuid5(NAMESPACE, f"user {name}")


def room_id(name: str) -> UUID:
    return uuid5(NAMESPACE, f"room {name}")


AT = datetime(2026, 1, 1, 12, tzinfo=UTC)
ADA, GRACE, ALAN, EDSGER = user_id("ada"), user_id("grace"), user_id("alan"), user_id("edsger")
DIRECT, GROUP, CHANNEL = room_id("ada-grace"), room_id("ada-grace-alan"), room_id("general")
ROOM, CALL, RING = UUID(int=10), UUID(int=11), UUID(int=12)
PHONE, LAPTOP = UUID(int=20), UUID(int=21)
"""Participant sessions."""
CAUSE = Cause(actor=f"user:{ADA}", origin="127.0.0.1", correlation_id=uuid4(), causation_id="request:1")


def after(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def at(seconds: float = 0) -> Occasion:
    """The occasion on which Ada does something, so long after the tests begin."""
    return Occasion(after(seconds), CAUSE)
