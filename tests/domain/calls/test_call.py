from domain.calls.call import Call
from domain.calls.overdue_endings import let_time_pass
from domain.calls.states import EndReason
from domain.kernel.errors import NotHost, UnknownSession
from tests.domain.calls.made_calls import SETTINGS, A, G, answered, calling, held_by_ada_and_grace, leave
from tests.domain.scenario import given
from tests.people import ADA, GRACE, ROOM, after, at


def test_a_deserted_call_ends_at_the_end_of_its_grace_however_late_the_timer_comes() -> None:
    call = answered()
    leave(call, G, 60)
    given(call).when(let_time_pass, settings=SETTINGS, on=at(64.9)).then_nothing()
    given(call).when(let_time_pass, settings=SETTINGS, on=at(1000)).then(
        (Call.Ended, {"timestamp": after(65), "room_id": ROOM, "reason": EndReason.HUNG_UP, "ended_by": None})
    )


def test_no_call_goes_on_for_longer_than_it_may() -> None:
    day = 24 * 60 * 60
    given(held_by_ada_and_grace()).when(let_time_pass, settings=SETTINGS, on=at(day - 1)).then_nothing()
    given(held_by_ada_and_grace()).when(let_time_pass, settings=SETTINGS, on=at(day + 5)).then(
        (Call.Ended, {"timestamp": after(day), "room_id": ROOM, "reason": EndReason.TIMED_OUT, "ended_by": None})
    )


def test_ending_twice_keeps_the_first_reason() -> None:
    call = held_by_ada_and_grace()
    call.end(at(3), reason=EndReason.ENDED_BY_HOST, ended_by=ADA)
    given(call).when(Call.end, reason=EndReason.TIMED_OUT, ended_by=None, on=at(4)).then_nothing()


def test_a_call_that_was_answered_does_not_end_with_its_ring() -> None:
    given(answered()).when(Call.end_unanswered, reason=EndReason.NOT_ANSWERED, ended_by=None, on=at(30)).then_nothing()
    given(calling()).when(Call.end_unanswered, reason=EndReason.NOT_ANSWERED, ended_by=None, on=at(30)).then(
        (Call.Ended, {"timestamp": after(30), "room_id": ROOM, "reason": EndReason.NOT_ANSWERED, "ended_by": None})
    )


def test_a_session_is_known_to_its_own_user_alone() -> None:
    given(held_by_ada_and_grace()).when(Call.require_session, session_id=A, user_id=GRACE).then_refused(UnknownSession)
    given(held_by_ada_and_grace()).when(Call.require_session, session_id=A, user_id=ADA).then_nothing()


def test_only_the_host_passes_for_the_host() -> None:
    given(held_by_ada_and_grace()).when(Call.require_host, user_id=GRACE).then_refused(NotHost)
