"""Timers: what happens at a time that a fact has set, unless another fact comes first.

One entry is all there is to a timer, but for the command of the aggregate that it leads to. The view of deadlines keeps
what is set (`projections/deadlines.py`), and the leading worker acts on it (`worker/due_timers.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.calls.call import Call
from domain.calls.ring import Ring
from domain.consequences.consequences import Changed, Consequences
from domain.kernel.fact import Fact
from domain.kernel.occasion import Occasion
from domain.recordings.recording import Recording


class Due(Protocol):
    """What a timer was set for: something in a call, or the call itself."""

    @property
    def call_id(self) -> UUID: ...

    @property
    def subject_id(self) -> UUID: ...


@dataclass(frozen=True, kw_only=True)
class Timer:
    """set_by: facts, each with its field that says when it is due.
    cleared_by: facts about the same subject.
    cleared_for_call_by: facts about the call, for all of its subjects.
    then: is idempotent, and dates what it does at the deadline, however late it is asked. It may raise DomainError.
    subject: the field by which all but the call's facts say what it is set for.
    """

    set_by: Mapping[type[Fact], str]
    cleared_by: tuple[type[Fact], ...] = ()
    cleared_for_call_by: tuple[type[Fact], ...] = (Call.Ended,)
    then: Callable[[Consequences, Due, Occasion], Changed]
    subject: str = "originator_id"

    def subject_of(self, fact: Fact) -> UUID:
        """What the timer is set or cleared for by a fact."""
        subject_id: UUID = getattr(fact, self.subject)
        return subject_id

    def due_at(self, fact: Fact) -> datetime:
        """When it is due by a fact that sets it."""
        at: datetime = getattr(fact, self.set_by[type(fact)])
        return at


TIMERS: Mapping[str, Timer] = {
    # A ring that nobody has answered; dismissing doesn't answer it. Once the call is answered, it depends on no ring.
    "ring_expiry": Timer(
        set_by={Ring.Started: "expires_at", Ring.Suppressed: "expires_at"},
        cleared_by=(Ring.Accepted, Ring.Declined, Ring.Expired, Ring.Cancelled),
        cleared_for_call_by=(Call.Answered, Call.Ended),
        then=lambda consequences, due, on: consequences.expire_ring(due.subject_id, on),
    ),
    # A session whose connection was lost: its place is kept until then.
    "reconnect": Timer(
        set_by={Call.ConnectionDropped: "keeps_place_until"},
        cleared_by=(Call.ConnectionRestored, Call.SessionLeft),
        then=lambda consequences, due, on: consequences.catch_up_call(due.call_id, on),
        subject="session_id",
    ),
    # A call that too few are left in: somebody has until then to come back.
    "call_grace": Timer(
        set_by={Call.EndingScheduled: "ends_at"},
        cleared_by=(Call.EndingCalledOff,),
        then=lambda consequences, due, on: consequences.catch_up_call(due.call_id, on),
    ),
    # A call that has taken as long as one may.
    "call_limit": Timer(
        set_by={Call.Started: "ends_by"},
        then=lambda consequences, due, on: consequences.catch_up_call(due.call_id, on),
    ),
    # A recording that no recorder has started.
    "recording_start": Timer(
        set_by={Recording.Requested: "starts_by"},
        cleared_by=(Recording.Started, Recording.StopRequested, Recording.Published, Recording.Failed),
        then=lambda consequences, due, on: consequences.give_up_recording(due.subject_id, on),
    ),
    # A recording whose host is to be told, once, that it stops soon.
    "recording_reminder": Timer(
        set_by={Recording.Started: "remind_at"},
        cleared_by=(Recording.Reminded, Recording.StopRequested, Recording.Published, Recording.Failed),
        then=lambda consequences, due, on: consequences.remind_of_recording(due.subject_id, on),
    ),
    # A recording that is as long as one may be.
    "recording_limit": Timer(
        set_by={Recording.Started: "stops_by"},
        cleared_by=(Recording.StopRequested, Recording.Published, Recording.Failed),
        then=lambda consequences, due, on: consequences.stop_overdue_recording(due.subject_id, on),
    ),
    # A recording whose file no media server has finished, also after its call has ended.
    "recording_file": Timer(
        set_by={Recording.StopRequested: "finish_by"},
        cleared_by=(Recording.Published, Recording.Failed),
        cleared_for_call_by=(),
        then=lambda consequences, due, on: consequences.give_up_finishing_recording(due.subject_id, on),
    ),
}
"""By kind, which is what rows of the view call it."""
