from domain.calls.states import CallKind, EndReason
from projections.contextual_bar import ConferenceRow, ContextualBarQueries
from projections.engine.pool import Pool
from tests.people import ADA, AT, CHANNEL, GRACE, GROUP, after
from tests.projections.scene import Scene


async def test_an_entry_tells_how_a_call_went(scene: Scene, pool: Pool) -> None:
    call_id, session_id = scene.start(CHANNEL)
    scene.join(call_id, GRACE)
    scene.leave(call_id, session_id, ADA)
    scene.join(call_id, ADA)
    scene.turn(30)
    scene.end(call_id)
    scene.show()
    assert await ContextualBarQueries(pool).page(CHANNEL, limit=25) == [
        ConferenceRow(
            call_id=call_id,
            room_id=CHANNEL,
            kind=CallKind.CONFERENCE,
            title="General",
            initiator_id=ADA,
            started_at=AT,
            ended_at=after(30),
            end_reason=EndReason.ENDED_BY_HOST,
            attendee_count=2,
        )
    ]


async def test_the_ongoing_call_is_on_top_then_the_newest(scene: Scene, pool: Pool) -> None:
    started = []
    for _ in range(4):
        call_id, _ = scene.start(CHANNEL)
        started.append(call_id)
        scene.end(call_id)
        scene.turn(1)
    scene.turn(-100)
    ongoing, _ = scene.start(CHANNEL)
    scene.start(GROUP)
    scene.show()
    bar = ContextualBarQueries(pool)
    assert [row.call_id for row in await bar.page(CHANNEL, limit=25)] == [ongoing, *started[::-1]]


async def test_pages_follow_each_other_without_gap_or_overlap(scene: Scene, pool: Pool) -> None:
    for number in range(6):
        call_id, _ = scene.start(CHANNEL)
        scene.end(call_id)
        scene.turn(number % 2)
    scene.start(CHANNEL)
    scene.show()
    bar = ContextualBarQueries(pool)
    whole = await bar.page(CHANNEL, limit=25)
    paged = await bar.page(CHANNEL, limit=2)
    while page := await bar.page(
        CHANNEL, limit=2, after=(paged[-1].ended_at is None, paged[-1].started_at, paged[-1].call_id)
    ):
        paged += page
    assert paged == whole
    assert len(whole) == 7
