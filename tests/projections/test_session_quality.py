"""How good a call is for each session, and that only a change of it wakes those who watch."""

from typing import Any
from uuid import UUID

from domain.kernel.ids import media_session_id
from domain.media_sessions.media_session import MediaCloseReason
from domain.media_sessions.quality_level import QualityLevel
from projections.change_keys import call
from projections.engine.pool import Pool
from projections.session_quality import SessionQualityQueries, SessionQualityRow
from tests.domain.media_sessions.asking import ask_for_media
from tests.domain.media_sessions.test_quality_level import measured
from tests.people import ADA, AT, CAUSE, CHANNEL
from tests.projections.engine.test_notifications import Told, told
from tests.projections.scene import Scene

__all__ = ["told"]

FIRST, SECOND = UUID(int=1), UUID(int=2)
SLOW = measured(round_trip_us=400_000)


def report(scene: Scene, session_id: UUID, connection_id: UUID = FIRST) -> Any:
    return {"session_id": session_id, "connection_id": connection_id, "at": scene.now, "cause": CAUSE}


def connected(scene: Scene) -> tuple[UUID, UUID]:
    """A call in which Ada's media is up: its id, the session's."""
    call_id, session_id = scene.start(CHANNEL)
    connect(scene, call_id, session_id, FIRST)
    return call_id, session_id


def connect(scene: Scene, call_id: UUID, session_id: UUID, connection_id: UUID) -> None:
    ask_for_media(scene.media, call_id, session_id, connection_id)
    scene.media.connected(**report(scene, session_id, connection_id), after=scene.now - AT)


async def quality(scene: Scene, pool: Pool, session_id: UUID) -> SessionQualityRow | None:
    scene.show()
    id_ = media_session_id(session_id)
    return (await SessionQualityQueries(pool).qualities([id_])).get(id_)


async def test_it_is_what_was_measured_when_the_level_changed(scene: Scene, pool: Pool) -> None:
    call_id, session_id = connected(scene)
    nothing = SessionQualityRow(media_session_id(session_id), call_id)
    assert await quality(scene, pool, session_id) == nothing
    scene.media.sampled(**report(scene, session_id), quality=measured(round_trip_us=20_000))
    scene.media.sampled(**report(scene, session_id), quality=SLOW)
    slow = SessionQualityRow(nothing.media_id, call_id, QualityLevel.FAIR, SLOW, scene.now)
    assert await quality(scene, pool, session_id) == slow
    scene.media.sampled(**report(scene, session_id), quality=measured(round_trip_us=310_000))
    assert await quality(scene, pool, session_id) == slow
    connect(scene, call_id, session_id, SECOND)
    assert await quality(scene, pool, session_id) == nothing
    scene.media.sampled(**report(scene, session_id, SECOND), quality=SLOW)
    assert await quality(scene, pool, session_id) == slow
    scene.media.closed(**report(scene, session_id, SECOND), reason=MediaCloseReason.DROPPED)
    assert await quality(scene, pool, session_id) == nothing


async def test_whoever_left_has_none_even_if_a_sample_comes_late(scene: Scene, pool: Pool) -> None:
    call_id, session_id = connected(scene)
    scene.media.sampled(**report(scene, session_id), quality=SLOW)
    other = scene.join(call_id, scene.everyone[1])
    scene.leave(call_id, session_id, ADA)
    scene.media.sampled(**report(scene, session_id), quality=measured())
    assert await quality(scene, pool, session_id) is None
    assert await quality(scene, pool, other) is not None
    scene.end(call_id, scene.everyone[1])
    assert await quality(scene, pool, other) is None


def test_samples_of_the_same_level_wake_nobody(scene: Scene, told: Told) -> None:
    call_id, session_id = connected(scene)
    scene.media.sampled(**report(scene, session_id), quality=SLOW)
    assert call(call_id) in told.keys(scene)
    for round_trip_us in (350_000, 290_000, 500_000):
        scene.media.sampled(**report(scene, session_id), quality=measured(round_trip_us=round_trip_us))
    assert told.keys(scene) == set()
    scene.media.sampled(**report(scene, session_id), quality=measured())
    assert told.keys(scene) == {call(call_id)}
