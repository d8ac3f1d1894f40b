"""Who and when in the tests of the domain."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from domain.facts import Cause

AT = datetime(2026, 1, 1, 12, tzinfo=UTC)
ADA, GRACE, ALAN = UUID(int=1), UUID(int=2), UUID(int=3)
ROOM, CALL, RING = UUID(int=10), UUID(int=11), UUID(int=12)
CAUSE = Cause(actor=f"user:{ADA}", origin="127.0.0.1", correlation_id=uuid4(), causation_id="request:1")


def after(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)
