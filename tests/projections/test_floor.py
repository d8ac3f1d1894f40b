from uuid import UUID

import pytest

from domain.calls.authority import Requester
from domain.calls.joining import Device
from domain.floor.floor import Floor
from domain.kernel.errors import DomainError
from domain.kernel.ids import floor_id
from projections.engine.pool import Pool
from projections.floor import FloorQueries, FloorRow, HandRow, ReactionRow, ScreenShareRow
from tests.people import ADA, ALAN, AT, CAUSE, CHANNEL, DIRECT, GRACE, GROUP, after, at
from tests.projections.scene import Scene


async def floor_of(pool: Pool, call_id: UUID) -> dict[UUID, FloorRow]:
    """By session."""
    return {row.session_id: row for row in (await FloorQueries(pool).sessions([call_id]))[call_id]}


async def raised(pool: Pool, call_id: UUID) -> list[UUID]:
    return [hand.user_id for hand in (await FloorQueries(pool).hands([call_id]))[call_id]]


def raise_hand(scene: Scene, call_id: UUID, by: UUID) -> None:
    scene.floors.raise_hand(call_id=call_id, by=by, cause=CAUSE)


def react(scene: Scene, call_id: UUID, by: UUID, emoji: str = "🎉") -> None:
    scene.floors.react(call_id=call_id, by=by, emoji=emoji, cause=CAUSE)


async def test_a_session_is_shown_as_it_came_in_then_as_it_was_changed(scene: Scene, pool: Pool) -> None:
    call_id, phone = scene.start(CHANNEL)
    laptop = scene.calls.join(
        call_id=call_id, by=ADA, device=Device("laptop", microphone=True, camera=True), cause=CAUSE
    ).answer[1]
    scene.show()
    assert await floor_of(pool, call_id) == {
        phone: FloorRow(phone, call_id, ADA, muted=True, camera_on=False),
        laptop: FloorRow(laptop, call_id, ADA, muted=False, camera_on=True),
    }
    scene.floors.set_microphone(call_id=call_id, session_id=phone, by=ADA, on=True, cause=CAUSE)
    scene.floors.set_camera(call_id=call_id, session_id=phone, by=ADA, on=True, cause=CAUSE)
    scene.floors.set_microphone(call_id=call_id, session_id=laptop, by=ADA, on=False, cause=CAUSE)
    scene.floors.set_camera(call_id=call_id, session_id=laptop, by=ADA, on=False, cause=CAUSE)
    scene.show()
    assert await floor_of(pool, call_id) == {
        phone: FloorRow(phone, call_id, ADA, muted=False, camera_on=True),
        laptop: FloorRow(laptop, call_id, ADA, muted=True, camera_on=False, muted_by=ADA),
    }


async def test_whoever_the_host_mutes_is_muted_on_all_devices(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(GROUP)
    devices = [scene.join(call_id, GRACE, device) for device in ("phone", "laptop")]
    scene.show()
    assert [(await floor_of(pool, call_id))[device].muted for device in devices] == [False, False]
    scene.floors.mute(call_id=call_id, user_id=GRACE, by=Requester(ADA), cause=CAUSE)
    scene.show()
    assert [(await floor_of(pool, call_id))[device].muted for device in devices] == [True, True]


async def test_hands_are_shown_in_the_order_of_raising(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(CHANNEL)
    for user in (GRACE, ALAN):
        scene.join(call_id, user)
    raise_hand(scene, call_id, ALAN)
    raise_hand(scene, call_id, GRACE)
    scene.turn(1)
    raise_hand(scene, call_id, ALAN)
    scene.show()
    raise_hand(scene, call_id, ADA)
    scene.show()
    assert await raised(pool, call_id) == [ALAN, GRACE, ADA]
    scene.floors.lower_hand(call_id=call_id, of=ALAN, by=Requester(ADA), cause=CAUSE)
    scene.turn(1)
    raise_hand(scene, call_id, ALAN)
    scene.show()
    hands = (await FloorQueries(pool).hands([call_id]))[call_id]
    assert [hand.user_id for hand in hands] == [GRACE, ADA, ALAN]
    assert hands[-1] == HandRow(call_id, ALAN, after(2), hands[-1].number)


async def test_a_reaction_is_shown_until_its_time_is_over(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(CHANNEL)
    react(scene, call_id, ADA)
    scene.turn(4)
    react(scene, call_id, ADA, "👏")
    scene.show()
    floor = FloorQueries(pool)
    (first, second) = (await floor.reactions([call_id], after(9.9)))[call_id]
    assert first == ReactionRow(call_id, first.number, ADA, "🎉", AT, after(10))
    assert second == ReactionRow(call_id, second.number, ADA, "👏", after(4), after(14))
    assert await floor.reactions([call_id], after(10)) == {call_id: [second]}
    assert await floor.reactions([call_id], after(14)) == {call_id: []}


async def test_reactions_that_are_shown_no_longer_are_not_kept(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(CHANNEL)
    for _ in range(30):
        react(scene, call_id, ADA)
        scene.turn(5)
        scene.show()
    assert len(scene.query("SELECT FROM reactions")) == 2


async def test_a_screen_is_shared_until_it_is_stopped(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(CHANNEL)
    session_id = scene.join(call_id, GRACE)
    scene.turn(3)
    scene.floors.start_sharing(call_id=call_id, session_id=session_id, by=GRACE, cause=CAUSE)
    scene.show()
    floor = FloorQueries(pool)
    assert await floor.screen_shares([call_id]) == {call_id: ScreenShareRow(session_id, call_id, GRACE, after(3))}
    scene.floors.stop_sharing(call_id=call_id, by=Requester(ADA), cause=CAUSE)
    scene.show()
    assert await floor.screen_shares([call_id]) == {}


async def test_what_a_participant_did_is_gone_when_they_leave_and_the_others_goes_on(scene: Scene, pool: Pool) -> None:
    call_id, adas = scene.start(CHANNEL)
    session_id = scene.join(call_id, GRACE)
    for user in (ADA, GRACE):
        raise_hand(scene, call_id, user)
        react(scene, call_id, user)
    scene.floors.start_sharing(call_id=call_id, session_id=session_id, by=GRACE, cause=CAUSE)
    scene.show()
    scene.leave(call_id, session_id, GRACE)
    scene.show()
    floor = FloorQueries(pool)
    assert set(await floor_of(pool, call_id)) == {adas}
    assert await raised(pool, call_id) == [ADA]
    assert [row.user_id for row in (await floor.reactions([call_id], AT))[call_id]] == [ADA]
    assert await floor.screen_shares([call_id]) == {}


async def test_whoever_leaves_with_one_of_two_devices_keeps_the_hand_up(scene: Scene, pool: Pool) -> None:
    call_id, phone = scene.start(CHANNEL)
    scene.join(call_id, ADA, "laptop")
    raise_hand(scene, call_id, ADA)
    scene.show()
    scene.leave(call_id, phone, ADA)
    scene.show()
    assert await raised(pool, call_id) == [ADA]


@pytest.mark.parametrize("at_once", [True, False])
async def test_an_ended_call_has_no_floor(scene: Scene, pool: Pool, at_once: bool) -> None:
    call_id, session_id = scene.start(GROUP)
    raise_hand(scene, call_id, ADA)
    react(scene, call_id, ADA)
    scene.floors.start_sharing(call_id=call_id, session_id=session_id, by=ADA, cause=CAUSE)
    if not at_once:
        scene.show()
    scene.end(call_id)
    scene.show()
    for table in ("floor_sessions", "hands", "reactions", "screen_shares"):
        assert scene.query(f"SELECT FROM {table}") == []


async def test_what_is_recorded_just_after_its_participant_left_counts_for_nothing(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(CHANNEL)
    session_id = scene.join(call_id, GRACE)
    floor = Floor.open(at(), call_id=call_id)
    floor.raise_hand(at(), user_id=GRACE)
    floor.react(at(), user_id=GRACE, emoji="🎉")
    floor.start_sharing(at(), session_id=session_id, user_id=GRACE, present=[session_id])
    floor.mute(at(), session_id=session_id, user_id=GRACE, joined_muted=False, by=ADA)
    scene.leave(call_id, session_id, GRACE)
    scene.show()
    scene.log.commit(floor)
    while scene.projector.run_once():
        pass
    for table in ("hands", "reactions", "screen_shares"):
        assert scene.query(f"SELECT FROM {table}") == []
    assert session_id not in await floor_of(pool, call_id)


async def test_floors_of_several_calls_are_read_at_once_and_unknown_ones_are_empty(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(CHANNEL)
    direct, _ = scene.start(DIRECT, by=GRACE)
    raise_hand(scene, direct, GRACE)
    scene.show()
    unknown = floor_id(call_id)
    floor = FloorQueries(pool)
    hands = await floor.hands([call_id, direct, unknown])
    assert {id_: [hand.user_id for hand in rows] for id_, rows in hands.items()} == {
        call_id: [],
        direct: [GRACE],
        unknown: [],
    }
    sessions = await floor.sessions([call_id, direct, unknown])
    assert {id_: len(rows) for id_, rows in sessions.items()} == {call_id: 1, direct: 1, unknown: 0}


async def test_a_refused_change_shows_nothing(scene: Scene, pool: Pool) -> None:
    call_id, session_id = scene.start(CHANNEL)
    second = scene.join(call_id, GRACE)
    scene.floors.start_sharing(call_id=call_id, session_id=session_id, by=ADA, cause=CAUSE)
    with pytest.raises(DomainError):
        scene.floors.start_sharing(call_id=call_id, session_id=second, by=GRACE, cause=CAUSE)
    scene.show()
    assert [share.user_id for share in (await FloorQueries(pool).screen_shares([call_id])).values()] == [ADA]
