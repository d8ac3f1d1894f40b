from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest

from domain.calls.authority import Requester
from domain.calls.call import Call
from domain.calls.calls_of_user import NoCallsOfUser
from domain.calls.joining import Device
from domain.calls.use_cases import CallUseCases
from domain.consequences.consequences import Consequences
from domain.kernel.errors import (
    CallAlreadyEnded,
    CallIsNotRecorded,
    NotHost,
    ProviderCannot,
    RecordingIsDisabled,
    UnknownCall,
    UnknownRecording,
)
from domain.kernel.fact import Fact
from domain.kernel.ids import attachment_id, thread_id
from domain.recordings.call_recorder import CallRecorder
from domain.recordings.recording import CALL_ENDED_EARLY, Recording, RecordingState, StopReason
from domain.recordings.use_cases import RecordingUseCases, latest_recording
from domain.threads.thread import Thread
from domain.workspace.providers import PROVIDERS, Capability, Provider
from domain.workspace.settings import Level
from domain.workspace.use_cases import WorkspaceUseCases
from event_log import LogReader
from event_log.application import Ringlog
from tests.people import ADA, ALAN, CAUSE, CHANNEL, GRACE, after, at
from tests.turned_clock import TurnedClock
from worker.policy_follower import PolicyFollower

HOST, OTHER = Requester(ADA), Requester(GRACE)
SHA256 = "ab" * 32


@pytest.fixture
def recordings(log: Ringlog, clock: TurnedClock) -> RecordingUseCases:
    return RecordingUseCases(log, clock)


@pytest.fixture
def reader(log: Ringlog, database_url: str) -> Iterator[LogReader]:
    made = LogReader(database_url)
    yield made
    made.close()


@pytest.fixture
def call_id(calls: CallUseCases) -> UUID:
    """A call of Ada, its host, and Grace."""
    started = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), title="A/B", cause=CAUSE).answer[0]
    calls.join(call_id=started, by=GRACE, device=Device("phone"), cause=CAUSE)
    return started


def requested(recordings: RecordingUseCases, call_id: UUID, by: Requester = HOST) -> UUID:
    answer = recordings.start(call_id=call_id, by=by, cause=CAUSE).answer
    assert answer[0] == call_id
    return answer[1]


def running(recordings: RecordingUseCases, call_id: UUID) -> UUID:
    recording_id = requested(recordings, call_id)
    recordings.started(recording_id=recording_id, at=after(1), cause=CAUSE)
    return recording_id


def facts(log: Ringlog, recording_id: UUID, kind: type[Fact]) -> list[Fact]:
    return [fact for fact in log.events.get(recording_id) if isinstance(fact, kind)]


def carry_out(log: Ringlog, reader: LogReader, clock: TurnedClock) -> None:
    runner = PolicyFollower(log, reader, Consequences(log, clock), NoCallsOfUser())
    while runner.run_once():
        pass


def test_a_recording_gets_the_workspaces_limit(
    log: Ringlog, recordings: RecordingUseCases, call_id: UUID, clock: TurnedClock
) -> None:
    WorkspaceUseCases(log, clock).change_setting(name="recording.limit", value=15, admin=True, cause=CAUSE)
    recording = log.find(Recording, running(recordings, call_id))
    assert (recording.state, recording.requested_by, recording.stops_by) == (
        RecordingState.STARTED,
        ADA,
        after(1 + 15 * 60),
    )


def test_who_is_in_when_it_starts_and_who_joins_later_is_told(
    log: Ringlog,
    reader: LogReader,
    recordings: RecordingUseCases,
    calls: CallUseCases,
    call_id: UUID,
    clock: TurnedClock,
) -> None:
    recording_id = running(recordings, call_id)
    calls.join(call_id=call_id, by=ALAN, device=Device("phone"), cause=CAUSE)
    carry_out(log, reader, clock)
    told = facts(log, recording_id, Recording.ParticipantsTold)
    assert [set(fact.user_ids) for fact in told if isinstance(fact, Recording.ParticipantsTold)] == [
        {ADA, GRACE},
        {ALAN},
    ]


def test_of_many_who_ask_at_the_same_instant_all_get_one_recording(
    log: Ringlog, recordings: RecordingUseCases, call_id: UUID
) -> None:
    with ThreadPoolExecutor(8) as pool:
        asked = set(pool.map(lambda _: requested(recordings, call_id), range(8)))
    assert len(asked) == 1


def test_asking_again_while_it_runs_records_nothing(log: Ringlog, recordings: RecordingUseCases, call_id: UUID) -> None:
    recording_id = running(recordings, call_id)
    end = log.end_of_log()
    assert requested(recordings, call_id) == recording_id
    assert log.end_of_log() == end


def test_only_the_host_and_admins_record(recordings: RecordingUseCases, call_id: UUID) -> None:
    with pytest.raises(NotHost):
        recordings.start(call_id=call_id, by=OTHER, cause=CAUSE)
    running(recordings, call_id)
    with pytest.raises(NotHost):
        recordings.stop(call_id=call_id, by=OTHER, cause=CAUSE)
    recordings.stop(call_id=call_id, by=Requester(GRACE, admin=True), cause=CAUSE)


def test_a_strangers_call_and_an_ended_one_are_not_recorded(
    recordings: RecordingUseCases, calls: CallUseCases, call_id: UUID
) -> None:
    with pytest.raises(UnknownCall):
        recordings.start(call_id=call_id, by=Requester(uuid4()), cause=CAUSE)
    calls.end(call_id=call_id, by=ADA, cause=CAUSE)
    for ask in (recordings.start, recordings.stop):
        with pytest.raises(CallAlreadyEnded):
            ask(call_id=call_id, by=HOST, cause=CAUSE)


@pytest.mark.parametrize("level", [Level(), Level(room_id=CHANNEL)])
def test_no_recording_starts_while_recording_is_turned_off(
    log: Ringlog, recordings: RecordingUseCases, call_id: UUID, clock: TurnedClock, level: Level
) -> None:
    WorkspaceUseCases(log, clock).change_setting(
        name="recording.enabled", value=False, level=level, admin=True, cause=CAUSE
    )
    with pytest.raises(RecordingIsDisabled):
        recordings.start(call_id=call_id, by=HOST, cause=CAUSE)


def test_a_provider_that_does_not_record_is_not_asked_to(
    recordings: RecordingUseCases, call_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PROVIDERS, "builtin", Provider("builtin", frozenset({Capability.MIC})))
    with pytest.raises(ProviderCannot):
        recordings.start(call_id=call_id, by=HOST, cause=CAUSE)


def test_a_call_that_is_not_recorded_cannot_be_stopped_recording(recordings: RecordingUseCases, call_id: UUID) -> None:
    with pytest.raises(CallIsNotRecorded):
        recordings.stop(call_id=call_id, by=HOST, cause=CAUSE)


def test_a_new_one_starts_right_after_and_the_one_before_is_published_meanwhile(
    log: Ringlog, recordings: RecordingUseCases, call_id: UUID
) -> None:
    first = running(recordings, call_id)
    recordings.stop(call_id=call_id, by=HOST, cause=CAUSE)
    second = running(recordings, call_id)
    recordings.published(recording_id=first, size=10, duration_ms=20, sha256=SHA256, at=after(9), cause=CAUSE)
    assert first != second
    assert log.find(Recording, first).state is RecordingState.PUBLISHED
    latest = latest_recording(log, call_id)
    assert latest is not None
    assert (latest.id, latest.state) == (second, RecordingState.STARTED)


def test_the_file_is_posted_in_the_calls_thread_once(
    log: Ringlog, recordings: RecordingUseCases, call_id: UUID
) -> None:
    recording_id = running(recordings, call_id)
    recordings.stop(call_id=call_id, by=HOST, cause=CAUSE)
    for _ in range(2):
        recordings.published(
            recording_id=recording_id, size=10, duration_ms=20, sha256=SHA256, at=after(9), cause=CAUSE
        )
    (posted,) = facts(log, thread_id(call_id), Thread.FileAttached)
    assert isinstance(posted, Thread.FileAttached)
    assert (posted.file_id, posted.message_id, posted.author_id) == (recording_id, attachment_id(recording_id), ADA)
    assert (posted.size, posted.duration_ms, posted.sha256) == (10, 20, SHA256)
    assert posted.name == "A-B 2026-01-01 12.00.01 UTC.webm"


def test_an_ended_call_stops_its_recording(
    log: Ringlog,
    reader: LogReader,
    recordings: RecordingUseCases,
    calls: CallUseCases,
    call_id: UUID,
    clock: TurnedClock,
) -> None:
    recording_id = running(recordings, call_id)
    clock.turn(7)
    calls.end(call_id=call_id, by=ADA, cause=CAUSE)
    carry_out(log, reader, clock)
    (stopped,) = facts(log, recording_id, Recording.StopRequested)
    assert isinstance(stopped, Recording.StopRequested)
    assert (stopped.reason, stopped.timestamp) == (StopReason.CALL_ENDED, after(7))


def test_one_that_was_asked_for_at_the_instant_at_which_the_call_ended_fails(
    log: Ringlog,
    reader: LogReader,
    recordings: RecordingUseCases,
    calls: CallUseCases,
    call_id: UUID,
    clock: TurnedClock,
) -> None:
    """The request was decided on the call as it was before, and recorded after the end was reacted to."""
    call = log.find(Call, call_id)
    calls.end(call_id=call_id, by=ADA, cause=CAUSE)
    carry_out(log, reader, clock)
    recorder = CallRecorder.open(at(0), call_id=call_id)
    decision = recordings._requested(call, recorder, ADA, 60, at(0))
    log.commit(*decision.changed)
    carry_out(log, reader, clock)
    (failed,) = facts(log, decision.answer[1], Recording.Failed)
    assert isinstance(failed, Recording.Failed)
    assert failed.reason == CALL_ENDED_EARLY


def test_what_a_media_server_says_of_an_unknown_recording_is_refused(recordings: RecordingUseCases) -> None:
    with pytest.raises(UnknownRecording):
        recordings.started(recording_id=uuid4(), at=after(1), cause=CAUSE)
    with pytest.raises(UnknownRecording):
        recordings.failed(recording_id=uuid4(), reason="The disk is full.", at=after(1), cause=CAUSE)
