"""What is shown to whom: members see their rooms, auditors everything, and nobody else anything."""

from typing import Any
from uuid import uuid4

import pytest

from api.access.tokens import Role
from api.graphql.core.ids import global_id
from tests.api.graphql.settings import typed
from tests.api.world import World

EVERYTHING = """
    query ($room: ID!, $call: ID!, $externalId: String!, $nodes: [ID!]!) {
        room(id: $room) { name }
        roomByExternalId(externalId: $externalId) { name }
        call(id: $call) { title }
        conferenceLog(callId: $call) { title }
        nodes(ids: $nodes) { __typename id }
    }"""
NOTHING = {"room": None, "roomByExternalId": None, "call": None, "conferenceLog": None}


async def _ended_call(world: World) -> dict[str, Any]:
    """The variables of EVERYTHING, for a call that has ended."""
    started = await world.start("ada-grace", by="ada")
    room = await world.room("ada-grace", by="ada")
    ring_id = await world.ring("grace")
    await world.change("endCall { callId }", by="ada", callId=started["callId"])
    query = """query ($id: ID!) { call(id: $id) {
        conferenceLog { id } thread { id } room { timeline { nodes { id } } contextualBar { nodes { id } } }
    } }"""
    call = (await world.ask(query, by="ada", id=started["callId"]))["call"]
    (message,), (conference,) = call["room"]["timeline"]["nodes"], call["room"]["contextualBar"]["nodes"]
    shown = [call["conferenceLog"]["id"], message["id"], conference["id"], call["thread"]["id"]]
    nodes = [room, started["callId"], ring_id, *shown]
    return {"room": room, "call": started["callId"], "externalId": "ada-grace", "nodes": nodes}


@pytest.mark.parametrize(("name", "role"), [("grace", Role.MEMBER), ("grace", Role.ADMIN), ("iris", Role.AUDITOR)])
async def test_members_and_auditors_see_a_room_and_its_calls(world: World, name: str, role: Role) -> None:
    asked = await _ended_call(world)
    seen = await world.ask(EVERYTHING, by=name, role=role, **asked)
    types = ("Room", "Call", "Ring", "ConferenceLog", "CallMessage", "Conference", "Thread")
    assert seen == {
        "room": {"name": "Ada, Grace"},
        "roomByExternalId": {"name": "Ada, Grace"},
        "call": {"title": "Ada, Grace"},
        "conferenceLog": {"title": "Ada, Grace"},
        "nodes": [{"__typename": kind, "id": id_} for kind, id_ in zip(types, asked["nodes"], strict=True)],
    }


@pytest.mark.parametrize(
    ("name", "role"),
    [("alan", Role.MEMBER), ("root", Role.ADMIN), ("gus", Role.GUEST), ("chat", Role.SERVICE), ("eve", Role.MEMBER)],
)
async def test_to_others_a_room_and_its_calls_do_not_exist(world: World, name: str, role: Role) -> None:
    asked = await _ended_call(world)
    assert await world.ask(EVERYTHING, by=name, role=role, **asked) == NOTHING | {"nodes": [None] * 7}


@pytest.mark.parametrize("role", [Role.MEMBER, Role.ADMIN, Role.AUDITOR])
async def test_deactivated_people_see_nothing(world: World, role: Role) -> None:
    asked = await _ended_call(world)
    await world.change("deactivateUsers { userIds }", by="chat", role=Role.SERVICE, userExternalIds=["ada"])
    assert await world.ask(EVERYTHING, by="ada", role=role, **asked) == NOTHING | {"nodes": [None] * 7}
    mine = """{ viewer { role user { name } rooms { edges { node { name } } } sessions { id } incomingRings { id } }
               workspace { settings { name } } }"""
    assert await world.ask(mine, by="ada", role=role) == {
        "viewer": {"role": role.name, "user": None, "rooms": {"edges": []}, "sessions": [], "incomingRings": []},
        "workspace": None,
    }


async def test_only_auditors_still_see_a_deleted_room(world: World) -> None:
    asked = await _ended_call(world)
    await world.change("deleteRooms { roomIds }", by="chat", role=Role.SERVICE, roomExternalIds=["ada-grace"])
    assert await world.ask(EVERYTHING, by="ada", **asked) == NOTHING | {"nodes": [None] * 7}
    seen = await world.ask(EVERYTHING, by="iris", role=Role.AUDITOR, **asked)
    assert seen["conferenceLog"] == {"title": "Ada, Grace"}


async def test_whoever_leaves_a_room_is_out_of_its_call_and_sees_no_ring_of_it(world: World) -> None:
    await world.start("ada-grace", by="ada")
    assert await world.ring("grace") is not None
    gone = {"roomExternalId": "ada-grace", "userExternalIds": ["grace"]}
    await world.change("removeMembers { roomId }", by="chat", role=Role.SERVICE, **gone)
    assert await world.ring("grace") is None


async def test_an_id_of_nothing_is_null(world: World) -> None:
    for given in ("", "general", "Um9vbTp4", "Um9vbTo=", "x" * 5000, "\u20ac"):
        query = "query ($id: ID!) { node(id: $id) { id } room(id: $id) { id } call(id: $id) { id } }"
        body = await world.request(query, by="ada", id=given)
        assert body["data"] == {"node": None, "room": None, "call": None}


async def test_people_of_the_organisation_see_each_other_and_guests_only_themselves(world: World) -> None:
    ids = {}
    for name in ("ada", "gus"):
        ids[name] = (await world.ask("{ viewer { user { id } } }", by=name))["viewer"]["user"]["id"]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on User { name } } }"
    both = list(ids.values())
    assert await world.ask(query, by="grace", ids=both) == {"nodes": [{"name": "Ada"}, {"name": "Gus"}]}
    assert await world.ask(query, by="gus", role=Role.GUEST, ids=both) == {"nodes": [None, {"name": "Gus"}]}


async def test_the_viewer_has_their_rooms_rings_and_sessions(world: World) -> None:
    started = await world.start("ada-grace", by="ada")
    ringing = """{ viewer { role user { name } rooms { edges { node { name ongoingCall { state } } } }
                   incomingRings { caller { name } room { name } call { id title } } sessions { id } } }"""
    seen = (await world.ask(ringing, by="grace"))["viewer"]
    assert seen == {
        "role": "MEMBER",
        "user": {"name": "Grace"},
        "rooms": {
            "edges": [
                {"node": {"name": "Ada, Grace", "ongoingCall": {"state": "CALLING"}}},
                {"node": {"name": "General", "ongoingCall": None}},
            ]
        },
        "incomingRings": [
            {
                "caller": {"name": "Ada"},
                "room": {"name": "Ada, Grace"},
                "call": {"id": started["callId"], "title": "Ada, Grace"},
            }
        ],
        "sessions": [],
    }
    sessions = await world.ask("{ viewer { sessions { id deviceId call { id } } } }", by="ada")
    expected = {"id": started["sessionId"], "deviceId": "laptop", "call": {"id": started["callId"]}}
    assert sessions["viewer"]["sessions"] == [expected]


NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"


async def test_sessions_and_tracks_are_fetched_by_their_ids_while_they_are_there(world: World) -> None:
    started = await world.start("ada-grace", by="ada")
    ids = [started["sessionId"], global_id("Session", uuid4()), global_id("Track", uuid4())]
    found = {"__typename": "Session", "id": started["sessionId"]}
    assert await world.ask(NODES, by="grace", ids=ids) == {"nodes": [found, None, None]}
    assert await world.ask(NODES, by="alan", ids=ids) == {"nodes": [None] * 3}
    await world.change("endCall { callId }", by="ada", callId=started["callId"])
    assert await world.ask(NODES, by="grace", ids=ids) == {"nodes": [None] * 3}


async def test_an_entry_of_a_call_history_is_fetched_by_its_own_user_alone(world: World) -> None:
    await world.start("ada-grace", by="ada")
    query = "{ viewer { callHistory { nodes { id initiator { name } endReason durationSeconds room { name } } } } }"
    (hers,) = (await world.ask(query, by="ada"))["viewer"]["callHistory"]["nodes"]
    (his,) = (await world.ask(query, by="grace"))["viewer"]["callHistory"]["nodes"]
    assert hers["id"] != his["id"]
    shown = {"initiator": {"name": "Ada"}, "endReason": None, "durationSeconds": None, "room": {"name": "Ada, Grace"}}
    assert hers == {"id": hers["id"]} | shown
    found = {"__typename": "CallHistoryEntry", "id": hers["id"]}
    assert await world.ask(NODES, by="ada", ids=[hers["id"], his["id"]]) == {"nodes": [found, None]}


async def test_settings_say_what_they_are_and_may_be(world: World) -> None:
    query = """{ workspace { settings { __typename name help
        ... on BooleanSetting { boolean defaultBoolean }
        ... on IntegerSetting { integer defaultInteger minimum maximum }
        ... on TextSetting { text defaultText choices }
        ... on TextListSetting { texts defaultTexts choices } } } }"""
    settings = (await world.ask(query, by="gus", role=Role.GUEST))["workspace"]["settings"]
    before = {each["name"]: each for each in settings}
    assert before["ringing.time"] == {
        "__typename": "IntegerSetting",
        "name": "ringing.time",
        "integer": 30,
        "help": "Seconds a ring lasts.",
        "defaultInteger": 30,
        "minimum": 1,
        "maximum": 300,
    }
    kinds = before["ringing.room_kinds"]
    both = ["direct", "group_direct"]
    assert (kinds["__typename"], kinds["texts"], kinds["choices"]) == ("TextListSetting", both, both)
    provider = before["calls.default_provider"]
    assert (provider["__typename"], provider["text"], provider["defaultText"]) == ("TextSetting", "builtin", "builtin")
    enabled = before["calls.enabled"]
    assert (enabled["__typename"], enabled["boolean"], enabled["defaultBoolean"]) == ("BooleanSetting", True, True)
    given = {"name": "ringing.room_kinds", "value": typed(["direct"])}
    changes = "changeSetting { setting { ... on TextListSetting { texts defaultTexts } } }"
    changed = await world.change(changes, by="root", role=Role.ADMIN, **given)
    assert changed["setting"] == {"texts": ["direct"], "defaultTexts": both}
