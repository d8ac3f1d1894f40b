import pytest

from domain.floor.floor import Floor
from domain.kernel.errors import ReactingTooFast, SomeoneElseIsSharing
from tests.domain.scenario import given
from tests.people import ADA, ALAN, AT, CALL, GRACE, LAPTOP, PHONE, after, at


def floor() -> Floor:
    return Floor.open(at(), call_id=CALL)


def test_a_session_is_muted_and_unmuted_once() -> None:
    muted = {"timestamp": AT, "call_id": CALL, "session_id": PHONE, "user_id": ADA}
    session = {"session_id": PHONE, "user_id": ADA}
    given(floor()).when(Floor.mute, **session, joined_muted=False, by=GRACE, on=at()).then(
        (Floor.Muted, {**muted, "muted_by": GRACE})
    )
    given(floor()).when(Floor.mute, **session, joined_muted=True, by=ADA, on=at()).then_nothing()
    given(floor()).when(Floor.unmute, **session, joined_muted=True, on=at()).then((Floor.Unmuted, muted))
    given(floor()).when(Floor.unmute, **session, joined_muted=False, on=at()).then_nothing()


def test_what_came_after_joining_counts() -> None:
    unmuted = floor()
    unmuted.unmute(at(), session_id=PHONE, user_id=ADA, joined_muted=True)
    given(unmuted).when(Floor.unmute, session_id=PHONE, user_id=ADA, joined_muted=True, on=at()).then_nothing()


def test_a_camera_is_turned_on_and_off_once() -> None:
    fact = {"timestamp": AT, "call_id": CALL, "session_id": PHONE, "user_id": ADA}
    session = {"session_id": PHONE, "user_id": ADA, "on": at()}
    given(floor()).when(Floor.turn_camera_on, **session, joined_with_camera=False).then((Floor.CameraTurnedOn, fact))
    given(floor()).when(Floor.turn_camera_on, **session, joined_with_camera=True).then_nothing()
    given(floor()).when(Floor.turn_camera_off, **session, joined_with_camera=True).then((Floor.CameraTurnedOff, fact))
    given(floor()).when(Floor.turn_camera_off, **session, joined_with_camera=False).then_nothing()


def test_hands_are_kept_in_the_order_of_raising() -> None:
    raised = floor()
    for user in (GRACE, ADA, ALAN):
        raised.raise_hand(at(), user_id=user)
    raised.lower_hand(at(), user_id=ADA, by=GRACE)
    raised.raise_hand(at(), user_id=ADA)
    assert raised.hands == (GRACE, ALAN, ADA)


def test_a_hand_that_is_up_keeps_its_place_when_raised_again() -> None:
    raised = floor()
    raised.raise_hand(at(), user_id=GRACE)
    given(raised).when(Floor.raise_hand, user_id=GRACE, on=at()).then_nothing()


def test_lowering_a_hand_says_by_whom_and_happens_once() -> None:
    raised = floor()
    raised.raise_hand(at(), user_id=GRACE)
    given(raised).when(Floor.lower_hand, user_id=GRACE, by=ADA, on=at()).then(
        (Floor.HandLowered, {"timestamp": AT, "call_id": CALL, "user_id": GRACE, "lowered_by": ADA})
    )
    given(floor()).when(Floor.lower_hand, user_id=GRACE, by=ADA, on=at()).then_nothing()


def test_ten_reactions_in_ten_seconds_are_enough() -> None:
    busy = floor()
    for n in range(10):
        busy.react(at(n), user_id=ADA, emoji="🎉")
    given(busy).when(Floor.react, user_id=ADA, emoji="🎉", on=at(9.9)).then_refused(ReactingTooFast)
    given(busy).when(Floor.react, user_id=GRACE, emoji="👍", on=at(9.9)).then(
        (
            Floor.Reacted,
            {
                "timestamp": after(9.9),
                "call_id": CALL,
                "user_id": GRACE,
                "emoji": "👍",
                "shown_until": after(19.9),
            },
        )
    )


def test_a_reaction_that_is_no_longer_shown_makes_room_for_the_next() -> None:
    busy = floor()
    for n in range(10):
        busy.react(at(n), user_id=ADA, emoji="🎉")
    busy.react(at(10), user_id=ADA, emoji="🎉")
    with pytest.raises(ReactingTooFast):
        busy.react(at(10.5), user_id=ADA, emoji="🎉")


def shared() -> Floor:
    made = floor()
    made.start_sharing(at(), session_id=PHONE, user_id=ADA, present=[PHONE, LAPTOP])
    return made


def test_one_shares_a_screen_at_a_time() -> None:
    both = [PHONE, LAPTOP]
    given(shared()).when(Floor.start_sharing, session_id=LAPTOP, user_id=GRACE, present=both, on=at()).then_refused(
        SomeoneElseIsSharing
    )
    given(shared()).when(Floor.start_sharing, session_id=PHONE, user_id=ADA, present=both, on=at()).then_nothing()


def test_the_screen_of_one_who_left_is_free() -> None:
    given(shared()).when(Floor.start_sharing, session_id=LAPTOP, user_id=GRACE, present=[LAPTOP], on=at(5)).then(
        (
            Floor.ScreenShareStopped,
            {"timestamp": after(5), "call_id": CALL, "session_id": PHONE, "user_id": ADA, "stopped_by": None},
        ),
        (
            Floor.ScreenShareStarted,
            {"timestamp": after(5), "call_id": CALL, "session_id": LAPTOP, "user_id": GRACE},
        ),
    )


def test_only_the_session_that_shares_is_stopped() -> None:
    given(shared()).when(Floor.stop_sharing, session_id=LAPTOP, by=GRACE, on=at()).then_nothing()
    given(shared()).when(Floor.stop_sharing, session_id=PHONE, by=GRACE, on=at(1)).then(
        (
            Floor.ScreenShareStopped,
            {"timestamp": after(1), "call_id": CALL, "session_id": PHONE, "user_id": ADA, "stopped_by": GRACE},
        )
    )
