from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from domain.calls.answering import RingUseCases
from domain.calls.call import Call
from domain.calls.calls_of_user import NoCallsOfUser
from domain.calls.joining import Device
from domain.calls.ring import Ring, RingOutcome
from domain.calls.states import CallState, EndReason
from domain.calls.use_cases import CallUseCases
from domain.consequences.consequences import Consequences
from domain.consequences.policies import Policies
from domain.directory.room import Room
from domain.kernel.errors import DomainError, RingAnsweredElsewhere, RingIsOver, UnknownRing
from event_log.application import Ringlog
from tests.people import ADA, ALAN, CAUSE, DIRECT, GRACE, GROUP, after, at
from tests.turned_clock import TurnedClock


def rung(log: Ringlog, calls: CallUseCases, room: UUID = DIRECT, callee: UUID = GRACE) -> tuple[UUID, UUID]:
    """A call of Ada's and the callee's ring."""
    call_id = calls.start(room_id=room, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    return call_id, log.find(Call, call_id).rings[callee]


def react_to_newest(log: Ringlog, clock: TurnedClock, kind: type[Ring.Event | Call.Event], stream: UUID) -> None:
    consequences = Consequences(log, clock)
    fact = [fact for fact in log.events.get(stream) if isinstance(fact, kind)][-1]
    assert isinstance(fact, Ring.Event | Call.Event)
    consequences.record(lambda: Policies(consequences, NoCallsOfUser()).carry_out(fact))


def test_accepting_joins_the_call(log: Ringlog, calls: CallUseCases, rings: RingUseCases) -> None:
    call_id, ring_id = rung(log, calls)
    _, _, session_id = rings.accept(ring_id=ring_id, by=GRACE, device=Device("phone"), cause=CAUSE).answer
    call = log.find(Call, call_id)
    assert (call.state, call.sessions[session_id].user_id) == (CallState.ONGOING, GRACE)
    assert log.find(Ring, ring_id).accepted_by == session_id


def test_of_two_devices_that_accept_at_once_one_joins_and_the_other_learns_it(
    log: Ringlog, calls: CallUseCases, rings: RingUseCases
) -> None:
    call_id, ring_id = rung(log, calls)

    def accept(device: str) -> type[DomainError] | None:
        try:
            rings.accept(ring_id=ring_id, by=GRACE, device=Device(device), cause=CAUSE)
        except DomainError as refusal:
            return type(refusal)
        return None

    with ThreadPoolExecutor(2) as pool:
        outcomes = set(pool.map(accept, ["phone", "laptop"]))
    assert outcomes == {None, RingAnsweredElsewhere}
    assert len([s for s in log.find(Call, call_id).sessions.values() if s.user_id == GRACE]) == 1


def test_the_accepting_device_may_repeat_itself(log: Ringlog, calls: CallUseCases, rings: RingUseCases) -> None:
    _, ring_id = rung(log, calls)
    first = rings.accept(ring_id=ring_id, by=GRACE, device=Device("phone"), cause=CAUSE)
    assert rings.accept(ring_id=ring_id, by=GRACE, device=Device("phone"), cause=CAUSE).answer == first.answer


@pytest.mark.parametrize("stranger", [ADA, ALAN])
def test_a_ring_of_someone_else_does_not_exist(
    log: Ringlog, calls: CallUseCases, rings: RingUseCases, stranger: UUID
) -> None:
    _, ring_id = rung(log, calls)
    with pytest.raises(UnknownRing):
        rings.accept(ring_id=ring_id, by=stranger, device=Device("phone"), cause=CAUSE)
    with pytest.raises(UnknownRing):
        rings.decline(ring_id=ring_id, by=stranger, cause=CAUSE)
    with pytest.raises(UnknownRing):
        rings.dismiss(ring_id=ring_id, by=stranger, cause=CAUSE)


def test_a_declined_direct_call_ends_as_declined(
    log: Ringlog, calls: CallUseCases, rings: RingUseCases, clock: TurnedClock
) -> None:
    call_id, ring_id = rung(log, calls)
    clock.turn(3)
    rings.decline(ring_id=ring_id, by=GRACE, cause=CAUSE)
    react_to_newest(log, clock, Ring.Declined, ring_id)
    ended = list(log.events.get(call_id))[-1]
    assert isinstance(ended, Call.Ended)
    assert (ended.reason, ended.ended_by, ended.timestamp) == (EndReason.DECLINED, GRACE, after(3))
    assert log.find(Room, DIRECT).ongoing_call_id is None


def test_one_who_declines_leaves_a_group_call_on(
    log: Ringlog, calls: CallUseCases, rings: RingUseCases, clock: TurnedClock
) -> None:
    call_id, ring_id = rung(log, calls, GROUP, ALAN)
    rings.decline(ring_id=ring_id, by=ALAN, cause=CAUSE)
    react_to_newest(log, clock, Ring.Declined, ring_id)
    assert log.find(Call, call_id).state is CallState.ONGOING


def test_an_unanswered_direct_call_ends_at_the_rings_deadline(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock
) -> None:
    call_id, ring_id = rung(log, calls)
    clock.turn(500)
    consequences = Consequences(log, clock)
    consequences.record(lambda: consequences.expire_ring(ring_id, at()))
    react_to_newest(log, clock, Ring.Expired, ring_id)
    ended = list(log.events.get(call_id))[-1]
    assert isinstance(ended, Call.Ended)
    assert (ended.reason, ended.timestamp) == (EndReason.NOT_ANSWERED, after(30))


def test_a_caller_who_hangs_up_before_a_late_timer_finds_the_call_not_answered_at_its_deadline(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock
) -> None:
    call_id, session_id = calls.start(room_id=DIRECT, by=ADA, device=Device("phone"), cause=CAUSE).answer
    (ring_id,) = log.find(Call, call_id).rings.values()
    clock.turn(35)
    calls.leave(call_id=call_id, session_id=session_id, by=ADA, cause=CAUSE)
    ended = list(log.events.get(call_id))[-1]
    assert isinstance(ended, Call.Ended)
    assert (ended.reason, ended.timestamp) == (EndReason.NOT_ANSWERED, after(30))
    ring = log.find(Ring, ring_id)
    assert (ring.outcome, ring.modified_on) == (RingOutcome.EXPIRED, after(30))
    assert log.find(Room, DIRECT).ongoing_call_id is None


def test_a_caller_who_hangs_up_just_after_the_ring_was_declined_finds_the_call_declined(
    log: Ringlog, calls: CallUseCases, rings: RingUseCases, clock: TurnedClock
) -> None:
    call_id, ring_id = rung(log, calls)
    clock.turn(3)
    rings.decline(ring_id=ring_id, by=GRACE, cause=CAUSE)
    clock.turn(1)
    calls.end(call_id=call_id, by=ADA, cause=CAUSE)
    ended = list(log.events.get(call_id))[-1]
    assert isinstance(ended, Call.Ended)
    assert (ended.reason, ended.ended_by, ended.timestamp) == (EndReason.DECLINED, GRACE, after(3))


def test_an_ended_call_rings_nobody(log: Ringlog, calls: CallUseCases, rings: RingUseCases, clock: TurnedClock) -> None:
    call_id, ring_id = rung(log, calls, GROUP, ALAN)
    calls.end(call_id=call_id, by=ADA, cause=CAUSE)
    react_to_newest(log, clock, Call.Ended, call_id)
    assert log.find(Ring, ring_id).outcome is RingOutcome.CANCELLED
    with pytest.raises(RingIsOver):
        rings.accept(ring_id=ring_id, by=ALAN, device=Device("phone"), cause=CAUSE)


def test_what_follows_from_a_fact_names_it_as_its_cause(
    log: Ringlog, calls: CallUseCases, rings: RingUseCases, clock: TurnedClock
) -> None:
    call_id, ring_id = rung(log, calls)
    rings.decline(ring_id=ring_id, by=GRACE, cause=CAUSE)
    react_to_newest(log, clock, Ring.Declined, ring_id)
    ended = list(log.events.get(call_id))[-1]
    assert isinstance(ended, Call.Ended)
    assert ended.cause.causation_id == f"ringlog.Ring.Declined:{ring_id}:2"
    assert (ended.cause.correlation_id, ended.cause.origin) == (CAUSE.correlation_id, "policies")
