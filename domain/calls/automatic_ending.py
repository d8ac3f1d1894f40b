"""When a call ends by itself, and when it loses who doesn't come back."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.calls.sessions import Sessions
from domain.calls.states import CallKind, CallState, EndReason
from domain.workspace.settings import Settings


class Due(NamedTuple):
    """What happens in a call by itself: it ends, or a session that was dropped leaves."""

    at: datetime
    then: EndReason | UUID


def ending_due(
    kind: CallKind, state: CallState, present: int, settings: Settings, *, met: bool
) -> tuple[EndReason | None, int]:
    """Why the call has to end after how many seconds, with so many participants present; (None, 0) if it goes on.

    met: somebody besides its initiator has been in it. A direct call that has not met yet has no side that left.
    """
    direct = kind is CallKind.DIRECT
    if present < (2 if direct and met else 1):
        return EndReason.HUNG_UP, settings.direct_grace if direct else settings.conference_grace
    if present == 1 and state is CallState.ONGOING and settings.alone_timeout:
        return EndReason.ALONE, settings.alone_timeout
    return None, 0


def next_due(ends_by: datetime, ending_at: datetime | None, ending_for: EndReason | None, sessions: Sessions) -> Due:
    """What happens first in a call if nobody does anything."""
    due = [Due(ends_by, EndReason.TIMED_OUT), *(Due(until, id_) for id_, until in sessions.places_kept())]
    if ending_at is not None and ending_for is not None:
        due.append(Due(ending_at, ending_for))
    return min(due, key=lambda each: each.at)
