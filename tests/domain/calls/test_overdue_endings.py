"""What is due in a call happens at its own time, whoever comes first: a timer or somebody who wants something."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest

from domain.calls.answering import RingUseCases
from domain.calls.authority import Requester
from domain.calls.call import Call
from domain.calls.hosting import HostUseCases
from domain.calls.joining import Device
from domain.calls.ring import Ring
from domain.calls.states import EndReason, LeaveReason
from domain.calls.use_cases import CallUseCases
from domain.consequences.consequences import Consequences
from domain.floor.use_cases import FloorUseCases
from domain.kernel.errors import CallAlreadyEnded
from domain.kernel.fact import Fact
from domain.kernel.occasion import Occasion
from domain.media_sessions.use_cases import MediaSessionUseCases
from domain.recordings.use_cases import RecordingUseCases
from event_log.application import Ringlog
from tests.people import ADA, ALAN, CAUSE, CHANNEL, DIRECT, GRACE, after, at
from tests.turned_clock import TurnedClock

PHONE = Device("phone")
A_DAY = 24 * 3600


def dated(log: Ringlog, stream: UUID, kind: type[Fact]) -> list[datetime]:
    return [fact.timestamp for fact in log.events.get(stream) if isinstance(fact, kind)]


def reasons(log: Ringlog, call_id: UUID) -> list[EndReason]:
    return [fact.reason for fact in log.events.get(call_id) if isinstance(fact, Call.Ended)]


@pytest.fixture
def call_id(calls: CallUseCases) -> UUID:
    """Ada's call in a channel."""
    return calls.start(room_id=CHANNEL, by=ADA, device=PHONE, cause=CAUSE).answer[0]


@pytest.fixture
def consequences(log: Ringlog, clock: TurnedClock) -> Consequences:
    return Consequences(log, clock)


def session_of(log: Ringlog, call_id: UUID) -> UUID:
    return next(iter(log.find(Call, call_id).sessions))


COMMANDS: dict[str, Callable[[Ringlog, TurnedClock, UUID], object]] = {
    "join": lambda log, clock, call: CallUseCases(log, clock).join(call_id=call, by=GRACE, device=PHONE, cause=CAUSE),
    "react": lambda log, clock, call: FloorUseCases(log, clock).react(call_id=call, by=ADA, emoji="+1", cause=CAUSE),
    "hand over": lambda log, clock, call: HostUseCases(log, clock).hand_over(
        call_id=call, to=GRACE, by=Requester(ADA), cause=CAUSE
    ),
    "record": lambda log, clock, call: RecordingUseCases(log, clock).start(
        call_id=call, by=Requester(ADA), cause=CAUSE
    ),
    "renew": lambda log, clock, call: MediaSessionUseCases(log, clock).require_session(
        call_id=call, session_id=session_of(log, call), by=ADA, cause=CAUSE
    ),
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS.keys())
def test_a_call_that_is_over_ends_at_its_own_time_before_anything_else_happens_in_it(
    log: Ringlog, clock: TurnedClock, call_id: UUID, command: Callable[[Ringlog, TurnedClock, UUID], object]
) -> None:
    clock.turn(A_DAY + 7200)
    with pytest.raises(CallAlreadyEnded):
        command(log, clock, call_id)
    assert dated(log, call_id, Call.Ended) == [after(A_DAY)]
    assert reasons(log, call_id) == [EndReason.TIMED_OUT]
    (ended,) = [fact for fact in log.events.get(call_id) if isinstance(fact, Call.Ended)]
    assert (ended.cause.actor, ended.cause.correlation_id) == ("timer", CAUSE.correlation_id)


def test_who_starts_a_call_after_the_last_ones_time_gets_a_new_one(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock, call_id: UUID
) -> None:
    clock.turn(A_DAY)
    again = calls.start(room_id=CHANNEL, by=GRACE, device=PHONE, cause=CAUSE).answer[0]
    assert again != call_id
    assert dated(log, call_id, Call.Ended) == [after(A_DAY)]
    assert log.find(Call, again).participants == {GRACE}


def test_a_deserted_call_is_not_joined_after_its_grace(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock, call_id: UUID
) -> None:
    calls.leave(call_id=call_id, session_id=session_of(log, call_id), by=ADA, cause=CAUSE)
    clock.turn(3600)
    with pytest.raises(CallAlreadyEnded):
        calls.join(call_id=call_id, by=GRACE, device=PHONE, cause=CAUSE)
    assert dated(log, call_id, Call.Ended) == [after(10)]


def test_ending_a_call_that_is_over_changes_nothing_of_how_it_ended(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock
) -> None:
    call_id = calls.start(room_id=DIRECT, by=ADA, device=PHONE, cause=CAUSE).answer[0]
    clock.turn(3600)
    calls.end(call_id=call_id, by=ADA, cause=CAUSE)
    assert (reasons(log, call_id), dated(log, call_id, Call.Ended)) == ([EndReason.NOT_ANSWERED], [after(30)])
    assert dated(log, log.find(Call, call_id).rings[GRACE], Ring.Expired) == [after(30)]


def test_a_declined_call_is_over_before_any_policy_comes(log: Ringlog, calls: CallUseCases, clock: TurnedClock) -> None:
    call_id = calls.start(room_id=DIRECT, by=ADA, device=PHONE, cause=CAUSE).answer[0]
    clock.turn(3)
    RingUseCases(log, clock).decline(ring_id=log.find(Call, call_id).rings[GRACE], by=GRACE, cause=CAUSE)
    clock.turn(3)
    again = calls.start(room_id=DIRECT, by=GRACE, device=PHONE, cause=CAUSE).answer[0]
    assert again != call_id
    assert (reasons(log, call_id), dated(log, call_id, Call.Ended)) == ([EndReason.DECLINED], [after(3)])


def test_a_place_is_kept_for_its_time_and_not_longer(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock, consequences: Consequences, call_id: UUID
) -> None:
    """Ada's connection was lost, and no worker has been there since."""
    calls.join(call_id=call_id, by=GRACE, device=PHONE, cause=CAUSE)
    phone = session_of(log, call_id)
    clock.turn(20)
    consequences.record(lambda: consequences.drop_connection(call_id, phone, at(5)))
    clock.turn(20)
    calls.join(call_id=call_id, by=ALAN, device=PHONE, cause=CAUSE)
    left = [fact for fact in log.events.get(call_id) if isinstance(fact, Call.SessionLeft)]
    assert [(fact.reason, fact.timestamp) for fact in left] == [(LeaveReason.CONNECTION_LOST, after(5))]
    assert log.find(Call, call_id).host_id == GRACE


def test_what_is_due_happens_in_its_order(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock, consequences: Consequences, call_id: UUID
) -> None:
    """Ada's connection is lost while Grace is in; Grace leaves; then nobody is there for hours."""
    grace = calls.join(call_id=call_id, by=GRACE, device=PHONE, cause=CAUSE).answer[1]
    ada = next(id_ for id_ in log.find(Call, call_id).sessions if id_ != grace)
    clock.turn(20)
    consequences.record(lambda: consequences.drop_connection(call_id, ada, at(5)))
    calls.leave(call_id=call_id, session_id=grace, by=GRACE, cause=CAUSE)
    clock.turn(2 * A_DAY)
    consequences.record(lambda: consequences.catch_up_call(call_id, Occasion(clock(), CAUSE)))
    assert dated(log, call_id, Call.SessionLeft) == [after(20), after(5)]
    assert (dated(log, call_id, Call.Ended), reasons(log, call_id)) == ([after(30)], [EndReason.HUNG_UP])


def test_what_a_policy_does_after_a_calls_time_comes_after_its_end(
    log: Ringlog, clock: TurnedClock, consequences: Consequences, call_id: UUID
) -> None:
    clock.turn(A_DAY + 100)
    gone = LeaveReason.DEACTIVATED
    consequences.record(lambda: consequences.remove_users(call_id, (ADA,), gone, Occasion(clock(), CAUSE)))
    assert (dated(log, call_id, Call.Ended), dated(log, call_id, Call.SessionLeft)) == ([after(A_DAY)], [])
