"""The floor over GraphQL: who is heard and seen, hands, reactions, the screen share, and what hosts do."""

from typing import Any

import pytest
from graphql import build_schema

from api.access.tokens import Role
from api.graphql.schema import export
from tests.api.graphql.settings import typed
from tests.api.world import World

FLOOR = """{ call {
    sessions { deviceId muted cameraOn } raisedHands { order raisedAt user { name } }
    reactions { number emoji reactedAt shownUntil user { name } } screenShare { session { id } user { name } }
    host { name } participants { user { name } sessions { deviceId } hand { order } }
} }"""


async def _meeting(world: World) -> dict[str, Any]:
    """Ada hosts a conference; Grace is in it with two devices."""
    started = await world.start("general", by="ada")
    for device in ("phone", "tablet"):
        await world.change("joinCall { callId }", by="grace", callId=started["callId"], deviceId=device)
    return started


async def _id_of(world: World, name: str) -> str:
    id_: str = (await world.ask("{ viewer { user { id } } }", by=name))["viewer"]["user"]["id"]
    return id_


async def test_microphones_and_cameras_belong_to_devices(world: World) -> None:
    started = await _meeting(world)
    own = {"callId": started["callId"], "sessionId": started["sessionId"], "on": True}
    on_device = "{ sessionId session { id muted cameraOn call { sessions { deviceId muted cameraOn } } } }"
    await world.change(f"setCamera {on_device}", by="ada", **own)
    shown = await world.change(f"setMicrophone {on_device}", by="ada", **own)
    session = shown["session"]
    assert (shown["sessionId"], session["id"], session["muted"]) == (own["sessionId"], own["sessionId"], False)
    assert session["call"]["sessions"] == [
        {"deviceId": "laptop", "muted": False, "cameraOn": True},
        {"deviceId": "phone", "muted": True, "cameraOn": False},
        {"deviceId": "tablet", "muted": True, "cameraOn": False},
    ]
    again = await world.change(f"setMicrophone {on_device}", by="ada", **own)
    assert again == shown
    off = await world.change(f"setMicrophone {on_device}", by="ada", **own | {"on": False})
    assert off["session"]["muted"] is True


async def test_hands_are_in_the_order_of_raising_and_raising_twice_keeps_the_place(world: World) -> None:
    started = await _meeting(world)
    call = {"callId": started["callId"]}
    for name in ("grace", "ada", "grace"):
        shown = await world.change(f"raiseHand {FLOOR}", by=name, **call)
    hands = [(hand["order"], hand["user"]["name"]) for hand in shown["call"]["raisedHands"]]
    assert hands == [(1, "Grace"), (2, "Ada")]
    assert [person["hand"] for person in shown["call"]["participants"]] == [{"order": 2}, {"order": 1}]
    grace = await _id_of(world, "grace")
    refused = await world.change("lowerHand { callId }", by="grace", userId=await _id_of(world, "ada"), **call)
    assert refused["code"] == "NOT_HOST"
    shown = await world.change(f"lowerHand {FLOOR}", by="ada", userId=grace, **call)
    assert [hand["user"]["name"] for hand in shown["call"]["raisedHands"]] == ["Ada"]
    shown = await world.change(f"lowerHand {FLOOR}", by="ada", **call)
    assert shown["call"]["raisedHands"] == []


async def test_reactions_are_shown_for_ten_seconds_and_up_to_ten_at_once(world: World) -> None:
    started = await _meeting(world)
    for _ in range(10):
        shown = await world.change(f"react {FLOOR}", by="grace", callId=started["callId"], emoji="👍🏽")
    reactions = shown["call"]["reactions"]
    assert len({reaction["number"] for reaction in reactions}) == 10
    assert {(reaction["emoji"], reaction["user"]["name"]) for reaction in reactions} == {("👍🏽", "Grace")}
    refused = await world.change("react { callId }", by="grace", callId=started["callId"], emoji="tada")
    assert (refused["__typename"], refused["code"]) == ("NotPossibleNow", "REACTING_TOO_FAST")
    shown = await world.change(f"react {FLOOR}", by="ada", callId=started["callId"], emoji="tada")
    assert shown["call"]["reactions"][-1]["emoji"] == "tada"


async def test_one_shares_at_a_time_and_the_host_stops_it(world: World) -> None:
    started = await _meeting(world)
    call = {"callId": started["callId"]}
    phone = (await world.ask("{ viewer { sessions { id deviceId } } }", by="grace"))["viewer"]["sessions"][0]["id"]
    shown = await world.change(f"startScreenShare {FLOOR}", by="grace", sessionId=phone, **call)
    assert shown["call"]["screenShare"] == {"session": {"id": phone}, "user": {"name": "Grace"}}
    refused = await world.change("startScreenShare { callId }", by="ada", sessionId=started["sessionId"], **call)
    assert (refused["__typename"], refused["code"]) == ("NotPossibleNow", "SOMEONE_ELSE_IS_SHARING")
    for _ in range(2):
        shown = await world.change(f"stopScreenShare {FLOOR}", by="ada", **call)
        assert shown["call"]["screenShare"] is None
    off = {"name": "screen_sharing.enabled", "value": typed(False)}
    await world.change("changeSetting { setting { name } }", by="root", role=Role.ADMIN, **off)
    refused = await world.change("startScreenShare { callId }", by="grace", sessionId=phone, **call)
    assert (refused["__typename"], refused["code"]) == ("NotPossibleNow", "SCREEN_SHARING_IS_DISABLED")


async def test_host_and_admins_mute_remove_and_hand_over(world: World) -> None:
    started = await _meeting(world)
    call = {"callId": started["callId"]}
    grace = await _id_of(world, "grace")
    own = {"sessionId": started["sessionId"], "on": True}
    await world.change("setMicrophone { sessionId }", by="ada", **call, **own)
    for session in (await world.ask("{ viewer { sessions { id } } }", by="grace"))["viewer"]["sessions"]:
        given = {"sessionId": session["id"], "on": True}
        await world.change("setMicrophone { sessionId }", by="grace", **call, **given)
    muted = FLOOR.removesuffix("}") + "participant { user { id } sessions { muted } } }"
    shown = await world.change(f"muteParticipant {muted}", by="ada", userId=grace, **call)
    assert shown["participant"] == {"user": {"id": grace}, "sessions": [{"muted": True}] * 2}
    assert [session["muted"] for session in shown["call"]["sessions"]] == [False, True, True]
    shown = await world.change("muteOthers { callId call { id } }", by="root", role=Role.ADMIN, **call)
    assert shown == {"__typename": "MuteOthersPayload", "callId": started["callId"], "call": None}
    query = "query ($id: ID!) { call(id: $id) { sessions { muted } } }"
    seen = await world.ask(query, by="alan", id=started["callId"])
    assert seen["call"]["sessions"] == [{"muted": True}] * 3
    shown = await world.change(f"handOverCall {FLOOR}", by="ada", userId=grace, **call)
    assert shown["call"]["host"] == {"name": "Grace"}
    shown = await world.change(f"removeParticipant {FLOOR}", by="grace", userId=await _id_of(world, "ada"), **call)
    assert [person["user"]["name"] for person in shown["call"]["participants"]] == ["Grace"]


async def test_the_host_rings_members_who_have_not_joined(world: World) -> None:
    group = {
        "externalId": "trio",
        "kind": "GROUP_DIRECT",
        "name": "Trio",
        "memberExternalIds": ["ada", "grace", "alan"],
    }
    await world.change("upsertRooms { roomIds }", by="chat", role=Role.SERVICE, rooms=[group])
    started = await world.start("trio", by="ada")
    ring_id = await world.ring("alan")
    await world.change("declineRing { ringId }", by="alan", ringId=ring_id)
    alan = await _id_of(world, "alan")
    rings = "{ ringId ring { id callee { id } } call { rings { id } } }"
    rung = await world.change(f"ringMember {rings}", by="ada", callId=started["callId"], userId=alan)
    again = await world.ring("alan")
    assert again not in (None, ring_id)
    assert (rung["ringId"], rung["ring"]) == (again, {"id": again, "callee": {"id": alan}})
    shown = await world.change(f"ringMember {rings}", by="ada", callId=started["callId"], userId=alan)
    assert len(shown["call"]["rings"]) == 3  # a member who rings already rings once
    assert shown["ringId"] == again
    channel = await world.start("general", by="ada", leaveOthers=True)
    refused = await world.change("ringMember { callId }", by="ada", callId=channel["callId"], userId=alan)
    assert (refused["__typename"], refused["code"]) == ("NotPossibleNow", "ROOM_DOES_NOT_RING")


OWN = {"sessionId": "", "on": True}
IN_CALL: dict[str, dict[str, Any]] = {
    "setMicrophone": OWN,
    "setCamera": OWN,
    "raiseHand": {},
    "lowerHand": {},
    "react": {"emoji": "tada"},
    "startScreenShare": {"sessionId": ""},
    "stopScreenShare": {},
    "muteParticipant": {"userId": ""},
    "muteOthers": {},
    "removeParticipant": {"userId": ""},
    "handOverCall": {"userId": ""},
    "ringMember": {"userId": ""},
    "startRecording": {},
    "stopRecording": {},
}
HOSTS = (
    "muteParticipant",
    "muteOthers",
    "removeParticipant",
    "handOverCall",
    "ringMember",
    "startRecording",
    "stopRecording",
)


def test_all_that_hosts_may_do_is_tried_here() -> None:
    mutations = build_schema(export()).mutation_type
    assert mutations is not None
    theirs = {
        name for name, field in mutations.fields.items() if "The host and admins may" in (field.description or "")
    }
    assert theirs == {*HOSTS, "endCall"}  # which another test tries


async def _refusals(world: World, call: dict[str, Any], name: str, role: Role = Role.MEMBER) -> dict[str, str]:
    """What each mutation is refused with."""
    ada = await _id_of(world, "ada") if role is not Role.SERVICE else ""
    ids = {"sessionId": call["sessionId"], "userId": ada}
    codes = {}
    for mutation, given in IN_CALL.items():
        filled = {key: ids.get(key, value) for key, value in given.items()}
        answer = await world.change(f"{mutation} {{ __typename }}", by=name, role=role, callId=call["callId"], **filled)
        codes[mutation] = answer.get("code", "")
    return codes


@pytest.mark.parametrize(
    ("name", "role", "code"),
    [
        ("eve", Role.MEMBER, "UNKNOWN_CALL"),
        ("gus", Role.GUEST, "UNKNOWN_CALL"),
        ("iris", Role.AUDITOR, "NOT_ALLOWED"),
        ("chat", Role.SERVICE, "NOT_ALLOWED"),
    ],
)
async def test_to_others_than_members_a_call_cannot_be_acted_in(world: World, name: str, role: Role, code: str) -> None:
    started = await world.start("general", by="ada")
    assert await _refusals(world, started, name, role) == dict.fromkeys(IN_CALL, code)


async def test_in_a_call_only_participants_act_and_only_hosts_over_others(world: World) -> None:
    started = await world.start("general", by="ada")
    outside = dict.fromkeys(IN_CALL, "NOT_IN_CALL") | dict.fromkeys(HOSTS, "NOT_HOST")
    assert await _refusals(world, started, "grace") == outside
    await world.start("general", by="grace")
    inside = await _refusals(world, started, "grace")
    assert {name: inside[name] for name in HOSTS} == dict.fromkeys(HOSTS, "NOT_HOST")
    sessions = ("setMicrophone", "setCamera", "startScreenShare")
    assert {name: inside[name] for name in sessions} == dict.fromkeys(sessions, "UNKNOWN_SESSION")
    await world.change("endCall { callId }", by="ada", callId=started["callId"])
    assert await _refusals(world, started, "ada") == dict.fromkeys(IN_CALL, "CALL_ALREADY_ENDED")
    await world.change("deactivateUsers { userIds }", by="chat", role=Role.SERVICE, userExternalIds=["grace"])
    ada = {"userId": "", "callId": started["callId"], "sessionId": started["sessionId"]}
    refused = await world.change("raiseHand { callId }", by="grace", callId=ada["callId"])
    assert (refused["__typename"], refused["code"]) == ("NotAllowed", "USER_IS_DEACTIVATED")


@pytest.mark.parametrize("emoji", ["", "thumbs up", "x" * 65, "bell\a"])
async def test_an_emoji_is_one_word_of_up_to_64_characters(world: World, emoji: str) -> None:
    started = await world.start("general", by="ada")
    refused = await world.change("react { callId }", by="ada", callId=started["callId"], emoji=emoji)
    assert (refused["__typename"], refused["path"]) == ("InvalidInput", ["emoji"])
