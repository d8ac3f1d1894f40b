"""Recordings from the host's request to the file in the thread, by real media processes."""

import asyncio
import hashlib
from pathlib import Path

import pytest

from domain.calls.authority import Requester
from domain.calls.joining import Device
from domain.consequences.consequences import Consequences
from domain.kernel.clock import system_clock
from domain.kernel.ids import thread_id
from domain.kernel.occasion import Occasion
from domain.recordings.recording import FINISH_WITHIN, NOT_FINISHED, STOPPED_EARLY, Recording, StopReason
from domain.threads.thread import Thread
from media.node.recordings import coordinator
from media.node.recordings.coordinator import ENDED
from projections import Projector
from tests.media.node.recordings.conftest import Studio
from tests.media.recorder.watching import watch
from tests.patience import eventually_async
from tests.people import CAUSE, GRACE, GROUP


async def test_a_recording_ends_up_in_the_calls_thread_and_a_new_one_starts_right_after(studio: Studio) -> None:
    call_id = studio.start_call()
    async with studio.media(), studio.speaker(call_id, 440):
        first = studio.record(call_id)
        await studio.told(first, Recording.Started)
        await studio.journalled(first)
        studio.stop(call_id)
        second = studio.record(call_id)
        assert second != first
        published = await studio.told(first, Recording.Published)
        content = studio.file(first).read_bytes()
        assert (published.size, published.sha256) == (len(content), hashlib.sha256(content).hexdigest())
        watched = watch(studio.file(first))
        assert watched.tones(0.5, 1.5) == [440]
        assert abs(watched.duration * 1000 - published.duration_ms) < 50
        posted = [f for f in studio.log.events.get(thread_id(call_id)) if isinstance(f, Thread.FileAttached)]
        assert [(f.file_id, f.size, f.sha256, f.duration_ms) for f in posted] == [
            (first, published.size, published.sha256, published.duration_ms)
        ]
        await studio.journalled(second)
        studio.stop(call_id)
        await studio.told(second, Recording.Published)
        assert watch(studio.file(second)).tones(0.5, 1.5) == [440]
        await eventually_async(lambda: not list(studio.unfinished.iterdir()))


async def test_one_that_is_stopped_before_it_began_leaves_nothing(studio: Studio) -> None:
    call_id = studio.start_call()
    async with studio.media():
        recording_id = studio.record(call_id)
        studio.stop(call_id)
        failed = await studio.told(recording_id, Recording.Failed)
        assert failed.reason == STOPPED_EARLY
        following = studio.record(call_id)
        await studio.journalled(following, 1000)
        assert {path.stem for path in studio.unfinished.iterdir()} == {str(following)}
        assert not studio.file(recording_id).exists()


async def test_what_was_recorded_when_the_media_process_is_killed_is_published_at_the_next_start(
    studio: Studio,
) -> None:
    call_id = studio.start_call()
    async with studio.own_media_process() as process, studio.speaker(call_id, 440):
        recording_id = studio.record(call_id)
        await studio.told(recording_id, Recording.Started)
        await studio.journalled(recording_id)
        process.kill()
        await process.wait()
    async with studio.media():
        published = await studio.told(recording_id, Recording.Published)
        assert watch(studio.file(recording_id)).tones(0.5, 1.5) == [440]
        assert published.size == studio.file(recording_id).stat().st_size
        (stopped,) = studio.facts(recording_id, Recording.StopRequested)
        assert isinstance(stopped, Recording.StopRequested)
        assert (stopped.reason, stopped.interruption) == (StopReason.INTERRUPTED, ENDED)
        await eventually_async(lambda: not list(studio.unfinished.iterdir()))


async def test_a_kill_in_the_middle_of_two_recordings_loses_neither(studio: Studio) -> None:
    here = studio.start_call()
    there = studio.calls.start(room_id=GROUP, by=GRACE, device=Device("phone", microphone=True), cause=CAUSE).answer[0]
    async with (
        studio.own_media_process() as process,
        studio.speaker(here, 440),
        studio.speaker(there, 880, by=GRACE),
    ):
        one = studio.record(here)
        other = studio.recordings.start(call_id=there, by=Requester(GRACE), cause=CAUSE).answer[1]
        await studio.journalled(one)
        await studio.journalled(other)
        process.kill()
        await process.wait()
    async with studio.media():
        for recording_id, tone in ((one, 440), (other, 880)):
            await studio.told(recording_id, Recording.Published)
            assert watch(studio.file(recording_id)).tones(0.5, 1.5) == [tone]
        await eventually_async(lambda: not list(studio.unfinished.iterdir()))


async def test_what_a_media_process_leaves_another_one_that_shares_the_folder_publishes(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coordinator, "LOOK_EVERY", 0.1)  # s
    call_id = studio.start_call()
    async with studio.own_media_process() as process, studio.speaker(call_id, 440):
        recording_id = studio.record(call_id)
        await studio.told(recording_id, Recording.Started)
        async with studio.media():
            await studio.journalled(recording_id)
            assert not studio.facts(recording_id, Recording.StopRequested)
            process.kill()
            await studio.told(recording_id, Recording.Published)
    assert watch(studio.file(recording_id)).tones(0.5, 1.5) == [440]


async def test_what_was_recorded_when_the_media_process_stops_is_published_at_the_next_start(studio: Studio) -> None:
    call_id = studio.start_call()
    async with studio.media(), studio.speaker(call_id, 440):
        recording_id = studio.record(call_id)
        await studio.told(recording_id, Recording.Started)
        await studio.journalled(recording_id)
    async with studio.media():
        await studio.told(recording_id, Recording.Published)
    assert watch(studio.file(recording_id)).tones(0.5, 1.5) == [440]


async def test_where_nothing_can_be_written_the_recording_fails_with_the_reason_and_the_call_goes_on(
    studio: Studio,
) -> None:
    call_id = studio.start_call()
    async with (
        studio.media(Path("/dev/null/data")),
        studio.speaker(call_id, 440) as speaker,
        studio.speaker(call_id, 880),
    ):
        failed = await studio.told(studio.record(call_id), Recording.Failed)
        assert failed.reason == "The recording can't be kept: Not a directory."
        speaker.receive()
        await speaker.negotiate()
        await speaker.hears(880)


async def test_a_journal_that_this_log_does_not_know_is_left_alone(studio: Studio) -> None:
    studio.unfinished.mkdir(parents=True)
    strange = studio.unfinished / "c0ffee00-0000-4000-8000-000000000000.journal"
    strange.write_bytes(b"of somebody else")
    (studio.unfinished / "notes.journal").write_bytes(b"no recording at all")
    async with studio.media():
        call_id = studio.start_call()
        await studio.journalled(studio.record(call_id), 1000)
        await asyncio.sleep(0)
    assert strange.read_bytes() == b"of somebody else"


async def test_one_that_was_asked_for_while_no_media_process_ran_is_made_as_soon_as_one_does(studio: Studio) -> None:
    call_id = studio.start_call()
    recording_id = studio.record(call_id)
    projector = Projector(studio.url)
    async with studio.media(), studio.speaker(call_id, 440):
        while projector.run_once():
            pass
        await studio.told(recording_id, Recording.Started)
        await studio.journalled(recording_id)
        studio.stop(call_id)
        await studio.told(recording_id, Recording.Published)
    projector.close()
    assert watch(studio.file(recording_id)).tones(0.5, 1.5) == [440]


async def test_one_that_was_given_up_stays_failed_and_what_was_recorded_stays_where_it_is(
    studio: Studio, caplog: pytest.LogCaptureFixture
) -> None:
    call_id = studio.start_call()
    async with studio.media(), studio.speaker(call_id, 440):
        recording_id = studio.record(call_id)
        await studio.told(recording_id, Recording.Started)
        await studio.journalled(recording_id)
    studio.stop(call_id)
    consequences = Consequences(studio.log, system_clock)
    late = system_clock() + FINISH_WITHIN
    consequences.record(lambda: consequences.give_up_finishing_recording(recording_id, Occasion(late, CAUSE)))
    failed = await studio.told(recording_id, Recording.Failed)
    assert failed.reason == NOT_FINISHED
    journal = studio.unfinished / f"{recording_id}.journal"
    async with studio.media():
        await eventually_async(lambda: f"what was recorded stays in {journal}" in caplog.text)
    assert journal.exists()
    assert not studio.facts(recording_id, Recording.Published)
    assert not studio.file(recording_id).exists()
