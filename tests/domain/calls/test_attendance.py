from typing import Any
from uuid import UUID

from domain.calls import attendance
from domain.calls.call import Call
from domain.calls.overdue_endings import let_time_pass
from domain.calls.states import CallState, EndReason, LeaveReason
from domain.kernel.errors import CallAlreadyEnded, CallIsFull, TooManySessions
from domain.workspace.settings import Settings
from tests.domain.calls.made_calls import (
    A2,
    BY_NOBODY,
    IN,
    SETTINGS,
    A,
    G,
    L,
    answered,
    calling,
    ending,
    held_by_ada_and_grace,
    join,
    leave,
    on_without_ringing,
)
from tests.domain.scenario import given
from tests.people import ADA, ALAN, GRACE, ROOM, after, at


def test_a_direct_call_is_calling_until_the_callee_joins() -> None:
    assert calling().state is CallState.CALLING
    given(calling()).when(
        attendance.join, session_id=G, user_id=GRACE, device_id="phone", **IN, settings=SETTINGS, on=at(5)
    ).then(
        (Call.Answered, {"timestamp": after(5), "user_id": GRACE}),
        (Call.ParticipantJoined, {"timestamp": after(5), "user_id": GRACE}),
        (Call.SessionJoined, {"timestamp": after(5), "session_id": G, "user_id": GRACE, "device_id": "phone", **IN}),
    )


def test_a_second_device_of_a_participant_joins_without_a_second_participant() -> None:
    given(held_by_ada_and_grace()).when(
        attendance.join, session_id=A2, user_id=ADA, device_id="laptop", **IN, settings=SETTINGS, on=at(2)
    ).then((Call.SessionJoined, {"timestamp": after(2), "session_id": A2, "user_id": ADA, "device_id": "laptop", **IN}))


def test_a_device_that_is_in_already_keeps_its_session() -> None:
    call = held_by_ada_and_grace()
    assert join(call, A2, ADA) == A
    given(call).when(
        attendance.join, session_id=A2, user_id=ADA, device_id="phone", **IN, settings=SETTINGS, on=at(2)
    ).then_nothing()


def test_a_call_takes_no_more_participants_than_it_may_have() -> None:
    full = Settings(max_participants=2)
    given(held_by_ada_and_grace()).when(
        attendance.join, session_id=L, user_id=ALAN, device_id="phone", **IN, settings=full, on=at(2)
    ).then_refused(CallIsFull)


def test_a_participant_with_another_device_is_let_into_a_full_call() -> None:
    full = Settings(max_participants=2)
    given(held_by_ada_and_grace()).when(
        attendance.join, session_id=A2, user_id=ADA, device_id="laptop", **IN, settings=full, on=at(2)
    ).then((Call.SessionJoined, {"timestamp": after(2), "session_id": A2, "user_id": ADA, "device_id": "laptop", **IN}))


def test_a_participant_has_ten_devices_at_most() -> None:
    def joined(number: int, user_id: UUID = ADA) -> dict[str, Any]:
        session = {"session_id": UUID(int=1000 + number), "user_id": user_id, "device_id": f"device {number}"}
        return {**session, **IN, "settings": SETTINGS, "on": at(2)}

    call = held_by_ada_and_grace()
    for number in range(9):
        attendance.join(call, **joined(number))
    given(call).when(attendance.join, **joined(9)).then_refused(TooManySessions)
    assert attendance.join(call, **joined(8)) == UUID(int=1008)
    assert attendance.join(call, **joined(10, user_id=ALAN)) == UUID(int=1010)


def test_an_ended_call_cannot_be_joined() -> None:
    call = held_by_ada_and_grace()
    call.end(at(3), reason=EndReason.ENDED_BY_HOST, ended_by=ADA)
    given(call).when(
        attendance.join, session_id=L, user_id=ALAN, device_id="phone", **IN, settings=SETTINGS, on=at(4)
    ).then_refused(CallAlreadyEnded)


def test_a_caller_who_hangs_up_first_cancels_the_call_at_once() -> None:
    given(calling()).when(attendance.leave, session_id=A, reason=LeaveReason.LEFT, settings=SETTINGS, on=at(4)).then(
        (
            Call.SessionLeft,
            {"timestamp": after(4), "session_id": A, "user_id": ADA, "reason": LeaveReason.LEFT, **BY_NOBODY},
        ),
        (Call.ParticipantLeft, {"timestamp": after(4), "user_id": ADA, "reason": LeaveReason.LEFT, **BY_NOBODY}),
        (
            Call.Ended,
            {"timestamp": after(4), "room_id": ROOM, "reason": EndReason.CANCELLED, "ended_by": ADA},
        ),
    )


def test_a_direct_call_that_one_side_left_ends_after_a_grace() -> None:
    given(answered()).when(attendance.leave, session_id=G, reason=LeaveReason.LEFT, settings=SETTINGS, on=at(60)).then(
        (
            Call.SessionLeft,
            {"timestamp": after(60), "session_id": G, "user_id": GRACE, "reason": LeaveReason.LEFT, **BY_NOBODY},
        ),
        (Call.ParticipantLeft, {"timestamp": after(60), "user_id": GRACE, "reason": LeaveReason.LEFT, **BY_NOBODY}),
        (Call.EndingScheduled, {"timestamp": after(60), "ends_at": after(65), "reason": EndReason.HUNG_UP}),
    )


def test_a_direct_call_that_rings_nobody_waits_for_the_other_while_its_starter_does() -> None:
    call = on_without_ringing()
    assert not ending(call)
    leave(call, A, 60)
    assert (call.ending_at, call.ending_for) == (after(65), EndReason.HUNG_UP)


def test_a_direct_call_that_rang_nobody_ends_when_either_side_has_left_once_both_were_in() -> None:
    call = on_without_ringing()
    join(call, G, GRACE, 600)
    assert not ending(call)
    leave(call, G, 700)
    assert (call.ending_at, call.ending_for) == (after(705), EndReason.HUNG_UP)


def test_who_waits_alone_in_a_direct_call_that_rings_nobody_waits_as_long_as_that_is_set() -> None:
    call = on_without_ringing()
    patient = Settings(alone_timeout=120)
    attendance.join(call, at(5), session_id=A2, user_id=ADA, device_id="laptop", **IN, settings=patient)
    assert (call.ending_at, call.ending_for) == (after(125), EndReason.ALONE)


def test_whoever_comes_back_within_the_grace_keeps_the_call() -> None:
    call = answered()
    leave(call, G, 60)
    given(call).when(
        attendance.join, session_id=L, user_id=GRACE, device_id="phone", **IN, settings=SETTINGS, on=at(63)
    ).then(
        (Call.ParticipantJoined, {"timestamp": after(63), "user_id": GRACE}),
        (Call.SessionJoined, {"timestamp": after(63), "session_id": L, "user_id": GRACE, "device_id": "phone", **IN}),
        (Call.EndingCalledOff, {"timestamp": after(63)}),
    )


def test_a_conference_goes_on_while_one_is_in_and_ends_ten_seconds_after_the_last() -> None:
    call = held_by_ada_and_grace()
    leave(call, A, 60)
    assert call.ending_at is None
    leave(call, G, 70)
    assert call.ending_at == after(80)


def test_a_removed_participant_leaves_with_all_devices_and_it_is_on_record_by_whom() -> None:
    call = held_by_ada_and_grace()
    join(call, L, GRACE, 2, device="laptop")
    removed: dict[str, Any] = {
        "timestamp": after(3),
        "user_id": GRACE,
        "reason": LeaveReason.REMOVED,
        "removed_by": ADA,
    }
    given(call).when(
        attendance.remove_user, user_id=GRACE, reason=LeaveReason.REMOVED, removed_by=ADA, settings=SETTINGS, on=at(3)
    ).then(
        (Call.SessionLeft, {**removed, "session_id": G}),
        (Call.SessionLeft, {**removed, "session_id": L}),
        (Call.ParticipantLeft, removed),
    )


def test_one_who_is_alone_for_too_long_ends_the_call_where_that_is_set() -> None:
    patient = Settings(alone_timeout=120)
    call = held_by_ada_and_grace()
    given(call).when(attendance.leave, session_id=G, reason=LeaveReason.LEFT, settings=patient, on=at(60)).then(
        (
            Call.SessionLeft,
            {"timestamp": after(60), "session_id": G, "user_id": GRACE, "reason": LeaveReason.LEFT, **BY_NOBODY},
        ),
        (Call.ParticipantLeft, {"timestamp": after(60), "user_id": GRACE, "reason": LeaveReason.LEFT, **BY_NOBODY}),
        (Call.EndingScheduled, {"timestamp": after(60), "ends_at": after(180), "reason": EndReason.ALONE}),
    )
    attendance.leave(call, at(60), session_id=G, reason=LeaveReason.LEFT, settings=patient)
    given(call).when(let_time_pass, settings=SETTINGS, on=at(200)).then(
        (Call.Ended, {"timestamp": after(180), "room_id": ROOM, "reason": EndReason.ALONE, "ended_by": None})
    )


def test_the_last_one_who_leaves_shortens_the_wait_of_one_who_was_alone() -> None:
    patient = Settings(alone_timeout=120)
    call = held_by_ada_and_grace()
    attendance.leave(call, at(60), session_id=G, reason=LeaveReason.LEFT, settings=patient)
    attendance.leave(call, at(70), session_id=A, reason=LeaveReason.LEFT, settings=patient)
    assert (call.ending_at, call.ending_for) == (after(80), EndReason.HUNG_UP)


def test_a_participant_with_a_device_left_is_still_in() -> None:
    call = held_by_ada_and_grace()
    join(call, A2, ADA, 2, device="laptop")
    given(call).when(attendance.leave, session_id=A, reason=LeaveReason.LEFT, settings=SETTINGS, on=at(3)).then(
        (
            Call.SessionLeft,
            {"timestamp": after(3), "session_id": A, "user_id": ADA, "reason": LeaveReason.LEFT, **BY_NOBODY},
        )
    )


def test_leaving_twice_changes_nothing_the_second_time() -> None:
    call = held_by_ada_and_grace()
    leave(call, A, 3)
    given(call).when(
        attendance.leave, session_id=A, reason=LeaveReason.LEFT, settings=SETTINGS, on=at(4)
    ).then_nothing()


def test_a_dropped_connection_keeps_its_place_for_thirty_seconds_from_its_last_sign_of_life() -> None:
    given(held_by_ada_and_grace()).when(attendance.drop_connection, session_id=G, settings=SETTINGS, on=at(20)).then(
        (
            Call.ConnectionDropped,
            {"timestamp": after(20), "session_id": G, "user_id": GRACE, "keeps_place_until": after(50)},
        )
    )


def test_a_connection_that_comes_back_is_restored_once() -> None:
    call = held_by_ada_and_grace()
    attendance.drop_connection(call, at(20), session_id=G, settings=SETTINGS)
    given(call).when(attendance.restore_connection, session_id=G, on=at(30)).then(
        (Call.ConnectionRestored, {"timestamp": after(30), "session_id": G, "user_id": GRACE})
    )
    attendance.restore_connection(call, at(30), session_id=G)
    given(call).when(attendance.restore_connection, session_id=G, on=at(31)).then_nothing()
    given(call).when(attendance.give_up_connection, session_id=G, settings=SETTINGS, on=at(50)).then_nothing()


def test_a_lost_connection_left_at_its_last_sign_of_life() -> None:
    call = held_by_ada_and_grace()
    attendance.drop_connection(call, at(20), session_id=G, settings=SETTINGS)
    lost = LeaveReason.CONNECTION_LOST
    given(call).when(attendance.give_up_connection, session_id=G, settings=SETTINGS, on=at(50)).then(
        (Call.SessionLeft, {"timestamp": after(20), "session_id": G, "user_id": GRACE, "reason": lost, **BY_NOBODY}),
        (Call.ParticipantLeft, {"timestamp": after(20), "user_id": GRACE, "reason": lost, **BY_NOBODY}),
    )
