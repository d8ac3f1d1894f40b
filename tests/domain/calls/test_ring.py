import pytest

from domain.calls.ring import Ring, RingOutcome, SuppressionReason
from domain.kernel.errors import RingAnsweredElsewhere, RingIsOver, UnknownRing
from tests.domain.scenario import given
from tests.people import ADA, ALAN, AT, CALL, CAUSE, GRACE, RING, ROOM, after

PHONE, LAPTOP = ALAN, GRACE  # two session ids
OUTCOMES = [outcome for outcome in RingOutcome if outcome is not RingOutcome.SUPPRESSED]


def ringing(suppressed: SuppressionReason | None = None) -> Ring:
    return Ring.start(
        ring_id=RING,
        call_id=CALL,
        room_id=ROOM,
        caller_id=ADA,
        callee_id=GRACE,
        expires_at=after(30),
        suppressed=suppressed,
        at=AT,
        cause=CAUSE,
    )


def over(outcome: RingOutcome) -> Ring:
    ring = ringing()
    match outcome:
        case RingOutcome.ACCEPTED:
            ring.accept(session_id=PHONE, at=after(1), cause=CAUSE)
        case RingOutcome.DECLINED:
            ring.decline(at=after(1), cause=CAUSE)
        case RingOutcome.EXPIRED:
            ring.expire(cause=CAUSE)
        case RingOutcome.CANCELLED:
            ring.cancel(at=after(1), cause=CAUSE)
    assert ring.outcome is outcome
    return ring


def test_a_dismissed_ring_goes_quiet_and_rings_on() -> None:
    given(ringing()).when(Ring.dismiss, at=after(3), cause=CAUSE).then((Ring.Dismissed, {"timestamp": after(3)}))


def test_a_dismissed_ring_can_still_be_accepted() -> None:
    ring = ringing()
    ring.dismiss(at=after(3), cause=CAUSE)
    given(ring).when(Ring.accept, session_id=PHONE, at=after(4), cause=CAUSE).then(
        (Ring.Accepted, {"timestamp": after(4), "session_id": PHONE})
    )


def test_a_ring_is_declined_at_the_time_of_declining() -> None:
    given(ringing()).when(Ring.decline, at=after(2), cause=CAUSE).then((Ring.Declined, {"timestamp": after(2)}))


def test_a_late_timer_still_dates_the_expiry_at_the_deadline() -> None:
    given(ringing()).when(Ring.expire, cause=CAUSE).then((Ring.Expired, {"timestamp": after(30)}))


def test_the_device_that_accepted_may_say_so_again() -> None:
    given(over(RingOutcome.ACCEPTED)).when(Ring.accept, session_id=PHONE, at=after(5), cause=CAUSE).then_nothing()


def test_another_device_is_told_that_the_ring_was_answered_elsewhere() -> None:
    accepted = over(RingOutcome.ACCEPTED)
    given(accepted).when(Ring.accept, session_id=LAPTOP, at=after(5), cause=CAUSE).then_refused(RingAnsweredElsewhere)
    given(accepted).when(Ring.decline, at=after(5), cause=CAUSE).then_refused(RingAnsweredElsewhere)
    given(accepted).when(Ring.dismiss, at=after(5), cause=CAUSE).then_refused(RingAnsweredElsewhere)


@pytest.mark.parametrize("outcome", [o for o in OUTCOMES if o is not RingOutcome.ACCEPTED])
def test_a_ring_that_is_over_cannot_be_accepted(outcome: RingOutcome) -> None:
    given(over(outcome)).when(Ring.accept, session_id=PHONE, at=after(5), cause=CAUSE).then_refused(RingIsOver)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_ring_keeps_its_first_outcome_when_a_timer_or_the_call_comes_late(outcome: RingOutcome) -> None:
    given(over(outcome)).when(Ring.expire, cause=CAUSE).then_nothing()
    given(over(outcome)).when(Ring.cancel, at=after(40), cause=CAUSE).then_nothing()


def test_a_ring_that_ran_out_is_over_even_before_the_timer_says_so() -> None:
    given(ringing()).when(Ring.accept, session_id=PHONE, at=after(30), cause=CAUSE).then_refused(RingIsOver)
    given(ringing()).when(Ring.decline, at=after(31), cause=CAUSE).then_refused(RingIsOver)
    given(ringing()).when(Ring.dismiss, at=after(31), cause=CAUSE).then_refused(RingIsOver)


def test_a_ring_that_ran_out_before_its_call_ended_expired_at_its_deadline() -> None:
    given(ringing()).when(Ring.cancel, at=after(31), cause=CAUSE).then((Ring.Expired, {"timestamp": after(30)}))


def test_a_suppressed_ring_goes_the_way_of_one_that_rings() -> None:
    silent = ringing(SuppressionReason.DO_NOT_DISTURB)
    given(silent).when(Ring.accept, session_id=PHONE, at=after(4), cause=CAUSE).then(
        (Ring.Accepted, {"timestamp": after(4), "session_id": PHONE})
    )
    given(silent).when(Ring.expire, cause=CAUSE).then((Ring.Expired, {"timestamp": after(30)}))
    given(silent).when(Ring.cancel, at=after(4), cause=CAUSE).then((Ring.Cancelled, {"timestamp": after(4)}))


def test_a_callee_who_was_not_rung_has_nothing_to_decline_or_dismiss() -> None:
    silent = ringing(SuppressionReason.DO_NOT_DISTURB)
    given(silent).when(Ring.decline, at=after(4), cause=CAUSE).then_refused(RingIsOver)
    given(silent).when(Ring.dismiss, at=after(4), cause=CAUSE).then_refused(RingIsOver)


def test_declining_and_dismissing_twice_change_nothing_the_second_time() -> None:
    dismissed = ringing()
    dismissed.dismiss(at=AT, cause=CAUSE)
    given(dismissed).when(Ring.dismiss, at=AT, cause=CAUSE).then_nothing()
    given(over(RingOutcome.DECLINED)).when(Ring.decline, at=AT, cause=CAUSE).then_nothing()


def test_a_ring_exists_for_its_callee_alone() -> None:
    given(ringing()).when(Ring.require_callee, user_id=ADA).then_refused(UnknownRing)
    given(ringing()).when(Ring.require_callee, user_id=GRACE).then_nothing()
