from typing import Any

import pytest

from domain.recordings.recording import (
    CALL_ENDED_EARLY,
    NOT_FINISHED,
    NOT_STARTED,
    STOPPED_EARLY,
    Recording,
    StopReason,
)
from tests.domain.scenario import given
from tests.people import ADA, ALAN, CALL, GRACE, RING, ROOM, after, at

RECORDING = RING  # any id
MINUTE = 60
DAY = 24 * 60 * MINUTE
FILE: dict[str, Any] = {
    "name": "General.webm",
    "media_type": "video/webm",
    "size": 1000,
    "duration_ms": 60_000,
    "sha256": "ab" * 32,
}


def requested() -> Recording:
    return Recording.request(at(), recording_id=RECORDING, call_id=CALL, room_id=ROOM, by=ADA, limit_minutes=60)


def started() -> Recording:
    recording = requested()
    recording.start(at(2))
    return recording


def stopping() -> Recording:
    recording = started()
    recording.stop(at(9), reason=StopReason.STOPPED, stopped_by=ADA)
    return recording


def published() -> Recording:
    recording = stopping()
    recording.publish(at(12), **FILE)
    return recording


def failed() -> Recording:
    recording = started()
    recording.fail(at(3), reason="The disk is full.")
    return recording


def test_the_limit_counts_from_the_start_and_the_reminder_comes_ten_minutes_before() -> None:
    given(requested()).when(Recording.start, on=at(2)).then(
        (
            Recording.Started,
            {
                "timestamp": after(2),
                "call_id": CALL,
                "remind_at": after(2 + 50 * MINUTE),
                "stops_by": after(2 + 60 * MINUTE),
            },
        )
    )


@pytest.mark.parametrize("recording", [started(), stopping(), published(), failed()])
def test_it_starts_once(recording: Recording) -> None:
    given(recording).when(Recording.start, on=at(5)).then_nothing()


def test_a_recorder_that_does_not_start_in_a_minute_has_failed_dated_at_the_deadline() -> None:
    given(requested()).when(Recording.give_up_starting, on=at(59)).then_nothing()
    given(requested()).when(Recording.give_up_starting, on=at(500)).then(
        (Recording.Failed, {"timestamp": after(60), "call_id": CALL, "reason": NOT_STARTED})
    )
    given(started()).when(Recording.give_up_starting, on=at(500)).then_nothing()


def test_each_participant_is_told_once() -> None:
    recording = started()
    told = {"timestamp": after(3), "call_id": CALL}
    given(recording).when(Recording.tell, user_ids=[GRACE, ADA], on=at(3)).then(
        (Recording.ParticipantsTold, {**told, "user_ids": tuple(sorted((ADA, GRACE)))})
    )
    recording.tell(at(3), user_ids=[ADA, GRACE])
    given(recording).when(Recording.tell, user_ids=[GRACE, ALAN], on=at(3)).then(
        (Recording.ParticipantsTold, {**told, "user_ids": (ALAN,)})
    )
    given(recording).when(Recording.tell, user_ids=[GRACE], on=at(3)).then_nothing()


@pytest.mark.parametrize("recording", [requested(), stopping(), published()])
def test_nobody_is_told_of_a_recording_that_is_not_running(recording: Recording) -> None:
    given(recording).when(Recording.tell, user_ids=[GRACE], on=at()).then_nothing()


def test_the_host_is_reminded_once_dated_at_the_time_for_it() -> None:
    due = after(2 + 50 * MINUTE)
    given(started()).when(Recording.remind, host_id=ADA, on=at(60)).then_nothing()
    reminded = started()
    given(reminded).when(Recording.remind, host_id=ADA, on=at(55 * MINUTE)).then(
        (
            Recording.Reminded,
            {"timestamp": due, "call_id": CALL, "host_id": ADA, "stops_by": after(2 + 60 * MINUTE)},
        )
    )
    reminded.remind(at(2 + 50 * MINUTE), host_id=ADA)
    given(reminded).when(Recording.remind, host_id=ADA, on=at(55 * MINUTE)).then_nothing()
    given(stopping()).when(Recording.remind, host_id=ADA, on=at(55 * MINUTE)).then_nothing()


def test_it_stops_by_itself_at_the_limit_however_late_the_timer_is() -> None:
    given(started()).when(Recording.stop_overdue, on=at(60 * MINUTE)).then_nothing()
    given(started()).when(Recording.stop_overdue, on=at(70 * MINUTE)).then(
        (
            Recording.StopRequested,
            {
                "timestamp": after(2 + 60 * MINUTE),
                "call_id": CALL,
                "reason": StopReason.LIMIT,
                "stopped_by": None,
                "finish_by": after(2 + 60 * MINUTE + 3 * DAY),
                "interruption": "",
            },
        )
    )
    given(stopping()).when(Recording.stop_overdue, on=at(70 * MINUTE)).then_nothing()


@pytest.mark.parametrize("recording", [stopping(), published(), failed()])
def test_it_stops_once(recording: Recording) -> None:
    given(recording).when(Recording.stop, reason=StopReason.STOPPED, stopped_by=GRACE, on=at(20)).then_nothing()


@pytest.mark.parametrize(
    ("reason", "sentence"), [(StopReason.STOPPED, STOPPED_EARLY), (StopReason.CALL_ENDED, CALL_ENDED_EARLY)]
)
def test_one_that_is_stopped_before_it_began_has_failed(reason: StopReason, sentence: str) -> None:
    given(requested()).when(Recording.stop, reason=reason, stopped_by=None, on=at(1)).then(
        (Recording.Failed, {"timestamp": after(1), "call_id": CALL, "reason": sentence})
    )


@pytest.mark.parametrize("recording", [started(), stopping()])
def test_what_was_recorded_is_published_also_after_a_crash_that_nobody_stopped_it_before(recording: Recording) -> None:
    given(recording).when(Recording.publish, **FILE, on=at(12)).then(
        (Recording.Published, {"timestamp": after(12), "call_id": CALL, "file_id": RECORDING, **FILE})
    )


@pytest.mark.parametrize("recording", [requested(), published(), failed()])
def test_it_is_published_once_and_only_if_it_ran(recording: Recording) -> None:
    given(recording).when(Recording.publish, **FILE, on=at(12)).then_nothing()


@pytest.mark.parametrize("recording", [published(), failed()])
def test_what_is_over_does_not_fail(recording: Recording) -> None:
    given(recording).when(Recording.fail, reason="The disk is full.", on=at(20)).then_nothing()


@pytest.mark.parametrize(
    ("recording", "is_on"),
    [(requested(), True), (started(), True), (stopping(), False), (published(), False), (failed(), False)],
)
def test_a_new_one_can_be_asked_for_as_soon_as_it_stops(recording: Recording, is_on: bool) -> None:
    assert recording.is_on is is_on


def test_one_whose_recorder_cannot_go_on_stops_and_may_still_be_published() -> None:
    recording = started()
    given(recording).when(
        Recording.stop, reason=StopReason.INTERRUPTED, stopped_by=None, interruption="The disk is full.", on=at(7)
    ).then(
        (
            Recording.StopRequested,
            {
                "timestamp": after(7),
                "call_id": CALL,
                "reason": StopReason.INTERRUPTED,
                "stopped_by": None,
                "finish_by": after(7 + 3 * DAY),
                "interruption": "The disk is full.",
            },
        )
    )
    recording.stop(at(7), reason=StopReason.INTERRUPTED, stopped_by=None)
    assert not recording.is_on
    assert not recording.is_over


@pytest.mark.parametrize("recording", [started(), stopping()])
def test_what_delays_its_file_is_recorded_once_until_it_is_something_else(recording: Recording) -> None:
    full, away = "The disk is full.", "The storage is away."
    given(recording).when(Recording.delay, reason=full, on=at(20)).then(
        (Recording.Delayed, {"timestamp": after(20), "call_id": CALL, "reason": full})
    )
    recording.delay(at(20), reason=full)
    given(recording).when(Recording.delay, reason=full, on=at(21)).then_nothing()
    given(recording).when(Recording.delay, reason=away, on=at(22)).then(
        (Recording.Delayed, {"timestamp": after(22), "call_id": CALL, "reason": away})
    )


@pytest.mark.parametrize("recording", [requested(), published(), failed()])
def test_what_is_not_awaited_is_not_delayed(recording: Recording) -> None:
    given(recording).when(Recording.delay, reason="The disk is full.", on=at(20)).then_nothing()


def test_one_that_nobody_finishes_has_failed_after_three_days_dated_at_the_deadline() -> None:
    given(stopping()).when(Recording.give_up_finishing, on=at(8 + 3 * DAY)).then_nothing()
    given(stopping()).when(Recording.give_up_finishing, on=at(4 * DAY)).then(
        (Recording.Failed, {"timestamp": after(9 + 3 * DAY), "call_id": CALL, "reason": NOT_FINISHED})
    )
    delayed = stopping()
    delayed.delay(at(20), reason="The storage is away.")
    given(delayed).when(Recording.give_up_finishing, on=at(4 * DAY)).then(
        (
            Recording.Failed,
            {"timestamp": after(9 + 3 * DAY), "call_id": CALL, "reason": f"{NOT_FINISHED} The storage is away."},
        )
    )


@pytest.mark.parametrize("recording", [requested(), started(), published(), failed()])
def test_only_one_that_has_stopped_can_be_finished_too_late(recording: Recording) -> None:
    given(recording).when(Recording.give_up_finishing, on=at(400 * DAY)).then_nothing()


def test_its_file_is_deleted_once() -> None:
    kept = published()
    assert kept.has_file
    given(kept).when(Recording.delete_file, retention_days=30, on=at(30 * DAY)).then(
        (
            Recording.FileDeleted,
            {"timestamp": after(30 * DAY), "call_id": CALL, "file_id": RECORDING, "retention_days": 30},
        )
    )
    kept.delete_file(at(30 * DAY), retention_days=30)
    assert not kept.has_file
    given(kept).when(Recording.delete_file, retention_days=1, on=at(31 * DAY)).then_nothing()


@pytest.mark.parametrize("recording", [requested(), started(), stopping(), failed()])
def test_without_a_file_there_is_nothing_to_delete(recording: Recording) -> None:
    given(recording).when(Recording.delete_file, retention_days=1, on=at(9 * DAY)).then_nothing()
