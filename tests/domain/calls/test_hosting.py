from uuid import UUID

import pytest

from domain.calls.answering import RingUseCases
from domain.calls.authority import Requester
from domain.calls.call import Call
from domain.calls.hosting import HostUseCases
from domain.calls.joining import Device
from domain.calls.ring import Ring, SuppressionReason
from domain.calls.use_cases import CallUseCases
from domain.directory.preferences import PreferenceUseCases
from domain.directory.use_cases import DirectoryUseCases, UserProfile
from domain.kernel.errors import (
    AlreadyInAnotherCall,
    AlreadyInCall,
    CallAlreadyEnded,
    NotHost,
    NotInCall,
    ProviderIsDisabled,
    RoomDoesNotRing,
    UnknownCall,
    UnknownUser,
)
from event_log.application import Ringlog
from tests.people import ADA, ALAN, CAUSE, CHANNEL, DIRECT, GRACE, GROUP, after, user_id
from tests.turned_clock import TurnedClock

PHONE = Device("phone")


class Engaged:
    """Knows that a user is in the calls that a test says."""

    def __init__(self) -> None:
        self.calls: dict[UUID, list[UUID]] = {}

    def calls_of(self, user_id: UUID) -> list[UUID]:
        return self.calls.get(user_id, [])


@pytest.fixture
def engaged() -> Engaged:
    return Engaged()


@pytest.fixture
def calls(log: Ringlog, clock: TurnedClock, engaged: Engaged) -> CallUseCases:
    return CallUseCases(log, clock, engaged)


@pytest.fixture
def hosting(log: Ringlog, clock: TurnedClock, engaged: Engaged) -> HostUseCases:
    return HostUseCases(log, clock, engaged)


@pytest.fixture
def preferences(log: Ringlog, clock: TurnedClock) -> PreferenceUseCases:
    return PreferenceUseCases(log, clock)


def ring_of(log: Ringlog, call_id: UUID, callee: UUID) -> Ring:
    return log.find(Ring, log.find(Call, call_id).rings[callee])


def suppression(log: Ringlog, call_id: UUID, callee: UUID) -> SuppressionReason | None:
    created = next(iter(log.events.get(log.find(Call, call_id).rings[callee])))
    return created.reason if isinstance(created, Ring.Suppressed) else None


def test_the_host_hands_the_call_over(log: Ringlog, calls: CallUseCases, hosting: HostUseCases) -> None:
    call_id, _ = calls.start(room_id=CHANNEL, by=ADA, device=PHONE, cause=CAUSE).answer
    calls.join(call_id=call_id, by=GRACE, device=PHONE, cause=CAUSE)
    with pytest.raises(NotHost):
        hosting.hand_over(call_id=call_id, to=GRACE, by=Requester(GRACE), cause=CAUSE)
    with pytest.raises(NotInCall):
        hosting.hand_over(call_id=call_id, to=ALAN, by=Requester(ADA), cause=CAUSE)
    hosting.hand_over(call_id=call_id, to=GRACE, by=Requester(ADA), cause=CAUSE)
    assert log.find(Call, call_id).host_id == GRACE
    with pytest.raises(NotHost):
        hosting.remove(call_id=call_id, user_id=GRACE, by=Requester(ADA), cause=CAUSE)


def test_the_host_removes_a_participant_who_may_come_back(
    log: Ringlog, calls: CallUseCases, hosting: HostUseCases
) -> None:
    call_id, _ = calls.start(room_id=CHANNEL, by=ADA, device=PHONE, cause=CAUSE).answer
    calls.join(call_id=call_id, by=GRACE, device=PHONE, cause=CAUSE)
    hosting.remove(call_id=call_id, user_id=GRACE, by=Requester(ADA), cause=CAUSE)
    assert log.find(Call, call_id).participants == {ADA}
    with pytest.raises(NotInCall):
        hosting.remove(call_id=call_id, user_id=GRACE, by=Requester(ADA), cause=CAUSE)
    calls.join(call_id=call_id, by=GRACE, device=PHONE, cause=CAUSE)
    assert log.find(Call, call_id).participants == {ADA, GRACE}


def test_the_host_rings_a_member_again_once_the_first_ring_is_over(
    log: Ringlog, calls: CallUseCases, hosting: HostUseCases, clock: TurnedClock
) -> None:
    call_id, _ = calls.start(room_id=GROUP, by=ADA, device=PHONE, cause=CAUSE).answer
    first = ring_of(log, call_id, GRACE)
    hosting.ring(call_id=call_id, user_id=GRACE, by=Requester(ADA), cause=CAUSE)
    assert ring_of(log, call_id, GRACE).id == first.id
    clock.turn(31)
    hosting.ring(call_id=call_id, user_id=GRACE, by=Requester(ADA), cause=CAUSE)
    again = ring_of(log, call_id, GRACE)
    assert again.id != first.id
    assert again.outcome is None


def test_a_ring_that_ran_out_before_any_timer_came_has_its_outcome_when_the_next_one_rings(
    log: Ringlog, calls: CallUseCases, hosting: HostUseCases, clock: TurnedClock
) -> None:
    call_id, _ = calls.start(room_id=GROUP, by=ADA, device=PHONE, cause=CAUSE).answer
    first = ring_of(log, call_id, GRACE)
    clock.turn(31)
    hosting.ring(call_id=call_id, user_id=GRACE, by=Requester(ADA), cause=CAUSE)
    expired = [fact.timestamp for fact in log.events.get(first.id) if isinstance(fact, Ring.Expired)]
    assert expired == [after(30)]


def test_nobody_is_rung_who_cannot_be(
    log: Ringlog, calls: CallUseCases, hosting: HostUseCases, clock: TurnedClock
) -> None:
    DirectoryUseCases(log, clock).upsert_users(users=[UserProfile("stranger", "Stranger")], cause=CAUSE)
    call_id, _ = calls.start(room_id=GROUP, by=ADA, device=PHONE, cause=CAUSE).answer
    with pytest.raises(AlreadyInCall):
        hosting.ring(call_id=call_id, user_id=ADA, by=Requester(ADA), cause=CAUSE)
    with pytest.raises(UnknownUser):
        hosting.ring(call_id=call_id, user_id=user_id("stranger"), by=Requester(ADA), cause=CAUSE)
    with pytest.raises(NotHost):
        hosting.ring(call_id=call_id, user_id=ALAN, by=Requester(GRACE), cause=CAUSE)
    with pytest.raises(UnknownCall):
        hosting.ring(call_id=call_id, user_id=ALAN, by=Requester(user_id("stranger")), cause=CAUSE)
    calls.end(call_id=call_id, by=ADA, cause=CAUSE)
    with pytest.raises(CallAlreadyEnded):
        hosting.ring(call_id=call_id, user_id=ALAN, by=Requester(ADA), cause=CAUSE)


@pytest.mark.parametrize("room", [CHANNEL, DIRECT])
def test_in_channels_and_direct_rooms_the_host_rings_nobody(
    calls: CallUseCases, hosting: HostUseCases, room: UUID
) -> None:
    call_id, _ = calls.start(room_id=room, by=ADA, device=PHONE, cause=CAUSE).answer
    with pytest.raises(RoomDoesNotRing):
        hosting.ring(call_id=call_id, user_id=GRACE, by=Requester(ADA), cause=CAUSE)


def test_a_callee_who_is_not_to_be_disturbed_is_not_rung_and_it_is_on_record_why(
    log: Ringlog, calls: CallUseCases, preferences: PreferenceUseCases, engaged: Engaged
) -> None:
    other_call, _ = calls.start(room_id=CHANNEL, by=ALAN, device=PHONE, cause=CAUSE).answer
    engaged.calls[ALAN] = [other_call]
    preferences.change(by=GRACE, do_not_disturb=True, cause=CAUSE)
    call_id, _ = calls.start(room_id=GROUP, by=ADA, device=PHONE, cause=CAUSE).answer
    assert suppression(log, call_id, GRACE) is SuppressionReason.DO_NOT_DISTURB
    assert suppression(log, call_id, ALAN) is SuppressionReason.IN_ANOTHER_CALL
    assert ring_of(log, call_id, GRACE).outcome is None


def test_turning_ringing_off_and_muting_the_room_suppress_too_until_undone(
    log: Ringlog, calls: CallUseCases, preferences: PreferenceUseCases
) -> None:
    preferences.mute_room(by=GRACE, room_id=GROUP, muted=True, cause=CAUSE)
    preferences.change(by=ALAN, ringing_enabled=False, cause=CAUSE)
    call_id, _ = calls.start(room_id=GROUP, by=ADA, device=PHONE, cause=CAUSE).answer
    assert suppression(log, call_id, GRACE) is SuppressionReason.ROOM_MUTED
    assert suppression(log, call_id, ALAN) is SuppressionReason.RINGING_OFF
    calls.end(call_id=call_id, by=ADA, cause=CAUSE)
    preferences.mute_room(by=GRACE, room_id=GROUP, muted=False, cause=CAUSE)
    preferences.change(by=ALAN, ringing_enabled=True, cause=CAUSE)
    call_id, _ = calls.start(room_id=GROUP, by=ADA, device=PHONE, cause=CAUSE).answer
    assert (suppression(log, call_id, GRACE), suppression(log, call_id, ALAN)) == (None, None)


def test_entering_another_call_has_to_be_confirmed_and_leaves_the_first(
    log: Ringlog, calls: CallUseCases, engaged: Engaged
) -> None:
    first, _ = calls.start(room_id=CHANNEL, by=ADA, device=PHONE, cause=CAUSE).answer
    engaged.calls[ADA] = [first]
    end = log.end_of_log()
    with pytest.raises(AlreadyInAnotherCall):
        calls.start(room_id=GROUP, by=ADA, device=PHONE, cause=CAUSE)
    assert log.end_of_log() == end
    second, _ = calls.start(room_id=GROUP, by=ADA, device=Device("phone", leave_others=True), cause=CAUSE).answer
    assert log.find(Call, first).participants == frozenset()
    assert log.find(Call, second).participants == {ADA}


def test_accepting_a_ring_in_another_call_has_to_be_confirmed_too(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock, engaged: Engaged
) -> None:
    rings = RingUseCases(log, clock, engaged)
    busy, _ = calls.start(room_id=CHANNEL, by=GRACE, device=PHONE, cause=CAUSE).answer
    call_id, _ = calls.start(room_id=DIRECT, by=ADA, device=PHONE, cause=CAUSE).answer
    engaged.calls[GRACE] = [busy]
    ring_id = log.find(Call, call_id).rings[GRACE]
    with pytest.raises(AlreadyInAnotherCall):
        rings.accept(ring_id=ring_id, by=GRACE, device=PHONE, cause=CAUSE)
    rings.accept(ring_id=ring_id, by=GRACE, device=Device("phone", leave_others=True), cause=CAUSE)
    assert (log.find(Call, busy).participants, log.find(Call, call_id).participants) == (
        frozenset(),
        frozenset({ADA, GRACE}),
    )


def test_a_call_with_a_provider_that_is_not_enabled_does_not_start(calls: CallUseCases) -> None:
    with pytest.raises(ProviderIsDisabled):
        calls.start(room_id=CHANNEL, by=ADA, device=PHONE, provider="jitsi", cause=CAUSE)
