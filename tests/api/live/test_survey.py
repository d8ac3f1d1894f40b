"""What may be among the values of a request."""

import pytest

from api.live.survey import surveyed

MEMBERS = [f"user-{number}" for number in range(90)]
ROOM = {"externalId": "general", "kind": "CHANNEL", "name": "General", "memberExternalIds": MEMBERS}


@pytest.mark.parametrize(
    "rooms",
    [[ROOM] * 1000, [{**ROOM, "memberExternalIds": MEMBERS * 112}]],
    ids=["a thousand rooms with ninety members", "a room with ten thousand"],
)
def test_there_is_room_for_a_directory(rooms: list[object]) -> None:
    assert surveyed({"input": {"rooms": rooms}}).problem is None


@pytest.mark.parametrize(
    "value", ["\0", [{"a": {"\0": 1}}], (1, "a\0"), 1 << 128, -(1 << 128), [0] * 100_000, [[]] * 5_000]
)
def test_what_nothing_can_take_is_no_value(value: object) -> None:
    assert surveyed(value).problem is not None
