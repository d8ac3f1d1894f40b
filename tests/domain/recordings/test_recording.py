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
from tests.people import ADA, ALAN, AT, CALL, CAUSE, GRACE, RING, ROOM, after

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
    return Recording.request(
        recording_id=RECORDING, call_id=CALL, room_id=ROOM, by=ADA, limit_minutes=60, at=AT, cause=CAUSE
    )


def started() -> Recording:
    recording = requested()
    recording.start(at=after(2), cause=CAUSE)
    return recording


def stopping() -> Recording:
    recording = started()
    recording.stop(reason=StopReason.STOPPED, stopped_by=ADA, at=after(9), cause=CAUSE)
    return recording


def published() -> Recording:
    recording = stopping()
    recording.publish(**FILE, at=after(12), cause=CAUSE)
    return recording


def failed() -> Recording:
    recording = started()
    recording.fail(reason="The disk is full.", at=after(3), cause=CAUSE)
    return recording


def test_the_limit_counts_from_the_start_and_the_reminder_comes_ten_minutes_before() -> None:
    given(requested()).when(Recording.start, at=after(2), cause=CAUSE).then(
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
    given(recording).when(Recording.start, at=after(5), cause=CAUSE).then_nothing()


def test_a_recorder_that_does_not_start_in_a_minute_has_failed_dated_at_the_deadline() -> None:
    given(requested()).when(Recording.give_up_starting, by=after(59), cause=CAUSE).then_nothing()
    given(requested()).when(Recording.give_up_starting, by=after(500), cause=CAUSE).then(
        (Recording.Failed, {"timestamp": after(60), "call_id": CALL, "reason": NOT_STARTED})
    )
    given(started()).when(Recording.give_up_starting, by=after(500), cause=CAUSE).then_nothing()


def test_each_participant_is_told_once() -> None:
    recording = started()
    told = {"timestamp": after(3), "call_id": CALL}
    given(recording).when(Recording.tell, user_ids=[GRACE, ADA], at=after(3), cause=CAUSE).then(
        (Recording.ParticipantsTold, {**told, "user_ids": tuple(sorted((ADA, GRACE)))})
    )
    recording.tell([ADA, GRACE], at=after(3), cause=CAUSE)
    given(recording).when(Recording.tell, user_ids=[GRACE, ALAN], at=after(3), cause=CAUSE).then(
        (Recording.ParticipantsTold, {**told, "user_ids": (ALAN,)})
    )
    given(recording).when(Recording.tell, user_ids=[GRACE], at=after(3), cause=CAUSE).then_nothing()


@pytest.mark.parametrize("recording", [requested(), stopping(), published()])
def test_nobody_is_told_of_a_recording_that_is_not_running(recording: Recording) -> None:
    given(recording).when(Recording.tell, user_ids=[GRACE], at=AT, cause=CAUSE).then_nothing()


def test_the_host_is_reminded_once_dated_at_the_time_for_it() -> None:
    due = after(2 + 50 * MINUTE)
    given(started()).when(Recording.remind, host_id=ADA, by=after(60), cause=CAUSE).then_nothing()
    reminded = started()
    given(reminded).when(Recording.remind, host_id=ADA, by=after(55 * MINUTE), cause=CAUSE).then(
        (
            Recording.Reminded,
            {"timestamp": due, "call_id": CALL, "host_id": ADA, "stops_by": after(2 + 60 * MINUTE)},
        )
    )
    reminded.remind(host_id=ADA, by=due, cause=CAUSE)
    given(reminded).when(Recording.remind, host_id=ADA, by=after(55 * MINUTE), cause=CAUSE).then_nothing()
    given(stopping()).when(Recording.remind, host_id=ADA, by=after(55 * MINUTE), cause=CAUSE).then_nothing()


def test_it_stops_by_itself_at_the_limit_however_late_the_timer_is() -> None:
    given(started()).when(Recording.stop_overdue, by=after(60 * MINUTE), cause=CAUSE).then_nothing()
    given(started()).when(Recording.stop_overdue, by=after(70 * MINUTE), cause=CAUSE).then(
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
    given(stopping()).when(Recording.stop_overdue, by=after(70 * MINUTE), cause=CAUSE).then_nothing()


@pytest.mark.parametrize("recording", [stopping(), published(), failed()])
def test_it_stops_once(recording: Recording) -> None:
    given(recording).when(
        Recording.stop, reason=StopReason.STOPPED, stopped_by=GRACE, at=after(20), cause=CAUSE
    ).then_nothing()


@pytest.mark.parametrize(
    ("reason", "sentence"), [(StopReason.STOPPED, STOPPED_EARLY), (StopReason.CALL_ENDED, CALL_ENDED_EARLY)]
)
def test_one_that_is_stopped_before_it_began_has_failed(reason: StopReason, sentence: str) -> None:
    given(requested()).when(Recording.stop, reason=reason, stopped_by=None, at=after(1), cause=CAUSE).then(
        (Recording.Failed, {"timestamp": after(1), "call_id": CALL, "reason": sentence})
    )


@pytest.mark.parametrize("recording", [started(), stopping()])
def test_what_was_recorded_is_published_also_after_a_crash_that_nobody_stopped_it_before(recording: Recording) -> None:
    given(recording).when(Recording.publish, **FILE, at=after(12), cause=CAUSE).then(
        (Recording.Published, {"timestamp": after(12), "call_id": CALL, "file_id": RECORDING, **FILE})
    )


@pytest.mark.parametrize("recording", [requested(), published(), failed()])
def test_it_is_published_once_and_only_if_it_ran(recording: Recording) -> None:
    given(recording).when(Recording.publish, **FILE, at=after(12), cause=CAUSE).then_nothing()


@pytest.mark.parametrize("recording", [published(), failed()])
def test_what_is_over_does_not_fail(recording: Recording) -> None:
    given(recording).when(Recording.fail, reason="The disk is full.", at=after(20), cause=CAUSE).then_nothing()


@pytest.mark.parametrize(
    ("recording", "is_on"),
    [(requested(), True), (started(), True), (stopping(), False), (published(), False), (failed(), False)],
)
def test_a_new_one_can_be_asked_for_as_soon_as_it_stops(recording: Recording, is_on: bool) -> None:
    assert recording.is_on is is_on


def test_one_whose_recorder_cannot_go_on_stops_and_may_still_be_published() -> None:
    recording = started()
    given(recording).when(
        Recording.stop,
        reason=StopReason.INTERRUPTED,
        stopped_by=None,
        interruption="The disk is full.",
        at=after(7),
        cause=CAUSE,
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
    recording.stop(reason=StopReason.INTERRUPTED, stopped_by=None, at=after(7), cause=CAUSE)
    assert not recording.is_on
    assert not recording.is_over


@pytest.mark.parametrize("recording", [started(), stopping()])
def test_what_delays_its_file_is_recorded_once_until_it_is_something_else(recording: Recording) -> None:
    full, away = "The disk is full.", "The storage is away."
    given(recording).when(Recording.delay, reason=full, at=after(20), cause=CAUSE).then(
        (Recording.Delayed, {"timestamp": after(20), "call_id": CALL, "reason": full})
    )
    recording.delay(reason=full, at=after(20), cause=CAUSE)
    given(recording).when(Recording.delay, reason=full, at=after(21), cause=CAUSE).then_nothing()
    given(recording).when(Recording.delay, reason=away, at=after(22), cause=CAUSE).then(
        (Recording.Delayed, {"timestamp": after(22), "call_id": CALL, "reason": away})
    )


@pytest.mark.parametrize("recording", [requested(), published(), failed()])
def test_what_is_not_awaited_is_not_delayed(recording: Recording) -> None:
    given(recording).when(Recording.delay, reason="The disk is full.", at=after(20), cause=CAUSE).then_nothing()


def test_one_that_nobody_finishes_has_failed_after_three_days_dated_at_the_deadline() -> None:
    given(stopping()).when(Recording.give_up_finishing, by=after(8 + 3 * DAY), cause=CAUSE).then_nothing()
    given(stopping()).when(Recording.give_up_finishing, by=after(4 * DAY), cause=CAUSE).then(
        (Recording.Failed, {"timestamp": after(9 + 3 * DAY), "call_id": CALL, "reason": NOT_FINISHED})
    )
    delayed = stopping()
    delayed.delay(reason="The storage is away.", at=after(20), cause=CAUSE)
    given(delayed).when(Recording.give_up_finishing, by=after(4 * DAY), cause=CAUSE).then(
        (
            Recording.Failed,
            {"timestamp": after(9 + 3 * DAY), "call_id": CALL, "reason": f"{NOT_FINISHED} The storage is away."},
        )
    )


@pytest.mark.parametrize("recording", [requested(), started(), published(), failed()])
def test_only_one_that_has_stopped_can_be_finished_too_late(recording: Recording) -> None:
    given(recording).when(Recording.give_up_finishing, by=after(400 * DAY), cause=CAUSE).then_nothing()


def test_its_file_is_deleted_once() -> None:
    kept = published()
    assert kept.has_file
    given(kept).when(Recording.delete_file, retention_days=30, at=after(30 * DAY), cause=CAUSE).then(
        (
            Recording.FileDeleted,
            {"timestamp": after(30 * DAY), "call_id": CALL, "file_id": RECORDING, "retention_days": 30},
        )
    )
    kept.delete_file(retention_days=30, at=after(30 * DAY), cause=CAUSE)
    assert not kept.has_file
    given(kept).when(Recording.delete_file, retention_days=1, at=after(31 * DAY), cause=CAUSE).then_nothing()


@pytest.mark.parametrize("recording", [requested(), started(), stopping(), failed()])
def test_without_a_file_there_is_nothing_to_delete(recording: Recording) -> None:
    given(recording).when(Recording.delete_file, retention_days=1, at=after(9 * DAY), cause=CAUSE).then_nothing()
