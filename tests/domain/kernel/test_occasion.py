from domain.calls.ring import Ring
from domain.kernel.occasion import Cause
from tests.people import CALL, CAUSE, DIRECT, GRACE, RING, after, at


def test_something_for_the_same_cause_may_be_dated_otherwise() -> None:
    assert at(30).dated(after(10)) == at(10)


def test_an_occasion_is_moved_only_to_a_later_moment() -> None:
    assert at(30).not_before(after(10)) == at(30)
    assert at(30).not_before(after(40)) == at(40)


def test_what_follows_from_a_fact_does_so_at_once_for_who_caused_it_and_names_it() -> None:
    ring = Ring.start(
        at(3), ring_id=RING, call_id=CALL, room_id=DIRECT, caller_id=GRACE, callee_id=GRACE, expires_at=after(33)
    )
    (fact,) = ring.collect_events()
    assert isinstance(fact, Ring.Started)
    cause = Cause(CAUSE.actor, "policies", CAUSE.correlation_id, f"ringlog.Ring.Started:{RING}:1")
    assert fact.as_cause_of("policies") == (after(3), cause)
