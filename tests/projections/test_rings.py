from uuid import UUID

from domain.calls.ring import RingOutcome, SuppressionReason
from projections.engine.pool import Pool
from projections.rings import RingQueries, RingRow
from tests.people import ADA, ALAN, AT, CAUSE, DIRECT, GRACE, GROUP, after, at
from tests.projections.scene import Scene


async def ring_of(pool: Pool, call_id: UUID, callee: UUID = GRACE) -> RingRow:
    rings = (await RingQueries(pool).of_calls([call_id]))[call_id]
    return next(ring for ring in rings if ring.callee_id == callee)


async def test_a_ring_comes_in_at_its_callee_and_nobody_else(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(DIRECT)
    scene.show()
    (ring,) = await RingQueries(pool).incoming(GRACE, AT)
    assert ring == RingRow(ring.id, call_id, DIRECT, ADA, GRACE, AT, after(30))
    assert await RingQueries(pool).incoming(ADA, AT) == []


async def test_rings_come_in_newest_first(scene: Scene, pool: Pool) -> None:
    direct, _ = scene.start(DIRECT)
    scene.turn(2)
    group, _ = scene.start(GROUP, by=ALAN)
    scene.show()
    assert [ring.call_id for ring in await RingQueries(pool).incoming(GRACE, scene.now)] == [group, direct]


async def test_a_ring_is_quiet_once_its_time_is_over_even_before_the_timer_has_said_so(
    scene: Scene, pool: Pool
) -> None:
    scene.start(DIRECT)
    scene.show()
    assert len(await RingQueries(pool).incoming(GRACE, after(29.999))) == 1
    assert await RingQueries(pool).incoming(GRACE, after(30)) == []


async def test_a_dismissed_ring_goes_quiet_and_has_no_outcome(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(DIRECT)
    scene.show()
    ring = await ring_of(pool, call_id)
    scene.rings.dismiss(ring_id=ring.id, by=GRACE, cause=CAUSE)
    scene.show()
    assert await RingQueries(pool).incoming(GRACE, AT) == []
    quiet = await ring_of(pool, call_id)
    assert (quiet.dismissed, quiet.outcome, quiet.ended_at) == (True, None, None)


async def test_an_accepted_ring_stops(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(DIRECT)
    scene.turn(3)
    scene.join(call_id, GRACE)
    scene.show()
    ring = await ring_of(pool, call_id)
    assert (ring.outcome, ring.ended_at) == (RingOutcome.ACCEPTED, after(3))
    assert await RingQueries(pool).incoming(GRACE, after(3)) == []


async def test_declined_expired_and_cancelled_stay_three_different_things(scene: Scene, pool: Pool) -> None:
    declined, _ = scene.start(DIRECT)
    scene.show()
    scene.rings.decline(ring_id=(await ring_of(pool, declined)).id, by=GRACE, cause=CAUSE)
    scene.react()
    expired, _ = scene.start(DIRECT)
    scene.show()
    ring_id = (await ring_of(pool, expired)).id
    scene.turn(100)
    scene.timer(lambda consequences: consequences.expire_ring(ring_id, at()))
    scene.react()
    cancelled, session = scene.start(DIRECT)
    scene.turn(1)
    scene.leave(cancelled, session, ADA)
    scene.show()
    rings = await RingQueries(pool).of_calls([declined, expired, cancelled])
    outcomes = [(ring.outcome, ring.ended_at) for rings_of_call in rings.values() for ring in rings_of_call]
    assert outcomes == [
        (RingOutcome.DECLINED, AT),
        (RingOutcome.EXPIRED, after(30)),
        (RingOutcome.CANCELLED, after(101)),
    ]


async def test_whoever_is_not_to_be_disturbed_is_not_rung_and_the_ring_is_on_the_record(
    scene: Scene, pool: Pool
) -> None:
    scene.preferences.change(by=GRACE, do_not_disturb=True, cause=CAUSE)
    call_id, _ = scene.start(DIRECT)
    scene.show()
    assert await RingQueries(pool).incoming(GRACE, AT) == []
    ring = await ring_of(pool, call_id)
    assert (ring.outcome, ring.ended_at, ring.expires_at) == (None, None, after(30))
    assert ring.suppressed_for is SuppressionReason.DO_NOT_DISTURB


async def test_each_callee_of_a_group_has_a_ring(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(GROUP)
    scene.show()
    rings = (await RingQueries(pool).of_calls([call_id]))[call_id]
    assert {ring.callee_id for ring in rings} == {GRACE, ALAN}
    assert await RingQueries(pool).rings([ring.id for ring in rings]) == {ring.id: ring for ring in rings}
