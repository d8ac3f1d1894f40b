from datetime import timedelta
from uuid import UUID, uuid4

from domain.calls.authority import Requester
from domain.calls.states import CallKind, CallState, EndReason
from domain.kernel.ids import media_session_id
from domain.media_sessions.media_session import MediaCloseReason, MediaState, TrackKind
from projections.conference_log import ConferenceLogQueries
from projections.engine.pool import Pool
from projections.live_calls import CallRow, LiveCallQueries, SessionRow, TrackRow
from projections.room_timeline import RoomTimelineQueries
from tests.domain.media_sessions.asking import ask_for_media
from tests.people import ADA, ALAN, AT, CAUSE, CHANNEL, DIRECT, EDSGER, GRACE, GROUP, after, at
from tests.projections.scene import Scene

ONE, ANOTHER = UUID(int=1), UUID(int=2)  # connections


async def call_row(pool: Pool, call_id: UUID) -> CallRow:
    return (await LiveCallQueries(pool).calls([call_id]))[call_id]


async def session_row(pool: Pool, call_id: UUID) -> SessionRow:
    """Of the only session."""
    (session,) = (await LiveCallQueries(pool).sessions([call_id]))[call_id]
    return session


async def test_a_direct_call_is_calling_until_it_is_answered(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(DIRECT)
    scene.show()
    calling = await call_row(pool, call_id)
    assert calling == CallRow(
        call_id,
        DIRECT,
        CallKind.DIRECT,
        CallState.CALLING,
        "Ada, Grace",
        "builtin",
        ADA,
        ADA,
        AT,
        after(86_400),
        rings_until=after(30),
    )
    scene.turn(3)
    scene.join(call_id, GRACE)
    scene.show()
    answered = await call_row(pool, call_id)
    assert (answered.state, answered.held_since, answered.answered_at) == (CallState.ONGOING, after(3), after(3))


async def test_a_direct_call_that_rings_nobody_is_held_from_its_start_in_all_views(scene: Scene, pool: Pool) -> None:
    scene.workspaces.change_setting(name="ringing.enabled", value=False, admin=True, cause=CAUSE)
    call_id, _ = scene.start(DIRECT)
    scene.join(call_id, GRACE)
    scene.turn(60)
    scene.end(call_id)
    scene.show()
    call = await call_row(pool, call_id)
    message = (await RoomTimelineQueries(pool).messages([call_id]))[call_id]
    log = (await ConferenceLogQueries(pool).logs([call_id]))[call_id]
    assert [(row.held_since, row.answered_at, row.ended_at) for row in (call, message, log)] == [
        (AT, None, after(60))
    ] * 3


async def test_the_call_that_is_on_is_found_by_its_room(scene: Scene, pool: Pool) -> None:
    earlier, _ = scene.start(CHANNEL)
    scene.end(earlier)
    now, _ = scene.start(CHANNEL)
    scene.show()
    ongoing = await LiveCallQueries(pool).ongoing([CHANNEL, GROUP])
    assert {room_id: call.id for room_id, call in ongoing.items()} == {CHANNEL: now}


async def test_sessions_are_shown_by_joining(scene: Scene, pool: Pool) -> None:
    call_id, first = scene.start(CHANNEL)
    sessions = [first]
    for user, device in ((GRACE, "phone"), (ALAN, "laptop"), (ADA, "laptop")):
        scene.turn(1)
        sessions.append(scene.join(call_id, user, device))
    scene.show()
    shown = (await LiveCallQueries(pool).sessions([call_id]))[call_id]
    assert [(row.id, row.user_id, row.device_id, row.joined_at) for row in shown] == [
        (sessions[0], ADA, "phone", AT),
        (sessions[1], GRACE, "phone", after(1)),
        (sessions[2], ALAN, "laptop", after(2)),
        (sessions[3], ADA, "laptop", after(3)),
    ]
    assert [row.id for row in await LiveCallQueries(pool).sessions_of_user(ADA)] == [sessions[0], sessions[3]]


async def test_an_ended_call_keeps_its_row_and_nobody_is_in_it(scene: Scene, pool: Pool) -> None:
    call_id, session_id = scene.start(CHANNEL)
    ask_for_media(scene.media, call_id, session_id, ONE)
    scene.media.published(
        session_id=session_id, connection_id=ONE, track_id=uuid4(), kind=TrackKind.MICROPHONE, at=scene.now, cause=CAUSE
    )
    scene.show()
    scene.turn(60)
    scene.end(call_id)
    scene.show()
    ended = await call_row(pool, call_id)
    assert (ended.state, ended.ended_at, ended.end_reason, ended.ended_by) == (
        CallState.ENDED,
        after(60),
        EndReason.ENDED_BY_HOST,
        ADA,
    )
    assert await LiveCallQueries(pool).sessions([call_id]) == {call_id: []}
    assert await LiveCallQueries(pool).tracks([call_id]) == {call_id: []}
    assert await LiveCallQueries(pool).ongoing([CHANNEL]) == {}


async def test_whoever_leaves_is_gone_and_the_next_one_is_host(scene: Scene, pool: Pool) -> None:
    call_id, session_id = scene.start(CHANNEL)
    scene.turn(1)
    scene.join(call_id, GRACE)
    scene.leave(call_id, session_id, ADA)
    scene.show()
    assert (await session_row(pool, call_id)).user_id == GRACE
    assert (await call_row(pool, call_id)).host_id == GRACE


async def test_a_call_that_was_handed_over_has_another_host(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(CHANNEL)
    scene.join(call_id, GRACE)
    scene.show()
    scene.hosting.hand_over(call_id=call_id, to=GRACE, by=Requester(ADA), cause=CAUSE)
    scene.show()
    assert (await call_row(pool, call_id)).host_id == GRACE


async def test_joining_and_leaving_in_one_batch_leaves_nothing_behind(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(CHANNEL)
    scene.show()
    scene.leave(call_id, scene.join(call_id, GRACE), GRACE)
    scene.leave(call_id, scene.join(call_id, GRACE), GRACE)
    back = scene.join(call_id, GRACE)
    scene.show()
    shown = (await LiveCallQueries(pool).sessions([call_id]))[call_id]
    assert [row.id for row in shown if row.user_id == GRACE] == [back]


async def test_a_dropped_connection_is_reconnecting_until_it_is_back(scene: Scene, pool: Pool) -> None:
    call_id, session_id = scene.start(CHANNEL)
    scene.show()
    scene.timer(lambda consequences: consequences.drop_connection(call_id, session_id, at(4)))
    scene.show()
    assert (await session_row(pool, call_id)).reconnecting_since == after(4)
    scene.timer(lambda consequences: consequences.restore_connection(call_id, session_id, at(9)))
    scene.show()
    assert (await session_row(pool, call_id)).reconnecting_since is None


async def test_a_session_shows_how_far_its_media_is_and_what_it_sends(scene: Scene, pool: Pool) -> None:
    call_id, session_id = scene.start(CHANNEL)
    microphone, screen = sorted([uuid4(), uuid4()])
    queries = LiveCallQueries(pool)
    scene.show()
    assert (await session_row(pool, call_id)).media is None
    ask_for_media(scene.media, call_id, session_id, ONE)
    scene.show()
    assert (await session_row(pool, call_id)).media is MediaState.CONNECTING
    scene.media.connected(
        session_id=session_id, connection_id=ONE, at=scene.now, after=timedelta(seconds=1), cause=CAUSE
    )
    for track_id, kind in ((microphone, TrackKind.MICROPHONE), (screen, TrackKind.SCREEN)):
        scene.media.published(
            session_id=session_id, connection_id=ONE, track_id=track_id, kind=kind, at=scene.now, cause=CAUSE
        )
    scene.show()
    assert (await session_row(pool, call_id)).media is MediaState.CONNECTED
    assert (await queries.tracks([call_id]))[call_id] == [
        TrackRow(microphone, session_id, media_session_id(session_id), call_id, TrackKind.MICROPHONE),
        TrackRow(screen, session_id, media_session_id(session_id), call_id, TrackKind.SCREEN),
    ]
    scene.media.unpublished(session_id=session_id, connection_id=ONE, track_id=screen, at=scene.now, cause=CAUSE)
    scene.show()
    assert [track.id for track in (await queries.tracks([call_id]))[call_id]] == [microphone]
    assert [*await queries.tracks_by_id([microphone, screen])] == [microphone]
    assert [*await queries.sessions_by_id([session_id])] == [session_id]


async def test_closed_media_sends_nothing_and_can_be_restarted(scene: Scene, pool: Pool) -> None:
    call_id, session_id = scene.start(CHANNEL)
    ask_for_media(scene.media, call_id, session_id, ONE)
    scene.media.published(
        session_id=session_id, connection_id=ONE, track_id=uuid4(), kind=TrackKind.MICROPHONE, at=scene.now, cause=CAUSE
    )
    scene.show()
    ask_for_media(scene.media, call_id, session_id, ANOTHER, node_id="another", generation=2)
    scene.show()
    assert (await session_row(pool, call_id)).media is MediaState.CONNECTING
    assert await LiveCallQueries(pool).tracks([call_id]) == {call_id: []}
    scene.media.published(
        session_id=session_id,
        connection_id=ANOTHER,
        track_id=uuid4(),
        kind=TrackKind.MICROPHONE,
        at=scene.now,
        cause=CAUSE,
    )
    scene.show()
    scene.media.closed(
        session_id=session_id, connection_id=ANOTHER, at=scene.now, reason=MediaCloseReason.DROPPED, cause=CAUSE
    )
    scene.show()
    assert (await session_row(pool, call_id)).media is MediaState.CLOSED
    assert await LiveCallQueries(pool).tracks([call_id]) == {call_id: []}


async def test_what_media_reports_after_its_session_left_shows_nowhere(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(CHANNEL)
    session_id = scene.join(call_id, GRACE)
    ask_for_media(scene.media, call_id, session_id, ONE, by=GRACE)
    scene.leave(call_id, session_id, GRACE)
    scene.show()
    scene.media.connected(
        session_id=session_id, connection_id=ONE, at=scene.now, after=timedelta(seconds=1), cause=CAUSE
    )
    scene.media.published(
        session_id=session_id, connection_id=ONE, track_id=uuid4(), kind=TrackKind.MICROPHONE, at=scene.now, cause=CAUSE
    )
    scene.media.closed(session_id=session_id, connection_id=ONE, at=scene.now, reason=MediaCloseReason.BYE, cause=CAUSE)
    scene.show()
    assert (await session_row(pool, call_id)).user_id == ADA
    assert await LiveCallQueries(pool).tracks([call_id]) == {call_id: []}


async def test_what_nobody_knows_is_left_out(scene: Scene, pool: Pool) -> None:
    queries, unknown = LiveCallQueries(pool), uuid4()
    scene.show()
    assert await queries.calls([unknown]) == {}
    assert await queries.sessions([unknown]) == {unknown: []}
    assert await queries.sessions_of_user(EDSGER) == []
