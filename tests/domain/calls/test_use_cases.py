from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest

from domain.calls.call import Call
from domain.calls.joining import Device
from domain.calls.ring import Ring, RingOutcome
from domain.calls.states import CallKind, CallState, EndReason
from domain.calls.use_cases import CallUseCases
from domain.directory.room import Room, RoomKind, RoomState
from domain.directory.use_cases import DirectoryUseCases, RoomProfile, UserProfile
from domain.directory.user import UserKind
from domain.kernel.errors import (
    CallAlreadyEnded,
    CallsAreDisabled,
    DomainError,
    IdempotencyKeyReused,
    InvalidInput,
    NotHost,
    RoomIsArchived,
    RoomIsReadOnly,
    UnknownCall,
    UnknownRoom,
    UnknownSession,
    UserIsDeactivated,
)
from domain.kernel.use_case import RequestKey
from domain.workspace.use_cases import WorkspaceUseCases
from event_log.application import Ringlog
from tests.people import ADA, ALAN, CAUSE, CHANNEL, DIRECT, GRACE, GROUP, after, user_id
from tests.turned_clock import TurnedClock


def started(calls: CallUseCases, room: UUID, by: UUID = ADA, device: str = "phone") -> tuple[UUID, UUID]:
    call_id, session_id = calls.start(room_id=room, by=by, device=Device(device), cause=CAUSE).answer
    return call_id, session_id


def test_a_call_in_a_direct_room_rings_the_other(log: Ringlog, calls: CallUseCases) -> None:
    call = log.find(Call, started(calls, DIRECT)[0])
    assert (call.kind, call.state, call.title, call.participants) == (
        CallKind.DIRECT,
        CallState.CALLING,
        "Ada, Grace",
        frozenset({ADA}),
    )
    ring = log.find(Ring, call.rings[GRACE])
    assert (ring.caller_id, ring.callee_id, ring.expires_at) == (ADA, GRACE, after(30))


def test_a_call_in_a_group_direct_room_is_on_at_once_and_rings_everyone_else(log: Ringlog, calls: CallUseCases) -> None:
    call = log.find(Call, started(calls, GROUP)[0])
    assert (call.kind, call.state, set(call.rings)) == (CallKind.CONFERENCE, CallState.ONGOING, {GRACE, ALAN})


def test_a_call_in_a_channel_rings_nobody(log: Ringlog, calls: CallUseCases) -> None:
    call = log.find(Call, started(calls, CHANNEL)[0])
    assert (call.kind, call.state, dict(call.rings)) == (CallKind.CONFERENCE, CallState.ONGOING, {})


def test_with_ringing_turned_off_a_direct_call_is_on_at_once(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock
) -> None:
    WorkspaceUseCases(log, clock).change_setting(name="ringing.enabled", value=False, admin=True, cause=CAUSE)
    call = log.find(Call, started(calls, DIRECT)[0])
    assert (call.state, dict(call.rings)) == (CallState.ONGOING, {})


def test_starting_where_a_call_is_on_joins_it(log: Ringlog, calls: CallUseCases) -> None:
    first, _ = started(calls, CHANNEL)
    second, session_id = started(calls, CHANNEL, GRACE)
    assert first == second
    assert log.find(Call, first).sessions[session_id].user_id == GRACE


def test_of_many_who_start_at_the_same_instant_all_get_one_call(log: Ringlog, calls: CallUseCases) -> None:
    people = [ADA, GRACE, ALAN] * 4
    with ThreadPoolExecutor(len(people)) as pool:
        call_ids = set(pool.map(lambda n: started(calls, CHANNEL, people[n], f"device-{n}")[0], range(len(people))))
    assert len(call_ids) == 1
    call = log.find(Call, call_ids.pop())
    assert (call.participants, len(call.sessions)) == (frozenset({ADA, GRACE, ALAN}), len(people))


@pytest.mark.parametrize("title", ["", "  ", "x" * 257, "a\nb", "a\x00b"])
def test_a_title_that_cannot_be_read_is_refused_and_nothing_starts(
    log: Ringlog, calls: CallUseCases, title: str
) -> None:
    end = log.end_of_log()
    with pytest.raises(InvalidInput) as refusal:
        calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), title=title, cause=CAUSE)
    assert refusal.value.path == ("title",)
    assert log.end_of_log() == end


@pytest.mark.parametrize(
    ("state", "error"),
    [(RoomState.ARCHIVED, RoomIsArchived), (RoomState.READ_ONLY, RoomIsReadOnly), (RoomState.DELETED, UnknownRoom)],
)
def test_no_call_starts_in_a_closed_room(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock, state: RoomState, error: type[DomainError]
) -> None:
    closed = RoomProfile("general", RoomKind.CHANNEL, "General", state=state)
    DirectoryUseCases(log, clock).upsert_rooms(rooms=[closed], cause=CAUSE)
    with pytest.raises(error):
        started(calls, CHANNEL)


def test_an_unknown_room_and_one_of_others_answer_alike(log: Ringlog, calls: CallUseCases, clock: TurnedClock) -> None:
    DirectoryUseCases(log, clock).upsert_users(users=[UserProfile("visitor", "Visitor", UserKind.GUEST)], cause=CAUSE)
    for room in (uuid4(), CHANNEL):
        with pytest.raises(UnknownRoom):
            started(calls, room, user_id("visitor"))
    with pytest.raises(UnknownRoom):
        started(calls, DIRECT, ALAN)


def test_a_guest_who_is_a_member_may_start_and_join(log: Ringlog, calls: CallUseCases, clock: TurnedClock) -> None:
    directory = DirectoryUseCases(log, clock)
    directory.upsert_users(users=[UserProfile("visitor", "Visitor", UserKind.GUEST)], cause=CAUSE)
    directory.add_members(room="general", users=["visitor"], cause=CAUSE)
    call_id, _ = started(calls, CHANNEL, user_id("visitor"))
    assert log.find(Call, call_id).host_id == user_id("visitor")


def test_a_deactivated_user_starts_nothing(log: Ringlog, calls: CallUseCases, clock: TurnedClock) -> None:
    DirectoryUseCases(log, clock).remove_users(external_ids=["ada"], cause=CAUSE)
    with pytest.raises(UserIsDeactivated):
        started(calls, CHANNEL)


def test_no_call_starts_while_calls_are_turned_off(log: Ringlog, calls: CallUseCases, clock: TurnedClock) -> None:
    WorkspaceUseCases(log, clock).change_setting(name="calls.enabled", value=False, admin=True, cause=CAUSE)
    with pytest.raises(CallsAreDisabled):
        started(calls, CHANNEL)


def test_joining_answers_ones_own_ring(log: Ringlog, calls: CallUseCases) -> None:
    call_id, _ = started(calls, DIRECT)
    calls.join(call_id=call_id, by=GRACE, device=Device("phone"), cause=CAUSE)
    call = log.find(Call, call_id)
    assert log.find(Ring, call.rings[GRACE]).outcome is RingOutcome.ACCEPTED
    assert call.state is CallState.ONGOING


def test_a_direct_call_whose_ring_ran_out_is_not_joined_however_late_the_timer_is(
    calls: CallUseCases, clock: TurnedClock
) -> None:
    call_id, _ = started(calls, DIRECT)
    clock.turn(31)
    with pytest.raises(CallAlreadyEnded):
        calls.join(call_id=call_id, by=GRACE, device=Device("phone"), cause=CAUSE)


def test_a_conference_is_joined_after_its_ring_ran_out(log: Ringlog, calls: CallUseCases, clock: TurnedClock) -> None:
    call_id, _ = started(calls, GROUP)
    clock.turn(31)
    calls.join(call_id=call_id, by=GRACE, device=Device("phone"), cause=CAUSE)
    call = log.find(Call, call_id)
    assert GRACE in call.participants
    assert log.find(Ring, call.rings[GRACE]).outcome is RingOutcome.EXPIRED


def test_an_ended_call_and_a_strangers_call_are_not_joined(calls: CallUseCases) -> None:
    call_id, _ = started(calls, DIRECT)
    with pytest.raises(UnknownCall):
        calls.join(call_id=call_id, by=ALAN, device=Device("phone"), cause=CAUSE)
    calls.end(call_id=call_id, by=ADA, cause=CAUSE)
    with pytest.raises(CallAlreadyEnded):
        calls.join(call_id=call_id, by=GRACE, device=Device("phone"), cause=CAUSE)


def test_only_the_host_or_an_admin_ends_the_call_for_all(log: Ringlog, calls: CallUseCases) -> None:
    call_id, _ = started(calls, CHANNEL)
    with pytest.raises(NotHost):
        calls.end(call_id=call_id, by=GRACE, cause=CAUSE)
    calls.end(call_id=call_id, by=GRACE, admin=True, cause=CAUSE)
    ended = [fact for fact in log.events.get(call_id) if isinstance(fact, Call.Ended)]
    assert [(fact.reason, fact.ended_by) for fact in ended] == [(EndReason.ENDED_BY_ADMIN, GRACE)]


def test_a_room_is_free_again_once_its_call_has_ended(log: Ringlog, calls: CallUseCases) -> None:
    first, _ = started(calls, CHANNEL)
    calls.end(call_id=first, by=ADA, cause=CAUSE)
    assert log.find(Room, CHANNEL).ongoing_call_id is None
    assert started(calls, CHANNEL)[0] != first


def test_a_session_is_left_by_its_own_user_alone(calls: CallUseCases) -> None:
    call_id, session_id = started(calls, CHANNEL)
    with pytest.raises(UnknownSession):
        calls.leave(call_id=call_id, session_id=session_id, by=GRACE, cause=CAUSE)


def test_a_caller_who_hangs_up_while_ringing_cancels_the_call_and_frees_the_room(
    log: Ringlog, calls: CallUseCases
) -> None:
    call_id, session_id = started(calls, DIRECT)
    calls.leave(call_id=call_id, session_id=session_id, by=ADA, cause=CAUSE)
    assert log.find(Call, call_id).state is CallState.ENDED
    assert log.find(Room, DIRECT).ongoing_call_id is None


def test_a_retry_with_its_idempotency_key_gets_the_first_answer_and_does_nothing(
    log: Ringlog, calls: CallUseCases
) -> None:
    key = RequestKey("k1", "start general")

    def start() -> tuple[UUID, ...]:
        return calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE, key=key).answer

    first = start()
    calls.end(call_id=first[0], by=ADA, cause=CAUSE)
    end = log.end_of_log()
    assert start() == first
    assert log.end_of_log() == end


def test_retries_at_the_same_instant_do_it_once(log: Ringlog, calls: CallUseCases) -> None:
    key = RequestKey("k2", "start general")
    with ThreadPoolExecutor(8) as pool:
        answers = set(
            pool.map(
                lambda n: calls.start(room_id=CHANNEL, by=ADA, device=Device(f"d{n}"), cause=CAUSE, key=key).answer,
                range(8),
            )
        )
    assert len(answers) == 1
    assert len(log.find(Call, answers.pop()[0]).sessions) == 1


def test_an_idempotency_key_stands_for_one_request(calls: CallUseCases) -> None:
    calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE, key=RequestKey("k3", "one"))
    with pytest.raises(IdempotencyKeyReused):
        calls.start(room_id=DIRECT, by=ADA, device=Device("phone"), cause=CAUSE, key=RequestKey("k3", "another"))
