"""How calls end by themselves: each at its own time, however late somebody looks; their rooms are free then.

Use cases begin with it, so that they don't depend on timers; the timers, of rings too: `domain/consequences/timers.py`.
"""

from collections.abc import Iterable
from uuid import UUID

from domain.calls.attendance import give_up_connection
from domain.calls.call import Call
from domain.calls.ring import Ring, RingOutcome
from domain.calls.states import CallState, EndReason
from domain.directory.room import Room
from domain.kernel.aggregate import Root
from domain.kernel.errors import UnknownRing, UnknownRoom
from domain.kernel.log import Log
from domain.kernel.occasion import Occasion
from domain.workspace.settings import Settings
from domain.workspace.use_cases import settings_of_room


def catch_up(log: Log, call: Call, on: Occasion) -> tuple[Root, ...]:
    """Let everything happen that is due in the call by now, for timers, and for whoever looks at it before they do.

    Each thing happens at its own time, and in that order. Returns what may have changed.
    """
    rings = _waited_for(log, call)
    if call.state is CallState.ENDED or (not rings and call.next_due().at > on.at):
        return ()
    settings = settings_of_room(log, call.room_id)
    for ring in rings:
        declined = ring.outcome is RingOutcome.DECLINED
        over_at = ring.modified_on if declined else ring.expires_at
        if over_at <= on.at:
            let_time_pass(call, on.dated(over_at), settings=settings)
            ring.expire(on)
            reason, ended_by = (EndReason.DECLINED, ring.callee_id) if declined else (EndReason.NOT_ANSWERED, None)
            call.end_unanswered(on.dated(over_at), reason=reason, ended_by=ended_by)
    let_time_pass(call, on, settings=settings)
    return (*with_freed_rooms(log, [call], on), *rings)


def let_time_pass(call: Call, on: Occasion, *, settings: Settings) -> None:
    """Let happen what is due by now and depends on nothing but the call itself."""
    while call.state is not CallState.ENDED and (due := call.next_due()).at <= on.at:
        if isinstance(due.then, UUID):
            give_up_connection(call, on, session_id=due.then, settings=settings)
        else:
            call.end(on.dated(due.at), reason=due.then, ended_by=None)


def with_freed_rooms(log: Log, calls: Iterable[Call], on: Occasion) -> tuple[Root, ...]:
    """What is recorded together: the calls, and of those that have ended the rooms, which are free again."""
    changed: list[Root] = []
    for call in calls:
        changed.append(call)
        if call.state is CallState.ENDED:
            room = log.find(Room, call.room_id, UnknownRoom)
            room.close_call(on.dated(call.modified_on), call_id=call.id)
            changed.append(room)
    return tuple(changed)


def _waited_for(log: Log, call: Call) -> tuple[Ring, ...]:
    """The rings that the call waits for: with the last of them it is over."""
    if call.state is not CallState.CALLING:
        return ()
    return tuple(log.find(Ring, ring_id, UnknownRing) for ring_id in call.rings.values())
