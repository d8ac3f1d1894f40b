from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from domain.directory.room import RoomKind
from projections.engine.pool import Pool
from projections.statistics import ActivityRow, CallStatisticsRow, StatisticsQueries
from tests.people import ADA, CHANNEL, DIRECT, GRACE, GROUP
from tests.projections.scene import Scene

NEW_YEAR, SECOND, FEBRUARY = date(2026, 1, 1), date(2026, 1, 2), date(2026, 2, 1)
ALWAYS = (date.min, date.max)


async def activity(pool: Pool) -> dict[RoomKind, tuple[int, int]]:
    return {row.room_kind: (row.calls, row.sessions) for row in await StatisticsQueries(pool).now()}


def hold(scene: Scene, room: UUID, seconds: float, *others: UUID) -> None:
    """A call that Ada starts and ends."""
    call_id, _ = scene.start(room)
    for user in others:
        scene.join(call_id, user)
    scene.turn(seconds)
    scene.end(call_id)


async def test_calls_and_sessions_are_counted_while_they_are_on(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(CHANNEL)
    session_id = scene.join(call_id, GRACE)
    scene.join(call_id, GRACE, "laptop")
    scene.start(GROUP)
    scene.show()
    assert await activity(pool) == {RoomKind.CHANNEL: (1, 3), RoomKind.GROUP_DIRECT: (1, 1)}
    assert await StatisticsQueries(pool).now() == [
        ActivityRow(RoomKind.CHANNEL, 1, 3),
        ActivityRow(RoomKind.GROUP_DIRECT, 1, 1),
    ]
    scene.leave(call_id, session_id, GRACE)
    scene.show()
    assert (await activity(pool))[RoomKind.CHANNEL] == (1, 2)
    scene.end(call_id)
    scene.show()
    assert await activity(pool) == {RoomKind.CHANNEL: (0, 0), RoomKind.GROUP_DIRECT: (1, 1)}


async def test_a_call_counts_for_the_day_it_began_and_on_average_once_it_has_ended(scene: Scene, pool: Pool) -> None:
    scene.now = datetime(2026, 1, 1, 23, 59, 50, tzinfo=UTC)
    call_id, _ = scene.start(CHANNEL)
    scene.join(call_id, GRACE)
    scene.turn(30)
    scene.show()
    statistics = StatisticsQueries(pool)
    assert await statistics.by_day(*ALWAYS) == [CallStatisticsRow(NEW_YEAR, RoomKind.CHANNEL, calls=1)]
    scene.end(call_id)
    hold(scene, CHANNEL, 10)
    scene.show()
    assert await statistics.by_day(*ALWAYS) == [
        CallStatisticsRow(SECOND, RoomKind.CHANNEL, calls=1, held=1, held_ms=10_000, attendees=1),
        CallStatisticsRow(NEW_YEAR, RoomKind.CHANNEL, calls=1, held=1, held_ms=30_000, attendees=2),
    ]
    assert [row.day for row in await statistics.by_day(SECOND, SECOND)] == [SECOND]


async def test_a_month_is_the_sum_of_its_days_by_kind_of_room(scene: Scene, pool: Pool) -> None:
    hold(scene, CHANNEL, 10)
    hold(scene, GROUP, 10, GRACE)
    scene.turn(24 * 3600)
    hold(scene, CHANNEL, 20, GRACE)
    scene.turn(31 * 24 * 3600)
    hold(scene, CHANNEL, 5)
    scene.show()
    rows = await StatisticsQueries(pool).by_month(*ALWAYS)
    assert rows == [
        CallStatisticsRow(FEBRUARY, RoomKind.CHANNEL, calls=1, held=1, held_ms=5_000, attendees=1),
        CallStatisticsRow(NEW_YEAR, RoomKind.CHANNEL, calls=2, held=2, held_ms=30_000, attendees=3),
        CallStatisticsRow(NEW_YEAR, RoomKind.GROUP_DIRECT, calls=1, held=1, held_ms=10_000, attendees=2),
    ]
    assert (rows[1].average_duration, rows[1].average_participants) == (timedelta(seconds=15), 1.5)


async def test_a_call_that_nobody_answered_lowers_no_average(scene: Scene, pool: Pool) -> None:
    call_id, session_id = scene.start(DIRECT)
    scene.turn(20)
    scene.leave(call_id, session_id, ADA)
    scene.show()
    (row,) = await StatisticsQueries(pool).by_day(*ALWAYS)
    assert (row.calls, row.held, row.average_duration, row.average_participants) == (1, 0, None, None)


async def test_a_call_that_rang_is_held_from_answering_on(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(DIRECT)
    scene.turn(20)
    scene.join(call_id, GRACE)
    scene.turn(7)
    scene.end(call_id)
    scene.show()
    (row,) = await StatisticsQueries(pool).by_day(*ALWAYS)
    assert (row.average_duration, row.average_participants) == (timedelta(seconds=7), 2)


async def test_whoever_comes_back_is_one_participant(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(CHANNEL)
    for device in ("phone", "laptop"):
        session_id = scene.join(call_id, GRACE, device)
        scene.leave(call_id, session_id, GRACE)
        scene.show()
    scene.end(call_id)
    scene.show()
    assert [row.attendees for row in await StatisticsQueries(pool).by_day(*ALWAYS)] == [2]
