import pytest

from domain.directory.room import Room, RoomKind, RoomState
from domain.kernel.errors import (
    DomainError,
    InvalidInput,
    RoomHasOngoingCall,
    RoomIsArchived,
    RoomIsReadOnly,
    UnknownRoom,
)
from tests.domain.scenario import given
from tests.people import ADA, ALAN, AT, CALL, GRACE, after, at


def room(kind: RoomKind = RoomKind.CHANNEL, state: RoomState = RoomState.ACTIVE) -> Room:
    made = Room.create(at(), external_id="general", kind=kind, name="General")
    made.add_members(at(), user_ids=[ADA, GRACE])
    made.change_state(at(), state=state)
    return made


def test_a_room_holds_one_call_at_a_time() -> None:
    busy = room()
    busy.open_call(at(), call_id=CALL)
    given(busy).when(Room.open_call, call_id=ADA, on=at()).then_refused(RoomHasOngoingCall)
    given(busy).when(Room.close_call, call_id=CALL, on=at(9)).then(
        (Room.CallClosed, {"timestamp": after(9), "call_id": CALL})
    )


def test_closing_a_call_that_the_room_no_longer_holds_changes_nothing() -> None:
    given(room()).when(Room.close_call, call_id=CALL, on=at()).then_nothing()


@pytest.mark.parametrize(
    ("state", "error"),
    [
        (RoomState.ARCHIVED, RoomIsArchived),
        (RoomState.READ_ONLY, RoomIsReadOnly),
        (RoomState.DELETED, UnknownRoom),
    ],
)
def test_no_call_starts_in_a_room_that_is_not_active(state: RoomState, error: type[DomainError]) -> None:
    given(room(state=state)).when(Room.open_call, call_id=CALL, on=at()).then_refused(error)


def test_members_are_added_and_removed_once() -> None:
    given(room()).when(Room.add_members, user_ids=[GRACE, ALAN, ALAN], on=at()).then(
        (Room.MembersAdded, {"timestamp": AT, "user_ids": (ALAN,)})
    )
    given(room()).when(Room.add_members, user_ids=[ADA], on=at()).then_nothing()
    given(room()).when(Room.remove_members, user_ids=[GRACE, ALAN], on=at()).then(
        (Room.MembersRemoved, {"timestamp": AT, "user_ids": (GRACE,)})
    )


def test_a_direct_room_has_no_third_member() -> None:
    given(room(RoomKind.DIRECT)).when(Room.add_members, user_ids=[ALAN], on=at()).then_refused(InvalidInput)


def test_to_anyone_else_the_room_does_not_exist() -> None:
    given(room()).when(Room.require_member, user_id=ALAN).then_refused(UnknownRoom)
    given(room(state=RoomState.DELETED)).when(Room.require_member, user_id=ADA).then_refused(UnknownRoom)


@pytest.mark.parametrize("name", ["", "   ", "x" * 257, "a\nb", "bell\x07"])
def test_a_room_needs_a_name_that_can_be_read(name: str) -> None:
    given(room()).when(Room.rename, name=name, on=at()).then_refused(InvalidInput)
