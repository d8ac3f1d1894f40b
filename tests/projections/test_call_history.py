from datetime import datetime, timedelta
from uuid import UUID

import pytest

from domain.calls.authority import Requester
from domain.calls.states import CallKind, EndReason
from projections.call_history import CallDirection, CallHistoryQueries, CallOutcome, HistoryFilter, HistoryRow
from projections.engine.pool import Pool
from tests.people import ADA, ALAN, AT, CAUSE, CHANNEL, DIRECT, EDSGER, GRACE, GROUP, after, at
from tests.projections.scene import Scene


async def last_of(pool: Pool, user_id: UUID) -> HistoryRow:
    return (await CallHistoryQueries(pool).page(user_id, limit=1))[0]


async def outcomes(pool: Pool, *user_ids: UUID) -> list[CallOutcome | None]:
    return [(await last_of(pool, user_id)).outcome for user_id in user_ids]


def ring_of(scene: Scene, call_id: UUID, callee: UUID = GRACE) -> UUID:
    scene.show()
    ((ring_id,),) = scene.query("SELECT id FROM rings WHERE call_id = %s AND callee_id = %s", (call_id, callee))
    return UUID(str(ring_id))


def expire(scene: Scene, ring_id: UUID, late: float = 0) -> None:
    scene.turn(30 + late)
    scene.timer(lambda consequences: consequences.expire_ring(ring_id, at()))
    scene.show()


def miss(scene: Scene) -> UUID:
    """A call to Grace that rings until its time is over."""
    call_id, _ = scene.start(DIRECT)
    expire(scene, ring_of(scene, call_id))
    return call_id


async def test_a_call_that_rings_has_no_outcome_yet(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(DIRECT)
    scene.show()
    callees = await last_of(pool, GRACE)
    assert callees == HistoryRow(
        user_id=GRACE,
        call_id=call_id,
        room_id=DIRECT,
        kind=CallKind.DIRECT,
        title="Ada, Grace",
        initiator_id=ADA,
        direction=CallDirection.INCOMING,
        other_id=ADA,
        began_at=AT,
        rang_at=AT,
        answered_at=None,
        ended_at=None,
        end_reason=None,
        outcome=None,
        missed=False,
        seen=False,
    )
    callers = await last_of(pool, ADA)
    assert (callers.direction, callers.other_id, callers.outcome) == (CallDirection.OUTGOING, GRACE, None)
    assert callers.duration is None


async def test_an_answered_call_lasts_from_answering_to_hanging_up_on_both_sides(scene: Scene, pool: Pool) -> None:
    call_id, session_id = scene.start(DIRECT)
    scene.turn(5)
    graces = scene.join(call_id, GRACE)
    scene.show()
    scene.turn(60)
    scene.leave(call_id, session_id, ADA)
    scene.turn(2)
    scene.leave(call_id, graces, GRACE)
    scene.show()
    assert await outcomes(pool, ADA, GRACE) == [CallOutcome.ANSWERED, CallOutcome.ANSWERED]
    callers, callees = await last_of(pool, ADA), await last_of(pool, GRACE)
    assert (callers.answered_at, callers.duration) == (after(5), timedelta(seconds=60))
    assert (callees.answered_at, callees.duration) == (after(5), timedelta(seconds=62))


async def test_an_unanswered_call_is_missed_by_the_callee_and_was_not_answered_for_the_caller(
    scene: Scene, pool: Pool
) -> None:
    call_id, _ = scene.start(DIRECT)
    expire(scene, ring_of(scene, call_id), late=100)
    assert await outcomes(pool, ADA, GRACE) == [CallOutcome.NOT_ANSWERED, CallOutcome.MISSED]
    callees = await last_of(pool, GRACE)
    assert (callees.missed, callees.ended_at, callees.duration) == (True, after(30), None)
    assert (await last_of(pool, ADA)).missed is False


async def test_a_declined_call_is_declined_on_both_sides_and_missed_by_nobody(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(DIRECT)
    scene.rings.decline(ring_id=ring_of(scene, call_id), by=GRACE, cause=CAUSE)
    scene.show()
    assert await outcomes(pool, ADA, GRACE) == [CallOutcome.DECLINED, CallOutcome.DECLINED]
    assert await CallHistoryQueries(pool).missed_count(GRACE) == 0


async def test_a_cancelled_call_is_one_the_callee_missed(scene: Scene, pool: Pool) -> None:
    call_id, session_id = scene.start(DIRECT)
    scene.turn(4)
    scene.leave(call_id, session_id, ADA)
    scene.show()
    assert await outcomes(pool, ADA, GRACE) == [CallOutcome.CANCELLED, CallOutcome.CANCELLED]
    assert [(await last_of(pool, user)).missed for user in (ADA, GRACE)] == [False, True]
    assert [(await last_of(pool, user)).ended_at for user in (ADA, GRACE)] == [after(4), after(4)]


async def test_a_suppressed_call_is_missed_from_the_start_and_the_caller_learns_nothing(
    scene: Scene, pool: Pool
) -> None:
    scene.preferences.change(by=GRACE, do_not_disturb=True, cause=CAUSE)
    call_id, _ = scene.start(DIRECT)
    scene.show()
    assert await outcomes(pool, ADA, GRACE) == [None, CallOutcome.SUPPRESSED]
    assert await CallHistoryQueries(pool).missed_count(GRACE) == 1
    expire(scene, ring_of(scene, call_id))
    assert await outcomes(pool, ADA, GRACE) == [CallOutcome.NOT_ANSWERED, CallOutcome.SUPPRESSED]
    assert (await last_of(pool, GRACE)).ended_at == AT


async def test_a_call_one_joined_after_it_was_suppressed_or_missed_is_not_missed(scene: Scene, pool: Pool) -> None:
    scene.preferences.change(by=ALAN, do_not_disturb=True, cause=CAUSE)
    call_id, _ = scene.start(GROUP)
    expire(scene, ring_of(scene, call_id))
    assert await outcomes(pool, GRACE, ALAN) == [CallOutcome.MISSED, CallOutcome.SUPPRESSED]
    for user in (GRACE, ALAN):
        scene.join(call_id, user)
    scene.show()
    assert await outcomes(pool, GRACE, ALAN) == [CallOutcome.ANSWERED, CallOutcome.ANSWERED]
    assert [await CallHistoryQueries(pool).missed_count(user) for user in (GRACE, ALAN)] == [0, 0]


async def test_a_conference_is_in_the_history_of_who_was_in_it_and_names_its_room(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(CHANNEL)
    scene.turn(10)
    session_id = scene.join(call_id, GRACE)
    scene.show()
    scene.turn(20)
    scene.leave(call_id, session_id, GRACE)
    scene.turn(30)
    scene.end(call_id)
    scene.show()
    history = CallHistoryQueries(pool)
    graces, adas = await last_of(pool, GRACE), await last_of(pool, ADA)
    assert (graces.direction, graces.other_id, graces.room_id, graces.title) == (
        CallDirection.INCOMING,
        None,
        CHANNEL,
        "General",
    )
    assert (graces.began_at, graces.rang_at, graces.duration) == (after(10), None, timedelta(seconds=20))
    assert (graces.end_reason, adas.end_reason) == (EndReason.ENDED_BY_HOST, EndReason.ENDED_BY_HOST)
    assert (adas.direction, adas.outcome, adas.duration) == (
        CallDirection.OUTGOING,
        CallOutcome.ANSWERED,
        timedelta(seconds=60),
    )
    assert await history.page(ALAN, limit=1) == []


async def test_whoever_comes_back_has_one_call_that_goes_on(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(CHANNEL)
    session_id = scene.join(call_id, GRACE)
    scene.turn(5)
    scene.leave(call_id, session_id, GRACE)
    scene.show()
    assert (await last_of(pool, GRACE)).ended_at == after(5)
    scene.join(call_id, GRACE)
    scene.show()
    (row,) = await CallHistoryQueries(pool).page(GRACE, limit=10)
    assert (row.answered_at, row.ended_at, row.outcome) == (AT, None, CallOutcome.ANSWERED)


async def test_whoever_is_rung_by_the_host_has_the_call_in_the_history(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(GROUP)
    expire(scene, ring_of(scene, call_id))
    scene.hosting.ring(call_id=call_id, user_id=GRACE, by=Requester(ADA), cause=CAUSE)
    scene.show()
    again = await last_of(pool, GRACE)
    assert (again.began_at, again.rang_at) == (AT, after(30))
    scene.turn(3)
    scene.end(call_id)
    scene.show()
    assert await outcomes(pool, GRACE) == [CallOutcome.CANCELLED]
    assert (await last_of(pool, GRACE)).ended_at == after(33)


async def test_missed_calls_are_counted_until_they_are_seen(scene: Scene, pool: Pool) -> None:
    history = CallHistoryQueries(pool)
    for _ in range(3):
        miss(scene)
    assert [await history.missed_count(user) for user in (ADA, GRACE)] == [0, 3]
    scene.preferences.see_missed_calls(by=GRACE, cause=CAUSE)
    scene.turn(1)
    missed = miss(scene)
    assert await history.missed_count(GRACE) == 1
    rows = await history.page(GRACE, limit=10)
    assert [(row.call_id == missed, row.seen) for row in rows] == [(True, False)] + 3 * [(False, True)]


async def test_a_call_that_still_rings_when_the_missed_calls_are_seen_is_not_seen(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(DIRECT)
    ring_id = ring_of(scene, call_id)
    scene.turn(10)
    scene.preferences.see_missed_calls(by=GRACE, cause=CAUSE)
    scene.turn(-10)
    expire(scene, ring_id)
    assert await CallHistoryQueries(pool).missed_count(GRACE) == 1
    assert (await last_of(pool, GRACE)).seen is False


async def test_pages_follow_each_other_newest_first_without_gap_or_overlap(scene: Scene, pool: Pool) -> None:
    for number in range(7):
        call_id, _ = scene.start(CHANNEL)
        scene.end(call_id)
        scene.turn(number % 2)
    scene.show()
    history = CallHistoryQueries(pool)
    whole = await history.page(ADA, limit=25)
    paged = await history.page(ADA, limit=2)
    while page := await history.page(ADA, limit=2, after=(paged[-1].began_at, paged[-1].call_id)):
        paged += page
    assert paged == whole
    assert [row.began_at for row in whole] == sorted((row.began_at for row in whole), reverse=True)
    assert len(whole) == 7


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (HistoryFilter(), "channel cancelled missed direct"),
        (HistoryFilter(direction=CallDirection.OUTGOING), "channel"),
        (HistoryFilter(outcome=CallOutcome.MISSED), "missed"),
        (HistoryFilter(missed=True), "cancelled missed"),
        (HistoryFilter(missed=False), "channel direct"),
        (HistoryFilter(room_id=CHANNEL), "channel"),
        (HistoryFilter(other_id=ADA), "cancelled missed direct"),
        (HistoryFilter(other_id=ADA, outcome=CallOutcome.ANSWERED), "direct"),
        (HistoryFilter(other_id=EDSGER), ""),
        (HistoryFilter(since=after(200)), "channel cancelled"),
        (HistoryFilter(until=after(200)), "missed direct"),
        (HistoryFilter(since=after(100), until=after(300)), "cancelled missed"),
    ],
)
async def test_a_history_can_be_narrowed(scene: Scene, pool: Pool, wanted: HistoryFilter, shown: str) -> None:
    calls = dict[UUID, str]()
    direct, _ = scene.start(DIRECT)
    calls[direct] = "direct"
    scene.join(direct, GRACE)
    scene.end(direct)
    scene.turn(100)
    calls[miss(scene)] = "missed"
    move_to(scene, after(200))
    cancelled, session_id = scene.start(DIRECT)
    calls[cancelled] = "cancelled"
    scene.leave(cancelled, session_id, ADA)
    move_to(scene, after(300))
    channel, _ = scene.start(CHANNEL, by=GRACE)
    calls[channel] = "channel"
    scene.show()
    page = await CallHistoryQueries(pool).page(GRACE, limit=10, wanted=wanted)
    assert " ".join(calls[row.call_id] for row in page) == shown


def move_to(scene: Scene, at: datetime) -> None:
    scene.now = at
