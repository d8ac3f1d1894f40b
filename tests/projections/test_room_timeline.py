from uuid import UUID, uuid4

from domain.calls.states import CallKind, CallState, EndReason
from projections.engine.pool import Pool
from projections.room_timeline import CallMessageRow, RoomTimelineQueries
from tests.people import ADA, ALAN, AT, CAUSE, CHANNEL, DIRECT, EDSGER, GRACE, GROUP, after, at
from tests.projections.scene import Scene


async def message(pool: Pool, call_id: UUID) -> CallMessageRow:
    return (await RoomTimelineQueries(pool).messages([call_id]))[call_id]


async def test_a_direct_call_shows_whom_it_calls(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(DIRECT)
    scene.show()
    assert await message(pool, call_id) == CallMessageRow(
        call_id=call_id,
        room_id=DIRECT,
        kind=CallKind.DIRECT,
        state=CallState.CALLING,
        end_reason=None,
        title="Ada, Grace",
        initiator_id=ADA,
        callee_id=GRACE,
        started_at=AT,
        held_since=None,
        answered_at=None,
        ended_at=None,
        thumbnail_ids=(ADA,),
        participant_count=1,
    )


async def test_a_conference_shows_the_first_three_by_joining_and_how_many_there_are(scene: Scene, pool: Pool) -> None:
    scene.directory.add_members(room="general", users=["edsger"], cause=CAUSE)
    call_id, session_id = scene.start(CHANNEL, by=ALAN)
    for user in (GRACE, EDSGER, ADA):
        scene.join(call_id, user)
    scene.show()
    shown = await message(pool, call_id)
    assert (shown.thumbnail_ids, shown.participant_count) == ((ALAN, GRACE, EDSGER), 4)
    assert (shown.state, shown.callee_id) == (CallState.ONGOING, None)
    scene.leave(call_id, session_id, ALAN)
    scene.show()
    shown = await message(pool, call_id)
    assert (shown.thumbnail_ids, shown.participant_count) == ((GRACE, EDSGER, ADA), 3)


async def test_several_devices_of_one_user_are_one_participant(scene: Scene, pool: Pool) -> None:
    call_id, phone = scene.start(CHANNEL)
    scene.join(call_id, ADA, "laptop")
    scene.leave(call_id, phone, ADA)
    scene.show()
    shown = await message(pool, call_id)
    assert (shown.thumbnail_ids, shown.participant_count) == ((ADA,), 1)


async def test_an_ended_call_shows_who_attended(scene: Scene, pool: Pool) -> None:
    call_id, session_id = scene.start(CHANNEL)
    scene.join(call_id, GRACE)
    scene.leave(call_id, session_id, ADA)
    scene.join(call_id, ADA)
    scene.turn(90)
    scene.end(call_id)
    scene.show()
    shown = await message(pool, call_id)
    assert (shown.state, shown.end_reason, shown.ended_at) == (CallState.ENDED, EndReason.ENDED_BY_HOST, after(90))
    assert (shown.thumbnail_ids, shown.participant_count) == ((ADA, GRACE), 2)


async def test_declined_not_answered_and_cancelled_are_told_apart(scene: Scene, pool: Pool) -> None:
    ended = []
    for finish in ("decline", "expire", "cancel"):
        call_id, session_id = scene.start(DIRECT)
        scene.show()
        ((ring_id,),) = scene.query("SELECT id FROM rings WHERE call_id = %s", (call_id,))
        if finish == "decline":
            scene.rings.decline(ring_id=ring_id, by=GRACE, cause=CAUSE)
        elif finish == "expire":
            scene.timer(lambda consequences, ring_id=ring_id: consequences.expire_ring(ring_id, at()))  # type: ignore[misc]  # bound early
        else:
            scene.leave(call_id, session_id, ADA)
        scene.show()
        ended.append((await message(pool, call_id)).end_reason)
    assert ended == [EndReason.DECLINED, EndReason.NOT_ANSWERED, EndReason.CANCELLED]


async def test_a_room_is_paged_newest_first_and_shows_no_other_room(scene: Scene, pool: Pool) -> None:
    started = []
    for _ in range(5):
        call_id, _ = scene.start(CHANNEL)
        scene.end(call_id)
        started.append(call_id)
        scene.turn(1)
    scene.start(GROUP)
    scene.show()
    timeline = RoomTimelineQueries(pool)
    paged = await timeline.page(CHANNEL, limit=2)
    while page := await timeline.page(CHANNEL, limit=2, before=(paged[-1].started_at, paged[-1].call_id)):
        paged += page
    assert [shown.call_id for shown in paged] == started[::-1]


async def test_calls_of_the_same_instant_are_paged_without_missing_any(scene: Scene, pool: Pool) -> None:
    started = set()
    for _ in range(5):
        call_id, _ = scene.start(CHANNEL)
        scene.end(call_id)
        started.add(call_id)
    scene.show()
    timeline = RoomTimelineQueries(pool)
    paged = await timeline.page(CHANNEL, limit=1)
    while page := await timeline.page(CHANNEL, limit=1, before=(paged[-1].started_at, paged[-1].call_id)):
        paged += page
    assert (len(paged), {shown.call_id for shown in paged}) == (5, started)


async def test_a_room_without_calls_shows_none(scene: Scene, pool: Pool) -> None:
    scene.show()
    assert await RoomTimelineQueries(pool).page(CHANNEL, limit=10) == []
    assert await RoomTimelineQueries(pool).messages([uuid4()]) == {}
