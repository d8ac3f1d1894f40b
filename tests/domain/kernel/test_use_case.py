"""What all use cases have in common, shown with one that renames a room."""

from typing import Unpack
from uuid import UUID

import pytest

from domain.directory.room import Room
from domain.kernel.errors import IdempotencyKeyReused, InvalidInput
from domain.kernel.fact import Fact
from domain.kernel.occasion import Occasion
from domain.kernel.use_case import Asked, Decision, Reported, RequestKey, UseCases, use_case
from event_log.application import Ringlog
from tests.people import CAUSE, CHANNEL, after
from tests.turned_clock import TurnedClock

KEY = RequestKey("once", "rename to Hall")


class RoomUseCases(UseCases):
    """`interruptions`: how often somebody else will record first."""

    decisions = 0
    interruptions = 0

    @use_case(turn="room_id")
    def rename(self, on: Occasion, *, room_id: UUID, name: str, **_: Unpack[Asked]) -> Decision:
        """Give the room another name."""
        return self._renamed(on, room_id, name)

    @use_case
    def renamed(self, on: Occasion, *, room_id: UUID, name: str, **_: Unpack[Reported]) -> Decision:
        return self._renamed(on, room_id, name)

    def _renamed(self, on: Occasion, room_id: UUID, name: str) -> Decision:
        room = self.log.find(Room, room_id)
        if self.decisions < self.interruptions:
            faster = self.log.find(Room, room_id)
            faster.rename(on, name=f"Taken {self.decisions}")
            self.log.commit(faster)
        self.decisions += 1
        room.rename(on, name=name)
        return Decision((room_id,), (room,))


@pytest.fixture
def rooms(log: Ringlog, clock: TurnedClock) -> RoomUseCases:
    return RoomUseCases(log, clock)


def newest(log: Ringlog) -> Fact:
    return next(log.newest_first(CHANNEL))


def test_it_decides_again_on_what_others_recorded_first(log: Ringlog, rooms: RoomUseCases) -> None:
    rooms.interruptions = 2
    rooms.rename(room_id=CHANNEL, name="Hall", cause=CAUSE)
    assert rooms.decisions == 3
    names = [fact.name for fact in log.newest_first(CHANNEL) if isinstance(fact, Room.Renamed)]
    assert names == ["Hall", "Taken 1", "Taken 0"]


def test_a_repeated_key_gets_the_earlier_answer_and_nothing_is_decided(rooms: RoomUseCases) -> None:
    done = rooms.rename(room_id=CHANNEL, name="Hall", cause=CAUSE, key=KEY)
    again = rooms.rename(room_id=CHANNEL, name="Hall", cause=CAUSE, key=KEY)
    assert (again.answer, rooms.decisions) == (done.answer, 1)
    assert again.position >= done.position


def test_a_key_stands_for_one_request_only(rooms: RoomUseCases) -> None:
    rooms.rename(room_id=CHANNEL, name="Hall", cause=CAUSE, key=KEY)
    with pytest.raises(IdempotencyKeyReused):
        rooms.rename(room_id=CHANNEL, name="Lobby", cause=CAUSE, key=RequestKey("once", "rename to Lobby"))


def test_a_refused_one_uses_up_no_key(log: Ringlog, rooms: RoomUseCases) -> None:
    with pytest.raises(InvalidInput):
        rooms.rename(room_id=CHANNEL, name="", cause=CAUSE, key=KEY)
    rooms.rename(room_id=CHANNEL, name="Hall", cause=CAUSE, key=KEY)
    assert log.find(Room, CHANNEL).name == "Hall"


def test_a_command_happens_now_and_a_report_when_it_says(log: Ringlog, rooms: RoomUseCases, clock: TurnedClock) -> None:
    clock.turn(7)
    rooms.rename(room_id=CHANNEL, name="Hall", cause=CAUSE)
    assert (newest(log).timestamp, newest(log).cause) == (after(7), CAUSE)
    clock.turn(7)
    rooms.renamed(room_id=CHANNEL, name="Lobby", at=after(9), cause=CAUSE)
    assert newest(log).timestamp == after(9)


def test_one_that_had_nothing_to_record_answers_with_the_end_of_the_log(log: Ringlog, rooms: RoomUseCases) -> None:
    name = log.find(Room, CHANNEL).name
    assert rooms.rename(room_id=CHANNEL, name=name, cause=CAUSE).position == log.end_of_log()


def test_it_keeps_its_name_and_what_is_said_of_it() -> None:
    assert RoomUseCases.rename.__name__ == "rename"
    assert RoomUseCases.rename.__doc__ == "Give the room another name."
