from collections.abc import Callable
from uuid import uuid4

from domain.calls.joining import Device
from domain.calls.use_cases import CallUseCases
from domain.consequences.consequences import Consequences
from event_log.application import Ringlog
from runtime.presence.session_presence import SessionPresence, SignOfLife
from tests.people import ADA, CAUSE, CHANNEL, GRACE, after, at
from tests.turned_clock import TurnedClock


def test_a_session_is_quiet_since_its_last_sign_of_life(
    calls: CallUseCases, presence: SessionPresence, project: Callable[[], None]
) -> None:
    call_id, session_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer
    project()
    assert presence.quiet(after(15)) == [SignOfLife(session_id, call_id, after(0))]
    presence.seen([session_id], after(10))
    assert presence.quiet(after(10)) == []
    assert presence.quiet(after(25)) == [SignOfLife(session_id, call_id, after(10))]


def test_a_sign_of_life_that_comes_late_takes_nothing_back(
    calls: CallUseCases, presence: SessionPresence, project: Callable[[], None]
) -> None:
    call_id, session_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer
    project()
    presence.seen([session_id], after(10))
    presence.seen([session_id], after(5))
    assert presence.quiet(after(25)) == [SignOfLife(session_id, call_id, after(10))]


def test_each_session_has_a_time_of_its_own(
    calls: CallUseCases, presence: SessionPresence, project: Callable[[], None]
) -> None:
    call_id, mine = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer
    _, hers = calls.join(call_id=call_id, by=GRACE, device=Device("phone"), cause=CAUSE).answer
    project()
    presence.seen_each({mine: after(3), hers: after(7)})
    assert sorted(presence.quiet(after(25)), key=lambda sign: sign.seen_at) == [
        SignOfLife(mine, call_id, after(3)),
        SignOfLife(hers, call_id, after(7)),
    ]


def test_a_dropped_session_that_shows_life_again_is_revived(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock, presence: SessionPresence, project: Callable[[], None]
) -> None:
    call_id, session_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer
    consequences = Consequences(log, clock)
    consequences.record(lambda: consequences.drop_connection(call_id, session_id, at(4)))
    project()
    assert presence.quiet(after(100)) == []
    presence.seen([session_id], after(4))
    assert presence.revived() == []
    presence.seen([session_id], after(9))
    assert presence.revived() == [SignOfLife(session_id, call_id, after(9))]


def test_what_belongs_to_nothing_is_forgotten_and_what_is_in_a_call_is_kept(
    calls: CallUseCases, presence: SessionPresence, project: Callable[[], None]
) -> None:
    call_id, mine = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer
    calls.join(call_id=call_id, by=GRACE, device=Device("phone"), cause=CAUSE)
    project()
    presence.seen([mine, uuid4()], after(1))
    presence.forget(after(50))
    assert SignOfLife(mine, call_id, after(1)) in presence.quiet(after(50))
