from uuid import UUID, uuid4

import pytest

from domain.calls.authority import Requester
from domain.calls.joining import Device
from domain.calls.use_cases import CallUseCases
from domain.directory.use_cases import DirectoryUseCases, UserProfile
from domain.floor.floor import Floor
from domain.floor.use_cases import FloorUseCases
from domain.kernel.errors import (
    CallAlreadyEnded,
    InvalidInput,
    NotHost,
    NotInCall,
    ReactingTooFast,
    ScreenSharingIsDisabled,
    SomeoneElseIsSharing,
    UnknownCall,
    UnknownSession,
    UserIsDeactivated,
)
from domain.kernel.ids import floor_id
from domain.workspace.settings import Level
from domain.workspace.use_cases import WorkspaceUseCases
from event_log.application import Ringlog
from tests.people import ADA, ALAN, CAUSE, CHANNEL, DIRECT, GRACE, user_id
from tests.turned_clock import TurnedClock

ADMIN = Requester(user_id("margaret"), admin=True)


@pytest.fixture
def floors(log: Ringlog, clock: TurnedClock) -> FloorUseCases:
    return FloorUseCases(log, clock)


@pytest.fixture
def call(calls: CallUseCases) -> tuple[UUID, UUID, UUID]:
    """A conference that Ada hosts and Grace is in: the call, Ada's session, Grace's session."""
    call_id, ada = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer
    grace = calls.join(call_id=call_id, by=GRACE, device=Device("phone", microphone=True), cause=CAUSE).answer[1]
    return call_id, ada, grace


Conference = tuple[UUID, UUID, UUID]


def test_in_a_channel_one_is_muted_by_default_and_in_a_direct_room_not(
    log: Ringlog, calls: CallUseCases, floors: FloorUseCases
) -> None:
    for room, muted in ((CHANNEL, True), (DIRECT, False)):
        call_id, session_id = calls.start(room_id=room, by=ADA, device=Device("phone"), cause=CAUSE).answer
        end = log.end_of_log()
        floors.set_microphone(call_id=call_id, session_id=session_id, by=ADA, on=not muted, cause=CAUSE)
        assert log.end_of_log() == end


def test_the_host_mutes_one_and_admins_mute_all_others(log: Ringlog, floors: FloorUseCases, call: Conference) -> None:
    call_id, ada, grace = call
    floors.mute(call_id=call_id, user_id=GRACE, by=Requester(ADA), cause=CAUSE)
    floor = log.find(Floor, floor_id(call_id))
    assert floor.muted == {grace: True}
    floors.set_microphone(call_id=call_id, session_id=grace, by=GRACE, on=True, cause=CAUSE)
    floors.set_microphone(call_id=call_id, session_id=ada, by=ADA, on=True, cause=CAUSE)
    floors.mute_others(call_id=call_id, by=ADMIN, cause=CAUSE)
    assert log.find(Floor, floor_id(call_id)).muted == {ada: True, grace: True}


def test_muting_all_others_spares_oneself(log: Ringlog, floors: FloorUseCases, call: Conference) -> None:
    call_id, ada, grace = call
    floors.set_microphone(call_id=call_id, session_id=ada, by=ADA, on=True, cause=CAUSE)
    floors.mute_others(call_id=call_id, by=Requester(ADA), cause=CAUSE)
    assert log.find(Floor, floor_id(call_id)).muted == {ada: False, grace: True}


def test_who_is_not_host_controls_nobody_else(floors: FloorUseCases, call: Conference) -> None:
    call_id, ada, _ = call
    grace = Requester(GRACE)
    floors.start_sharing(call_id=call_id, session_id=ada, by=ADA, cause=CAUSE)
    floors.raise_hand(call_id=call_id, by=ADA, cause=CAUSE)
    with pytest.raises(NotHost):
        floors.mute(call_id=call_id, user_id=ADA, by=grace, cause=CAUSE)
    with pytest.raises(NotHost):
        floors.mute_others(call_id=call_id, by=grace, cause=CAUSE)
    with pytest.raises(NotHost):
        floors.lower_hand(call_id=call_id, of=ADA, by=grace, cause=CAUSE)
    with pytest.raises(NotHost):
        floors.stop_sharing(call_id=call_id, by=grace, cause=CAUSE)


def test_the_host_lowers_a_hand_and_stops_a_share(log: Ringlog, floors: FloorUseCases, call: Conference) -> None:
    call_id, _, grace = call
    floors.start_sharing(call_id=call_id, session_id=grace, by=GRACE, cause=CAUSE)
    floors.raise_hand(call_id=call_id, by=GRACE, cause=CAUSE)
    floors.lower_hand(call_id=call_id, of=GRACE, by=Requester(ADA), cause=CAUSE)
    floors.stop_sharing(call_id=call_id, by=Requester(ADA), cause=CAUSE)
    floor = log.find(Floor, floor_id(call_id))
    assert (floor.hands, floor.sharing) == ((), None)


def test_stopping_when_nobody_shares_changes_nothing(log: Ringlog, floors: FloorUseCases, call: Conference) -> None:
    call_id, ada, _ = call
    floors.start_sharing(call_id=call_id, session_id=ada, by=ADA, cause=CAUSE)
    floors.stop_sharing(call_id=call_id, by=Requester(ADA), cause=CAUSE)
    end = log.end_of_log()
    floors.stop_sharing(call_id=call_id, by=Requester(ADA), cause=CAUSE)
    assert log.end_of_log() == end


def test_a_second_sharer_is_refused(floors: FloorUseCases, call: Conference) -> None:
    call_id, ada, grace = call
    floors.start_sharing(call_id=call_id, session_id=ada, by=ADA, cause=CAUSE)
    with pytest.raises(SomeoneElseIsSharing):
        floors.start_sharing(call_id=call_id, session_id=grace, by=GRACE, cause=CAUSE)


@pytest.mark.parametrize("level", [Level(), Level(room_id=CHANNEL)])
def test_nobody_shares_where_sharing_is_turned_off(
    log: Ringlog, clock: TurnedClock, floors: FloorUseCases, call: Conference, level: Level
) -> None:
    WorkspaceUseCases(log, clock).change_setting(
        name="screen_sharing.enabled", value=False, level=level, admin=True, cause=CAUSE
    )
    with pytest.raises(ScreenSharingIsDisabled):
        floors.start_sharing(call_id=call[0], session_id=call[1], by=ADA, cause=CAUSE)


def test_an_eleventh_reaction_within_ten_seconds_is_refused(
    clock: TurnedClock, floors: FloorUseCases, call: Conference
) -> None:
    for _ in range(10):
        floors.react(call_id=call[0], by=ADA, emoji="👏🏽", cause=CAUSE)
    with pytest.raises(ReactingTooFast):
        floors.react(call_id=call[0], by=ADA, emoji="👏🏽", cause=CAUSE)
    clock.turn(10)
    floors.react(call_id=call[0], by=ADA, emoji="party-parrot", cause=CAUSE)


@pytest.mark.parametrize("emoji", ["", "two words", "x" * 65, "a\nb"])
def test_a_reaction_is_an_emoji_or_its_short_name(floors: FloorUseCases, call: Conference, emoji: str) -> None:
    with pytest.raises(InvalidInput):
        floors.react(call_id=call[0], by=ADA, emoji=emoji, cause=CAUSE)


def test_one_who_is_not_in_the_call_does_nothing_in_it(floors: FloorUseCases, call: Conference) -> None:
    call_id, ada, _ = call
    with pytest.raises(NotInCall):
        floors.raise_hand(call_id=call_id, by=ALAN, cause=CAUSE)
    with pytest.raises(NotInCall):
        floors.react(call_id=call_id, by=ALAN, emoji="👍", cause=CAUSE)
    with pytest.raises(NotInCall):
        floors.set_microphone(call_id=call_id, session_id=ada, by=ALAN, on=True, cause=CAUSE)
    with pytest.raises(NotInCall):
        floors.start_sharing(call_id=call_id, session_id=ada, by=ALAN, cause=CAUSE)
    with pytest.raises(NotInCall):
        floors.mute(call_id=call_id, user_id=ALAN, by=Requester(ADA), cause=CAUSE)


def test_a_session_of_someone_else_is_not_ones_own(floors: FloorUseCases, call: Conference) -> None:
    call_id, ada, _ = call
    with pytest.raises(UnknownSession):
        floors.set_microphone(call_id=call_id, session_id=ada, by=GRACE, on=True, cause=CAUSE)
    with pytest.raises(UnknownSession):
        floors.set_camera(call_id=call_id, session_id=ada, by=GRACE, on=True, cause=CAUSE)
    with pytest.raises(UnknownSession):
        floors.start_sharing(call_id=call_id, session_id=ada, by=GRACE, cause=CAUSE)


def test_to_a_stranger_the_call_does_not_exist(
    log: Ringlog, clock: TurnedClock, floors: FloorUseCases, call: Conference
) -> None:
    DirectoryUseCases(log, clock).upsert_users(users=[UserProfile("stranger", "Stranger")], cause=CAUSE)
    for call_id in (call[0], uuid4()):
        with pytest.raises(UnknownCall):
            floors.raise_hand(call_id=call_id, by=user_id("stranger"), cause=CAUSE)


def test_after_the_end_there_is_no_floor(calls: CallUseCases, floors: FloorUseCases, call: Conference) -> None:
    call_id, ada, _ = call
    calls.end(call_id=call_id, by=ADA, cause=CAUSE)
    with pytest.raises(CallAlreadyEnded):
        floors.raise_hand(call_id=call_id, by=ADA, cause=CAUSE)
    with pytest.raises(CallAlreadyEnded):
        floors.mute_others(call_id=call_id, by=Requester(ADA), cause=CAUSE)
    with pytest.raises(CallAlreadyEnded):
        floors.set_camera(call_id=call_id, session_id=ada, by=ADA, on=True, cause=CAUSE)


def test_a_deactivated_user_has_no_floor(
    log: Ringlog, clock: TurnedClock, floors: FloorUseCases, call: Conference
) -> None:
    DirectoryUseCases(log, clock).remove_users(external_ids=["grace"], cause=CAUSE)
    with pytest.raises(UserIsDeactivated):
        floors.raise_hand(call_id=call[0], by=GRACE, cause=CAUSE)
