"""However a recording comes to its end, what was recorded is in the storage and in the call's thread."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.calls.authority import Requester
from domain.calls.call import Call
from domain.calls.calls_of_user import NoCallsOfUser
from domain.consequences.consequences import Consequences
from domain.kernel.clock import system_clock
from domain.kernel.fact import Fact
from domain.kernel.ids import attachment_id, thread_id
from domain.recordings.recording import Recording, StopReason
from domain.threads.thread import Thread
from event_log import LogReader
from projections import Projector
from tests.media.node.conftest import move_call
from tests.media.node.recordings.conftest import Studio
from tests.media.recorder.watching import watch
from tests.people import ADA, CAUSE, GRACE
from worker.due_timers import Deadlines
from worker.policy_follower import PolicyFollower

HOUR = timedelta(hours=1)


class Worker:
    """Carries out policies and deadlines when it is told to, at a time of the test's."""

    def __init__(self, studio: Studio, pool: ConnectionPool[Connection[Any]]) -> None:
        self._consequences = Consequences(studio.log, system_clock)
        self._reader = LogReader(studio.url)
        self._policies = PolicyFollower(studio.log, self._reader, self._consequences, NoCallsOfUser())
        self._projector = Projector(studio.url)
        self._pool = pool

    def react(self) -> None:
        while self._policies.run_once():
            pass

    def act_on_what_is_due(self, within: timedelta) -> None:
        while self._projector.run_once():
            pass
        Deadlines(self._consequences, self._pool, lambda: system_clock() + within).run_once()

    def close(self) -> None:
        self._reader.close()
        self._projector.close()


@pytest.fixture
def worker(studio: Studio, pool: ConnectionPool[Connection[Any]]) -> Iterator[Worker]:
    made = Worker(studio, pool)
    yield made
    made.close()


def the(studio: Studio, stream: UUID, kind: type[Fact]) -> Any:
    """The only fact of this kind."""
    (fact,) = studio.facts(stream, kind)
    return fact


async def test_at_the_limit_it_stops_by_itself_is_published_and_a_new_one_starts_at_once(
    studio: Studio, worker: Worker
) -> None:
    call_id = studio.start_call()
    async with studio.media(), studio.speaker(call_id, 440):
        first = studio.record(call_id)
        started = await studio.told(first, Recording.Started)
        await studio.journalled(first)
        worker.act_on_what_is_due(within=timedelta(minutes=59))
        assert the(studio, first, Recording.Reminded).timestamp == started.stops_by - timedelta(minutes=10)
        assert not studio.facts(first, Recording.StopRequested)
        worker.act_on_what_is_due(within=HOUR)
        stopped = the(studio, first, Recording.StopRequested)
        assert (stopped.reason, stopped.timestamp) == (StopReason.LIMIT, started.stops_by)
        second = studio.record(call_id)
        assert second != first
        await studio.told(first, Recording.Published)
        assert watch(studio.file(first)).tones(0.5, 1.5) == [440]
        await studio.journalled(second)
        studio.stop(call_id)
        await studio.told(second, Recording.Published)
    posted = studio.facts(thread_id(call_id), Thread.FileAttached)
    assert {fact.file_id for fact in posted if isinstance(fact, Thread.FileAttached)} == {first, second}


async def test_the_end_of_the_call_stops_it_and_the_file_is_in_the_thread_after_the_call(
    studio: Studio, worker: Worker
) -> None:
    call_id = studio.start_call()
    async with studio.media(), studio.speaker(call_id, 440):
        recording_id = studio.record(call_id)
        await studio.told(recording_id, Recording.Started)
        await studio.journalled(recording_id)
        studio.calls.end(call_id=call_id, by=ADA, cause=CAUSE)
        worker.react()
        stopped = the(studio, recording_id, Recording.StopRequested)
        ended = the(studio, call_id, Call.Ended)
        assert (stopped.reason, stopped.timestamp) == (StopReason.CALL_ENDED, ended.timestamp)
        await studio.told(recording_id, Recording.Published)
    assert watch(studio.file(recording_id)).tones(0.5, 1.5) == [440]
    assert the(studio, thread_id(call_id), Thread.FileAttached).message_id == attachment_id(recording_id)


async def test_when_the_host_leaves_it_goes_on_and_the_next_host_stops_it(studio: Studio) -> None:
    call_id = studio.start_call()
    async with studio.media(), studio.speaker(call_id, 880, by=GRACE):
        async with studio.speaker(call_id, 440):
            recording_id = studio.record(call_id)
            await studio.told(recording_id, Recording.Started)
            await studio.journalled(recording_id)
            sessions = studio.log.find(Call, call_id).sessions.items()
            for session_id in [id_ for id_, session in sessions if session.user_id == ADA]:
                studio.calls.leave(call_id=call_id, session_id=session_id, by=ADA, cause=CAUSE)
        assert studio.log.find(Call, call_id).host_id == GRACE
        journal = studio.unfinished / f"{recording_id}.journal"
        await studio.journalled(recording_id, journal.stat().st_size + 40_000)
        studio.recordings.stop(call_id=call_id, by=Requester(GRACE), cause=CAUSE)
        published = await studio.told(recording_id, Recording.Published)
    watched = watch(studio.file(recording_id))
    assert watched.tones(0.5, 1.5) == [440, 880]
    end = published.duration_ms / 1000
    assert watched.tones(end - 1.5, end - 0.5) == [880]
    assert the(studio, thread_id(call_id), Thread.FileAttached).author_id == ADA


async def test_when_the_call_moves_to_another_media_server_what_was_recorded_is_posted_and_nobody_thinks_it_goes_on(
    studio: Studio, tmp_path: Path
) -> None:
    call_id = studio.start_call()
    async with studio.media(), studio.speaker(call_id, 440), studio.media(tmp_path / "elsewhere"):
        recording_id = studio.record(call_id)
        await studio.journalled(recording_id)
        await move_call(studio.nodes, call_id)
        stopped = await studio.told(recording_id, Recording.StopRequested)
        assert stopped.interruption == "The call has moved to another media server."
        await studio.told(recording_id, Recording.Published)
        assert watch(studio.file(recording_id)).tones(0.5, 1.0) == [440]


async def test_the_first_one_in_a_recorded_call_does_not_end_the_recording(studio: Studio) -> None:
    call_id = studio.start_call()
    async with studio.media():
        recording_id = studio.record(call_id)
        await studio.told(recording_id, Recording.Started)
        async with studio.speaker(call_id, 440):
            await studio.journalled(recording_id)
        studio.stop(call_id)
        stopped = await studio.told(recording_id, Recording.StopRequested)
        assert stopped.interruption == ""


async def test_a_recording_that_nobody_is_heard_in_notices_when_its_call_moves(studio: Studio, tmp_path: Path) -> None:
    call_id = studio.start_call()
    async with studio.media(), studio.media(tmp_path / "elsewhere"):
        await studio.two_are_up()
        recording_id = studio.record(call_id)
        await studio.told(recording_id, Recording.Started)
        await move_call(studio.nodes, call_id)
        stopped = await studio.told(recording_id, Recording.StopRequested)
        assert stopped.interruption == "The call has moved to another media server."
