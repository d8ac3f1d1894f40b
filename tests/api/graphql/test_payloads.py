"""What mutations answer with: what they made or changed, and its id beside it."""

from typing import Any

from api.access.tokens import Role
from api.graphql.core.ids import global_id
from tests.api.world import World
from tests.people import room_id, user_id

SERVICE: dict[str, Any] = {"by": "chat", "role": Role.SERVICE}
ROOM = {"externalId": "new", "kind": "CHANNEL", "name": "New", "memberExternalIds": ["ada"]}
DIRECTORY_ROOM = {"roomId": global_id("Room", room_id("new")), "externalId": "new", "name": "New", "kind": "CHANNEL"}


async def test_a_device_that_comes_in_is_answered_with_its_session(world: World) -> None:
    room = await world.room("ada-grace", by="ada")
    entered = "{ callId call { id } sessionId session { id deviceId user { name } } }"
    device: dict[str, Any] = {"deviceId": "laptop"}
    started = await world.change(f"startCall {entered}", by="ada", roomId=room, **device)
    ring: dict[str, Any] = {"ringId": await world.ring("grace")}
    accepted = await world.change(f"acceptRing {entered}", by="grace", **ring, **device)
    joined = await world.change(f"joinCall {entered}", by="grace", callId=started["callId"], deviceId="phone")
    for name, answer, device_id in (
        ("Ada", started, "laptop"),
        ("Grace", accepted, "laptop"),
        ("Grace", joined, "phone"),
    ):
        session = {"id": answer["sessionId"], "deviceId": device_id, "user": {"name": name}}
        assert (answer["call"], answer["session"]) == ({"id": started["callId"]}, session)
    left: dict[str, Any] = {"callId": started["callId"], "sessionId": joined["sessionId"]}
    answer = await world.change("leaveCall { leftSessionId call { sessions { id } } }", by="grace", **left)
    assert answer["leftSessionId"] == joined["sessionId"]
    assert answer["call"] == {"sessions": [{"id": started["sessionId"]}, {"id": accepted["sessionId"]}]}


async def test_what_happens_in_a_call_is_answered_with_what_has_changed(world: World) -> None:
    started = await world.start("general", by="ada")
    call: dict[str, Any] = {"callId": started["callId"]}
    raised = await world.change("raiseHand { raisedHand { order user { name } } }", by="ada", **call)
    assert raised["raisedHand"] == {"order": 1, "user": {"name": "Ada"}}
    own: dict[str, Any] = {"sessionId": started["sessionId"]}
    shared = await world.change("startScreenShare { screenShare { session { id } } }", by="ada", **call, **own)
    assert shared["screenShare"] == {"session": {"id": started["sessionId"]}}
    recorded = "{ recordingId recording { id call { id } } }"
    for mutation in ("startRecording", "stopRecording"):
        answer = await world.change(f"{mutation} {recorded}", by="ada", **call)
        assert answer["recording"] == {"id": answer["recordingId"], "call": {"id": started["callId"]}}
    posted = await world.change("postMessage { messageId postedMessage { id text } }", by="ada", text="hi", **call)
    assert posted["postedMessage"] == {"id": posted["messageId"], "text": "hi"}


async def test_the_directory_is_answered_with_its_entries(world: World) -> None:
    fields = "roomId externalId name kind"
    made = await world.change(f"upsertRooms {{ roomIds rooms {{ {fields} }} }}", **SERVICE, rooms=[ROOM])
    assert (made["roomIds"], made["rooms"]) == ([DIRECTORY_ROOM["roomId"]], [DIRECTORY_ROOM])
    members: dict[str, Any] = {"roomExternalId": "new", "userExternalIds": ["grace"]}
    for mutation in ("addMembers", "removeMembers"):
        answer = await world.change(f"{mutation} {{ roomId room {{ {fields} }} }}", **SERVICE, **members)
        assert (answer["roomId"], answer["room"]) == (DIRECTORY_ROOM["roomId"], DIRECTORY_ROOM)
    gone: dict[str, Any] = {"roomExternalIds": ["new", "nowhere"]}
    deleted = await world.change("deleteRooms { roomIds rooms { externalId state } }", **SERVICE, **gone)
    assert (deleted["roomIds"], deleted["rooms"]) == (made["roomIds"], [{"externalId": "new", "state": "DELETED"}])
    left: dict[str, Any] = {"userExternalIds": ["alan", "nobody"]}
    deactivated = await world.change("deactivateUsers { userIds users { name active } }", **SERVICE, **left)
    assert deactivated["userIds"] == [global_id("User", user_id("alan"))]
    assert deactivated["users"] == [{"name": "Alan", "active": False}]
