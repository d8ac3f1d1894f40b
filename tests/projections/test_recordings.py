"""Recordings as the views show them, from being asked for to the file's deletion."""

from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from domain.calls.authority import Requester
from domain.kernel.occasion import Occasion
from domain.kernel.personal import Erased
from domain.recordings.recording import Recording, RecordingState, StopReason
from projections import change_keys, connect_views, rebuild
from projections.engine.pool import Pool
from projections.recordings import NoticeRow, RecordingQueries, RecordingRow
from projections.threads import FileRow
from tests.people import ADA, AT, CAUSE, CHANNEL, GRACE
from tests.projections.engine.test_notifications import Told, told
from tests.projections.scene import Scene

__all__ = ["told"]

HOST = Requester(ADA)


@pytest.fixture
def call_id(scene: Scene) -> UUID:
    """Of Ada, its host, and Grace."""
    call_id, _ = scene.start(CHANNEL)
    scene.join(call_id, GRACE)
    return call_id


def requested(scene: Scene, call_id: UUID) -> UUID:
    return scene.recordings.start(call_id=call_id, by=HOST, cause=CAUSE).answer[1]


def started(scene: Scene, call_id: UUID) -> UUID:
    recording_id = requested(scene, call_id)
    scene.recordings.started(recording_id=recording_id, at=scene.now, cause=CAUSE)
    return recording_id


def published(scene: Scene, recording_id: UUID) -> None:
    scene.recordings.published(
        recording_id=recording_id, size=2**33, duration_ms=60_000, sha256="ab" * 32, at=scene.now, cause=CAUSE
    )


async def shown(scene: Scene, pool: Pool, recording_id: UUID) -> RecordingRow:
    scene.show()
    return (await RecordingQueries(pool).recordings([recording_id]))[recording_id]


async def test_a_recording_is_followed_from_being_asked_for_to_the_deletion_of_its_file(
    scene: Scene, pool: Pool, call_id: UUID
) -> None:
    recording_id = requested(scene, call_id)
    asked = await shown(scene, pool, recording_id)
    assert asked == RecordingRow(
        id=recording_id,
        call_id=call_id,
        room_id=CHANNEL,
        number=1,
        state=RecordingState.REQUESTED,
        requested_by=ADA,
        requested_at=AT,
        limit_minutes=60,
        starts_by=AT + timedelta(seconds=60),
    )
    scene.turn(2)
    scene.recordings.started(recording_id=recording_id, at=scene.now, cause=CAUSE)
    began = await shown(scene, pool, recording_id)
    assert (began.state, began.started_at) == (RecordingState.STARTED, AT + timedelta(seconds=2))
    assert began.stops_by == AT + timedelta(minutes=60, seconds=2)
    scene.turn(30)
    scene.recordings.stop(call_id=call_id, by=HOST, cause=CAUSE)
    scene.recordings.delayed(recording_id=recording_id, reason="The disk is full.", at=scene.now, cause=CAUSE)
    stopped = await shown(scene, pool, recording_id)
    assert (stopped.state, stopped.stopped_at) == (RecordingState.STOPPING, AT + timedelta(seconds=32))
    assert (stopped.stop_reason, stopped.stopped_by) == (StopReason.STOPPED, ADA)
    assert (stopped.delayed_because, stopped.file) == ("The disk is full.", None)
    scene.turn(10)
    published(scene, recording_id)
    there = await shown(scene, pool, recording_id)
    assert (there.state, there.published_at) == (RecordingState.PUBLISHED, AT + timedelta(seconds=42))
    name = "General 2026-01-01 12.00.02 UTC.webm"
    assert there.file == FileRow(recording_id, name, "video/webm", 2**33, "ab" * 32, 60_000)
    assert (there.delayed_because, there.file_deleted_at) == (None, None)
    scene.turn(86_400)
    scene.recordings.file_deleted(recording_id=recording_id, retention_days=1, at=scene.now, cause=CAUSE)
    gone = await shown(scene, pool, recording_id)
    assert (gone.state, gone.file, gone.file_deleted_at) == (there.state, there.file, scene.now)


async def test_one_that_was_interrupted_says_by_what(scene: Scene, pool: Pool, call_id: UUID) -> None:
    recording_id = started(scene, call_id)
    scene.recordings.interrupted(recording_id=recording_id, reason="The disk is full.", at=scene.now, cause=CAUSE)
    stopped = await shown(scene, pool, recording_id)
    assert (stopped.state, stopped.stop_reason) == (RecordingState.STOPPING, StopReason.INTERRUPTED)
    assert (stopped.stopped_by, stopped.interruption) == (None, "The disk is full.")


async def test_a_failed_one_says_why(scene: Scene, pool: Pool, call_id: UUID) -> None:
    recording_id = requested(scene, call_id)
    scene.turn(61)
    scene.timer(lambda consequences: consequences.give_up_recording(recording_id, Occasion(scene.now, CAUSE)))
    failed = await shown(scene, pool, recording_id)
    assert (failed.state, failed.failed_at) == (RecordingState.FAILED, failed.starts_by)
    assert failed.failed_because == "No recorder started within 60 seconds: is a media server running?"


async def test_whoever_is_there_or_comes_is_told_once(scene: Scene, pool: Pool, call_id: UUID) -> None:
    recording_id = started(scene, call_id)
    scene.react()
    scene.turn(5)
    scene.join(call_id, GRACE, device="laptop")
    scene.join(call_id, scene.everyone[2])
    scene.show()
    notices = (await RecordingQueries(pool).notices([recording_id]))[recording_id]
    first = [NoticeRow(recording_id, user_id, call_id, AT) for user_id in sorted((ADA, GRACE))]
    assert notices == [*first, NoticeRow(recording_id, scene.everyone[2], call_id, AT + timedelta(seconds=5))]


async def test_whoever_is_host_when_it_is_time_is_reminded(scene: Scene, pool: Pool, call_id: UUID) -> None:
    recording_id = started(scene, call_id)
    scene.hosting.hand_over(call_id=call_id, to=GRACE, by=HOST, cause=CAUSE)
    scene.turn(55 * 60)
    scene.timer(lambda consequences: consequences.remind_of_recording(recording_id, Occasion(scene.now, CAUSE)))
    reminded = await shown(scene, pool, recording_id)
    assert reminded.reminded_at == AT + timedelta(minutes=50)
    *_, fact = scene.log.events.get(recording_id)
    assert isinstance(fact, Recording.Reminded)
    assert fact.host_id == GRACE


async def test_those_of_a_call_are_numbered_in_the_order_of_asking_however_clocks_differ(
    scene: Scene, pool: Pool, call_id: UUID
) -> None:
    first = started(scene, call_id)
    scene.recordings.stop(call_id=call_id, by=HOST, cause=CAUSE)
    scene.show()
    scene.turn(-1)
    second = requested(scene, call_id)
    scene.show()
    found = await RecordingQueries(pool).of_calls([call_id, unknown := uuid4()])
    assert [(row.id, row.number) for row in found[call_id]] == [(first, 1), (second, 2)]
    assert found[unknown] == []


def test_a_change_is_told_to_those_who_watch_the_call_and_a_deletion_to_those_of_the_thread(
    scene: Scene, call_id: UUID, told: Told
) -> None:
    recording_id = started(scene, call_id)
    assert told.keys(scene) == {change_keys.call(call_id)}
    published(scene, recording_id)
    assert told.keys(scene) == {change_keys.call(call_id), change_keys.thread(call_id)}
    scene.recordings.file_deleted(recording_id=recording_id, retention_days=1, at=scene.now, cause=CAUSE)
    assert told.keys(scene) == {change_keys.call(call_id), change_keys.thread(call_id)}


async def test_what_interrupted_a_recording_can_be_erased_and_nothing_is_where_nothing_did(
    scene: Scene, call_id: UUID
) -> None:
    stopped = started(scene, call_id)
    scene.recordings.stop(call_id=call_id, by=HOST, cause=CAUSE)
    published(scene, stopped)
    interrupted = started(scene, call_id)
    scene.recordings.interrupted(recording_id=interrupted, reason="The disk is full.", at=scene.now, cause=CAUSE)
    scene.show()
    with psycopg.connect(scene.database_url, autocommit=True) as connection:
        connection.execute("SELECT vault.destroy(%s)", ([call_id],))
    rebuild(scene.database_url)
    async with connect_views(scene.database_url) as pool:
        found = await RecordingQueries(pool).recordings([stopped, interrupted])
    assert found[stopped].interruption is None
    assert found[interrupted].interruption == Erased()
    file = found[stopped].file
    assert file is not None
    assert (file.name, file.size) == (Erased(), 2**33)
