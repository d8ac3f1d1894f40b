"""A session has one connection at a time: what is said of an older one changes nothing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.kernel.errors import MediaIsUnavailable, SessionTakenOver
from domain.media_sessions.media_session import MediaCloseReason, MediaSession, Quality, TrackKind
from tests.domain.scenario import given
from tests.people import ADA, AT, CALL, after, at

SESSION, TRACK = uuid4(), uuid4()
FIRST, SECOND, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)
QUALITY = Quality(1000, 50, 0, 32_000, None, 50, 0, 32_000, None, None)
REPORTS: list[tuple[Callable[..., None], dict[str, Any]]] = [
    (MediaSession.connected, {"after_ms": 120}),
    (MediaSession.failed, {"reason": "no UDP packet arrived"}),
    (MediaSession.closed, {"reason": MediaCloseReason.DROPPED}),
    (MediaSession.publish, {"track_id": uuid4(), "kind": TrackKind.CAMERA}),
    (MediaSession.unpublish, {"track_id": TRACK}),
    (MediaSession.sample, {"quality": QUALITY}),
]


def requested() -> MediaSession:
    made: Any = {"connection_id": FIRST, "node_id": "one", "generation": 3, "on": at()}
    return MediaSession.request(call_id=CALL, session_id=SESSION, user_id=ADA, **made)


def restarted() -> MediaSession:
    """Connected, and sending, over its second connection."""
    media = requested()
    media.restart(at(), connection_id=SECOND, replaces=FIRST, node_id="two", generation=4)
    media.connected(at(), connection_id=SECOND, after_ms=120)
    media.publish(at(), connection_id=SECOND, track_id=TRACK, kind=TrackKind.MICROPHONE)
    return media


@pytest.mark.parametrize(("report", "what"), REPORTS, ids=lambda each: getattr(each, "__name__", ""))
def test_a_late_report_about_a_connection_that_was_replaced_changes_nothing(
    report: Callable[..., None], what: dict[str, Any]
) -> None:
    given(restarted()).when(report, connection_id=FIRST, **what, on=at(9)).then_nothing()


def test_the_newest_connection_closes_and_says_which_it_was() -> None:
    report = {"connection_id": SECOND, "reason": MediaCloseReason.DROPPED, "on": at(9)}
    about = {"call_id": CALL, "session_id": SESSION, "connection_id": SECOND}
    given(restarted()).when(MediaSession.closed, **report).then(
        (MediaSession.Closed, {"timestamp": after(9), "reason": MediaCloseReason.DROPPED, **about})
    )


def test_another_connection_on_the_same_node_is_a_restart_and_the_same_one_is_none() -> None:
    made = {"replaces": FIRST, "node_id": "one", "generation": 3, "on": at(5)}
    given(requested()).when(MediaSession.restart, connection_id=FIRST, **made).then_nothing()
    given(requested()).when(MediaSession.restart, connection_id=SECOND, **made).then(
        (
            MediaSession.Restarted,
            {"timestamp": after(5), "connection_id": SECOND, "replaces": FIRST, "node_id": "one", "generation": 3},
        )
    )


def test_a_node_that_has_lost_the_call_makes_no_connection_any_more() -> None:
    late = {"connection_id": THIRD, "replaces": None, "node_id": "one", "generation": 3, "on": at(5)}
    given(restarted()).when(MediaSession.restart, **late).then_refused(MediaIsUnavailable)


def test_of_two_offers_that_are_answered_at_once_the_connection_made_last_counts() -> None:
    media = requested()
    made: Any = {"replaces": None, "node_id": "one", "generation": 3, "on": at()}
    media.restart(connection_id=THIRD, **made)  # recorded before the one that was made before it
    given(media).when(MediaSession.restart, connection_id=SECOND, **made).then_refused(SessionTakenOver)


def test_another_node_counts_by_itself() -> None:
    moved = {"connection_id": FIRST, "replaces": None, "node_id": "three", "generation": 5, "on": at()}
    given(restarted()).when(MediaSession.restart, **moved).then(
        (
            MediaSession.Restarted,
            {"timestamp": AT, "connection_id": FIRST, "replaces": None, "node_id": "three", "generation": 5},
        )
    )


def test_whoever_has_the_connection_or_had_the_one_it_replaces_goes_on_and_who_was_taken_over_does_not() -> None:
    media = restarted()
    assert media.newest(SECOND) == media.newest(FIRST) == SECOND
    media.restart(at(), connection_id=THIRD, replaces=None, node_id="two", generation=4)
    assert media.newest(THIRD) == THIRD
    for taken_over in (FIRST, SECOND):
        given(media).when(MediaSession.newest, named=taken_over).then_refused(SessionTakenOver)
