"""Who is host when the host leaves, comes back, or hands the call over."""

from domain.calls import attendance, host_succession
from domain.calls.call import Call
from domain.calls.states import LeaveReason
from domain.kernel.errors import NotInCall
from tests.domain.calls.made_calls import (
    A2,
    BY_NOBODY,
    SETTINGS,
    A,
    G,
    L,
    held_by_ada_and_grace,
    join,
    leave,
)
from tests.domain.scenario import given
from tests.people import ADA, ALAN, GRACE, after, at


def test_the_earliest_joiner_present_becomes_host_when_the_host_leaves() -> None:
    call = held_by_ada_and_grace()
    join(call, L, ALAN, 2)
    given(call).when(attendance.leave, session_id=A, reason=LeaveReason.LEFT, settings=SETTINGS, on=at(3)).then(
        (
            Call.SessionLeft,
            {"timestamp": after(3), "session_id": A, "user_id": ADA, "reason": LeaveReason.LEFT, **BY_NOBODY},
        ),
        (Call.ParticipantLeft, {"timestamp": after(3), "user_id": ADA, "reason": LeaveReason.LEFT, **BY_NOBODY}),
        (Call.HostChanged, {"timestamp": after(3), "host_id": GRACE}),
    )


def test_the_initiator_is_host_again_on_return() -> None:
    call = held_by_ada_and_grace()
    leave(call, A, 3)
    assert call.host_id == GRACE
    join(call, A2, ADA, 4)
    assert call.host_id == ADA


def test_a_call_handed_over_stays_with_the_new_host() -> None:
    call = held_by_ada_and_grace()
    given(call).when(host_succession.hand_over, to=GRACE, by=ADA, on=at(2)).then(
        (Call.HostHandedOver, {"timestamp": after(2), "host_id": GRACE, "handed_over_by": ADA})
    )
    host_succession.hand_over(call, at(2), to=GRACE, by=ADA)
    leave(call, A, 3)
    join(call, A2, ADA, 4)
    assert call.host_id == GRACE
    given(call).when(host_succession.hand_over, to=GRACE, by=GRACE, on=at(5)).then_nothing()
    given(call).when(host_succession.hand_over, to=ALAN, by=GRACE, on=at(5)).then_refused(NotInCall)


def test_whoever_joins_an_empty_call_within_its_grace_is_host() -> None:
    call = held_by_ada_and_grace()
    leave(call, G, 2)
    leave(call, A, 3)
    join(call, L, ALAN, 4)
    assert call.host_id == ALAN
