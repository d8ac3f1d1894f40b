import pytest

from domain.calls.ring import Ring, RingOutcome, SuppressionReason
from domain.kernel.errors import InvalidInput, RingAnsweredElsewhere, RingIsOver, UnknownRing
from tests.domain.scenario import given
from tests.people import ADA, CALL, GRACE, LAPTOP, PHONE, RING, ROOM, after, at

OUTCOMES = [outcome for outcome in RingOutcome if outcome is not RingOutcome.SUPPRESSED]


def ringing(suppressed: SuppressionReason | None = None) -> Ring:
    return Ring.start(
        at(),
        ring_id=RING,
        call_id=CALL,
        room_id=ROOM,
        caller_id=ADA,
        callee_id=GRACE,
        expires_at=after(30),
        suppressed=suppressed,
    )


def over(outcome: RingOutcome) -> Ring:
    ring = ringing()
    match outcome:
        case RingOutcome.ACCEPTED:
            ring.accept(at(1), session_id=PHONE)
        case RingOutcome.DECLINED:
            ring.decline(at(1))
        case RingOutcome.EXPIRED:
            ring.expire(at(30))
        case RingOutcome.CANCELLED:
            ring.cancel(at(1))
    assert ring.outcome is outcome
    return ring


def test_a_dismissed_ring_goes_quiet_and_rings_on() -> None:
    given(ringing()).when(Ring.dismiss, on=at(3)).then((Ring.Dismissed, {"timestamp": after(3)}))


def test_a_dismissed_ring_can_still_be_accepted() -> None:
    ring = ringing()
    ring.dismiss(at(3))
    given(ring).when(Ring.accept, session_id=PHONE, on=at(4)).then(
        (Ring.Accepted, {"timestamp": after(4), "session_id": PHONE})
    )


def test_a_ring_is_declined_at_the_time_of_declining() -> None:
    declined = {"timestamp": after(2), "callee_id": GRACE, "device_id": None}
    given(ringing()).when(Ring.decline, on=at(2)).then((Ring.Declined, declined))


def test_a_device_that_declines_says_what_it_is_called() -> None:
    declined = {"timestamp": after(2), "callee_id": GRACE, "device_id": "phone"}
    given(ringing()).when(Ring.decline, on=at(2), device_id="phone").then((Ring.Declined, declined))
    for none in ("", "x" * 129):
        given(ringing()).when(Ring.decline, on=at(2), device_id=none).then_refused(InvalidInput)


def test_a_late_timer_still_dates_the_expiry_at_the_deadline() -> None:
    given(ringing()).when(Ring.expire, on=at()).then((Ring.Expired, {"timestamp": after(30)}))


def test_the_device_that_accepted_may_say_so_again() -> None:
    given(over(RingOutcome.ACCEPTED)).when(Ring.accept, session_id=PHONE, on=at(5)).then_nothing()


def test_another_device_is_told_that_the_ring_was_answered_elsewhere() -> None:
    accepted = over(RingOutcome.ACCEPTED)
    given(accepted).when(Ring.accept, session_id=LAPTOP, on=at(5)).then_refused(RingAnsweredElsewhere)
    given(accepted).when(Ring.decline, on=at(5)).then_refused(RingAnsweredElsewhere)
    given(accepted).when(Ring.dismiss, on=at(5)).then_refused(RingAnsweredElsewhere)


@pytest.mark.parametrize("outcome", [o for o in OUTCOMES if o is not RingOutcome.ACCEPTED])
def test_a_ring_that_is_over_cannot_be_accepted(outcome: RingOutcome) -> None:
    given(over(outcome)).when(Ring.accept, session_id=PHONE, on=at(5)).then_refused(RingIsOver)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_ring_keeps_its_first_outcome_when_a_timer_or_the_call_comes_late(outcome: RingOutcome) -> None:
    given(over(outcome)).when(Ring.expire, on=at()).then_nothing()
    given(over(outcome)).when(Ring.cancel, on=at(40)).then_nothing()


def test_a_ring_that_ran_out_is_over_even_before_the_timer_says_so() -> None:
    given(ringing()).when(Ring.accept, session_id=PHONE, on=at(30)).then_refused(RingIsOver)
    given(ringing()).when(Ring.decline, on=at(31)).then_refused(RingIsOver)
    given(ringing()).when(Ring.dismiss, on=at(31)).then_refused(RingIsOver)


def test_a_ring_that_ran_out_before_its_call_ended_expired_at_its_deadline() -> None:
    given(ringing()).when(Ring.cancel, on=at(31)).then((Ring.Expired, {"timestamp": after(30)}))


def test_a_suppressed_ring_goes_the_way_of_one_that_rings() -> None:
    silent = ringing(SuppressionReason.DO_NOT_DISTURB)
    given(silent).when(Ring.accept, session_id=PHONE, on=at(4)).then(
        (Ring.Accepted, {"timestamp": after(4), "session_id": PHONE})
    )
    given(silent).when(Ring.expire, on=at()).then((Ring.Expired, {"timestamp": after(30)}))
    given(silent).when(Ring.cancel, on=at(4)).then((Ring.Cancelled, {"timestamp": after(4)}))


def test_a_callee_who_was_not_rung_has_nothing_to_decline_or_dismiss() -> None:
    silent = ringing(SuppressionReason.DO_NOT_DISTURB)
    given(silent).when(Ring.decline, on=at(4)).then_refused(RingIsOver)
    given(silent).when(Ring.dismiss, on=at(4)).then_refused(RingIsOver)


def test_declining_and_dismissing_twice_change_nothing_the_second_time() -> None:
    dismissed = ringing()
    dismissed.dismiss(at())
    given(dismissed).when(Ring.dismiss, on=at()).then_nothing()
    given(over(RingOutcome.DECLINED)).when(Ring.decline, on=at()).then_nothing()


def test_a_ring_exists_for_its_callee_alone() -> None:
    given(ringing()).when(Ring.require_callee, user_id=ADA).then_refused(UnknownRing)
    given(ringing()).when(Ring.require_callee, user_id=GRACE).then_nothing()
