"""Calls as they were are what the live views answered then, at every position of the log."""

from contextlib import closing
from datetime import datetime
from typing import Any
from uuid import UUID

from api.backend.read_models import ReadModels
from api.backend.views_then import views_then
from event_log.call_streams import facts_of_call
from projections import Projector
from projections.engine.pool import Pool
from projections.live_calls import CallRow
from projections.past.call_then import every
from projections.past.past import past_at
from projections.past.rows_then import attendances, sessions
from tests.projections.random_history import RandomHistory
from tests.projections.scene import Scene

CALLS = 40


async def answers(views: ReadModels, call_id: UUID, moment: datetime) -> dict[str, Any]:
    """All that hangs on a call, as it is asked for by the id of the call."""
    live, floor, recordings = views.live_calls, views.floor, views.recordings
    made = await recordings.of_calls([call_id])
    return {
        "call": await live.calls([call_id]),
        "sessions": await live.sessions([call_id]),
        "tracks": await live.tracks([call_id]),
        "floor": await floor.sessions([call_id]),
        "hands": await floor.hands([call_id]),
        "reactions": await floor.reactions([call_id], moment),
        "share": await floor.screen_shares([call_id]),
        "rings": await views.rings.of_calls([call_id]),
        "recordings": made,
        "notices": await recordings.notices([recording.id for recording in made[call_id]]),
        "messages": await views.threads.page(call_id, 100),
        "count": await views.threads.counts([call_id]),
        "log": await views.conference_log.logs([call_id]),
        "attendances": await views.conference_log.attendances([call_id]),
    }


async def surroundings(views: ReadModels, call: CallRow) -> dict[str, Any]:
    """The room and the people of a call, what is set, and what is found by an id of its own."""
    ids, directory = [call.id], views.directory
    sessions = (await views.live_calls.sessions(ids))[call.id]
    rings = (await views.rings.of_calls(ids))[call.id]
    messages = await views.threads.page(call.id, 100)
    return {
        "ongoing": await views.live_calls.ongoing([call.room_id]),
        "room": await directory.rooms([call.room_id]),
        "users": await directory.users([call.initiator_id, call.host_id, *(ring.callee_id for ring in rings)]),
        "members": await directory.members(call.room_id, 2),
        "more": await directory.members(call.room_id, 2, ("Alan", UUID(int=0))),
        "count": await directory.member_count(call.room_id),
        "settings": await views.settings.changes(),
        "sessions": await views.live_calls.sessions_by_id([session.id for session in sessions]),
        "rings": await views.rings.rings([ring.id for ring in rings]),
        "messages": await views.threads.messages([message.id for message in messages]),
        "older": await views.threads.page(call.id, 2, before=3),
        "newer": await views.threads.page(call.id, 2, after=1),
    }


def random_calls(scene: Scene, count: int) -> dict[int, UUID]:
    """Lets that many calls happen. By position, the call that is concerned."""
    history = RandomHistory(scene, seed=count)
    while len(history.calls) < count:
        history.go_on(20)
    return {fact.position: call_id for call_id in history.calls for fact in facts_of_call(scene.reader, call_id)}


async def test_at_every_position_a_call_is_what_the_live_views_showed_then(scene: Scene, pool: Pool) -> None:
    concerned = random_calls(scene, CALLS)
    live = ReadModels.of(pool)
    with closing(Projector(scene.database_url, batch=1)) as projector:
        position = 0
        while projector.run_once():
            position += 1
            if call_id := concerned.get(position):
                past = past_at(scene.reader, position)
                assert past is not None
                shown = await answers(live, call_id, past.moment)
                then = views_then(past)
                assert await answers(then, call_id, past.moment) == shown, position
                if position % 5 == 0:
                    call = shown["call"][call_id]
                    assert await surroundings(then, call) == await surroundings(live, call), position


async def test_whom_a_call_names_is_at_hand_with_it(scene: Scene) -> None:
    concerned = random_calls(scene, 3)
    last = max(concerned)
    past = past_at(scene.reader, last)
    assert past is not None
    past.have_at_hand(concerned[last])
    (call,) = past.calls([concerned[last]]).values()
    (row,) = every(call.live_calls.calls)
    people = {row.host_id} | {each.user_id for each in sessions(call)} | {each.user_id for each in attendances(call)}
    assert all(map(past.at_hand, (row.id, row.room_id, *people)))
    assert set(past.users(people)) == people
    assert set(past.rooms([row.room_id])) == {row.room_id}
