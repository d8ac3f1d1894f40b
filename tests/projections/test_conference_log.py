from uuid import UUID, uuid4

from domain.calls.authority import Requester
from domain.calls.states import CallKind, EndReason, LeaveReason
from domain.kernel.occasion import Occasion
from projections.conference_log import AttendanceRow, ConferenceLogQueries, ConferenceLogRow, StayRow, attendances
from projections.engine.pool import Pool
from tests.people import ADA, ALAN, AT, CALL, CAUSE, CHANNEL, DIRECT, GRACE, after, at
from tests.projections.scene import Scene


def stay(joined: float, left: float | None, reason: LeaveReason | None = None, user: UUID = ADA) -> StayRow:
    if left is not None and reason is None:
        reason = LeaveReason.LEFT
    return StayRow(uuid4(), CALL, user, after(joined), None if left is None else after(left), reason)


def interval(
    joined: float, left: float, reason: LeaveReason | None = LeaveReason.LEFT, user: UUID = ADA
) -> AttendanceRow:
    return AttendanceRow(CALL, user, after(joined), after(left), reason)


def test_devices_at_the_same_time_are_one_interval() -> None:
    assert attendances([stay(0, 20), stay(10, 30), stay(12, 15)], after(60)) == [interval(0, 30)]


def test_coming_back_makes_another_interval() -> None:
    assert attendances([stay(40, 50), stay(0, 20)], after(60)) == [interval(0, 20), interval(40, 50)]


def test_intervals_of_different_users_are_kept_apart() -> None:
    merged = attendances([stay(0, 20), stay(10, 30, user=GRACE)], after(60))
    assert sorted(merged, key=lambda row: row.joined_at) == [interval(0, 20), interval(10, 30, user=GRACE)]


def test_whoever_is_still_in_leaves_with_the_call() -> None:
    stays = [stay(0, 20), stay(10, None)]
    assert attendances(stays, after(60)) == [interval(0, 60, None)]


def test_an_interval_ends_for_the_reason_of_whatever_ended_last() -> None:
    lost_first = [stay(0, 10, LeaveReason.CONNECTION_LOST), stay(5, 30, LeaveReason.LEFT)]
    assert attendances(lost_first, after(60)) == [interval(0, 30, LeaveReason.LEFT)]


def test_a_stay_dated_before_its_beginning_has_no_length() -> None:
    assert attendances([stay(10, 4, LeaveReason.CONNECTION_LOST)], after(60)) == [
        interval(10, 10, LeaveReason.CONNECTION_LOST)
    ]
    assert attendances([stay(70, None)], after(60)) == [interval(70, 70, None)]


async def test_a_call_has_a_log_once_it_has_ended(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(DIRECT)
    scene.turn(4)
    scene.join(call_id, GRACE)
    scene.show()
    queries = ConferenceLogQueries(pool)
    assert await queries.logs([call_id]) == {}
    assert await queries.attendances([call_id]) == {call_id: []}
    scene.turn(60)
    scene.end(call_id)
    scene.show()
    assert await queries.logs([call_id]) == {
        call_id: ConferenceLogRow(
            call_id=call_id,
            room_id=DIRECT,
            kind=CallKind.DIRECT,
            title="Ada, Grace",
            initiator_id=ADA,
            started_at=AT,
            held_since=after(4),
            answered_at=after(4),
            ended_at=after(64),
            end_reason=EndReason.ENDED_BY_HOST,
            ended_by=ADA,
        )
    }
    assert (await queries.attendances([call_id]))[call_id] == [
        AttendanceRow(call_id, ADA, AT, after(64), None),
        AttendanceRow(call_id, GRACE, after(4), after(64), None),
    ]


async def test_attendances_are_dated_by_what_happened_not_by_when_it_was_noticed(scene: Scene, pool: Pool) -> None:
    call_id, ada = scene.start(CHANNEL)
    grace = scene.join(call_id, GRACE)
    scene.turn(10)
    scene.join(call_id, ALAN)
    scene.timer(lambda consequences: consequences.drop_connection(call_id, grace, at(7)))
    scene.turn(50)
    scene.timer(lambda consequences: consequences.catch_up_call(call_id, Occasion(scene.now, CAUSE)))
    scene.leave(call_id, ada, ADA)
    scene.turn(5)
    scene.end(call_id, by=ALAN)
    scene.show()
    assert set((await ConferenceLogQueries(pool).attendances([call_id]))[call_id]) == {
        AttendanceRow(call_id, ADA, AT, after(60), LeaveReason.LEFT),
        AttendanceRow(call_id, GRACE, AT, after(7), LeaveReason.CONNECTION_LOST),
        AttendanceRow(call_id, ALAN, after(10), after(65), None),
    }


async def test_whoever_was_removed_left_because_of_that(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(CHANNEL)
    scene.join(call_id, GRACE)
    scene.turn(9)
    scene.hosting.remove(call_id=call_id, user_id=GRACE, by=Requester(ADA), cause=CAUSE)
    scene.end(call_id)
    scene.show()
    (_, grace) = sorted(
        (await ConferenceLogQueries(pool).attendances([call_id]))[call_id], key=lambda row: row.user_id == GRACE
    )
    assert grace == AttendanceRow(call_id, GRACE, AT, after(9), LeaveReason.REMOVED, removed_by=ADA)


async def test_a_device_that_was_lost_does_not_shorten_what_another_one_attended(scene: Scene, pool: Pool) -> None:
    call_id, phone = scene.start(CHANNEL)
    scene.turn(5)
    laptop = scene.join(call_id, ADA, "laptop")
    scene.timer(lambda consequences: consequences.drop_connection(call_id, phone, at(3)))
    scene.turn(15)
    scene.leave(call_id, laptop, ADA)
    scene.timer(lambda consequences: consequences.catch_up_call(call_id, at(33)))
    scene.show()
    scene.timer(lambda consequences: consequences.catch_up_call(call_id, at(100)))
    scene.show()
    assert (await ConferenceLogQueries(pool).attendances([call_id]))[call_id] == [
        AttendanceRow(call_id, ADA, AT, after(3), LeaveReason.CONNECTION_LOST),
        AttendanceRow(call_id, ADA, after(5), after(20), LeaveReason.LEFT),
    ]
