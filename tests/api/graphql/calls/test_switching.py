"""Whoever is in another call is told which one, so that they can be offered to switch."""

from typing import Any

from api.access.tokens import Role
from tests.api.world import World

START = """mutation ($input: StartCallInput!) { startCall(input: $input) {
    __typename
    ... on StartCallPayload { callId }
    ... on NotPossibleNow { code otherCalls { callId call { ... on Call { title room { name } } } } }
} }"""


async def test_the_other_call_is_named_and_shown_to_those_who_see_it(world: World) -> None:
    talk = await world.start("general", by="grace", title="Talk")
    given: dict[str, Any] = {"roomId": await world.room("ada-grace", by="grace"), "deviceId": "phone"}
    refused = (await world.ask(START, by="grace", input=given))["startCall"]
    shown = {"callId": talk["callId"], "call": {"title": "Talk", "room": {"name": "General"}}}
    assert refused == {
        "__typename": "NotPossibleNow",
        "code": "ALREADY_IN_ANOTHER_CALL",
        "otherCalls": [shown],
    }
    switched = (await world.ask(START, by="grace", input=given | {"leaveOthers": True}))["startCall"]
    assert switched["__typename"] == "StartCallPayload"


async def test_other_refusals_name_no_calls(world: World) -> None:
    service: dict[str, Any] = {"by": "chat", "role": Role.SERVICE}
    room = {"externalId": "general", "kind": "CHANNEL", "name": "General", "state": "ARCHIVED"}
    given = {"roomId": await world.room("general", by="ada"), "deviceId": "phone"}
    assert "code" not in await world.change("upsertRooms { roomIds }", **service, rooms=[room])
    refused = (await world.ask(START, by="ada", input=given))["startCall"]
    assert refused == {"__typename": "NotPossibleNow", "code": "ROOM_IS_ARCHIVED", "otherCalls": None}
