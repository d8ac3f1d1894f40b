"""The workspace over GraphQL: settings by level, providers, what is offered before a call, and statistics."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.access.tokens import Role
from tests.api.graphql.settings import VALUE, typed, value_of
from tests.api.world import World

ADMIN: dict[str, Any] = {"by": "root", "role": Role.ADMIN}
SET = f"changeSetting {{ setting {{ name origin perRoom {VALUE} }} }}"
RESET = f"resetSetting {{ setting {{ origin {VALUE} }} }}"
ROOM = f"""query ($room: ID!) {{ room(id: $room) {{
    settings {{ name origin {VALUE} }}
    preflight {{ microphone camera callsEnabled providers {{ name isDefault capabilities }} }}
}} }}"""


async def _in_room(world: World, external_id: str) -> dict[str, Any]:
    room_id = await world.room(external_id, by="ada")
    room: dict[str, Any] = (await world.ask(ROOM, by="ada", room=room_id))["room"]
    room["settings"] = {each["name"]: (value_of(each), each["origin"]) for each in room["settings"]}
    return room


async def test_a_room_has_its_own_settings_or_its_kinds_or_the_workspaces(world: World) -> None:
    name = "calls.max_participants"
    assert (await _in_room(world, "general"))["settings"][name] == (0, "DEFAULT")
    general = await world.room("general", by="ada")
    for level, value, origin in (
        (None, 50, "WORKSPACE"),
        ({"roomKind": "CHANNEL"}, 20, "ROOM_KIND"),
        ({"roomId": general}, 5, "ROOM"),
    ):
        given: dict[str, Any] = {"name": name, "value": typed(value)} | ({} if level is None else {"level": level})
        changed = await world.change(SET, **ADMIN, **given)
        assert changed["setting"] == {"name": name, "integer": value, "origin": origin, "perRoom": True}
        assert (await _in_room(world, "general"))["settings"][name] == (value, origin)
    assert (await _in_room(world, "ada-grace"))["settings"][name] == (50, "WORKSPACE")
    query = f"query ($k: RoomKind) {{ workspace {{ settings(roomKind: $k) {{ name origin {VALUE} }} }} }}"
    kinds = (await world.ask(query, by="ada", k="CHANNEL"))["workspace"]["settings"]
    assert {"name": name, "integer": 20, "origin": "ROOM_KIND"} in kinds
    reset = await world.change(RESET, **ADMIN, name=name, level={"roomId": general})
    assert reset["setting"] == {"integer": 20, "origin": "ROOM_KIND"}
    again = await world.change(RESET, **ADMIN, name=name, level={"roomId": general})
    assert again == reset


@pytest.mark.parametrize(
    ("given", "kind", "field"),
    [
        ({"name": "calls.lease_time", "value": typed(20), "level": {"roomKind": "CHANNEL"}}, "InvalidInput", "level"),
        ({"name": "calls.enabled", "value": typed(True), "level": {"roomId": "nonsense"}}, "NotFound", None),
        ({"name": "calls.volume", "value": typed(True), "level": {"roomKind": "CHANNEL"}}, "InvalidInput", "name"),
        ({"name": "calls.max_participants", "value": typed(-1)}, "InvalidInput", "value"),
        ({"name": "recording.limit", "value": typed(14)}, "InvalidInput", "value"),
        ({"name": "recording.limit", "value": typed(181)}, "InvalidInput", "value"),
        ({"name": "calls.enabled", "value": typed("on")}, "InvalidInput", "value"),
    ],
)
async def test_a_setting_fits_where_it_is_set(
    world: World, given: dict[str, Any], kind: str, field: str | None
) -> None:
    refused = await world.change(SET, **ADMIN, **given)
    assert (refused["__typename"], refused.get("path")) == (kind, field and [field])


@pytest.mark.parametrize("level", [{}, {"roomKind": "CHANNEL", "roomId": "general"}, {"roomKind": None}])
async def test_a_level_is_a_kind_of_room_or_a_room(world: World, level: dict[str, Any]) -> None:
    query = """mutation ($input: ResetSettingInput!) { resetSetting(input: $input) { __typename } }"""
    body = await world.request(query, **ADMIN, input={"name": "calls.enabled", "level": level})
    assert [error["extensions"]["code"] for error in body["errors"]] == ["INVALID_VARIABLES"]


async def test_a_setting_that_there_is_not_cannot_be_reset(world: World) -> None:
    refused = await world.change("resetSetting { setting { name } }", **ADMIN, name="calls.volume")
    assert (refused["__typename"], refused["path"]) == ("InvalidInput", ["name"])
    for name, role, code in (("ada", Role.MEMBER, "NOT_ADMIN"), ("iris", Role.AUDITOR, "NOT_ALLOWED")):
        refused = await world.change("resetSetting { setting { name } }", by=name, role=role, name="calls.enabled")
        assert (refused["__typename"], refused["code"]) == ("NotAllowed", code)


async def test_microphones_start_on_between_few_people_and_off_among_many(world: World) -> None:
    assert (await _in_room(world, "ada-grace"))["preflight"]["microphone"] is True
    channel = (await _in_room(world, "general"))["preflight"]
    (provider,) = channel.pop("providers")
    assert channel == {"microphone": False, "camera": False, "callsEnabled": True}
    assert (provider["name"], provider["isDefault"]) == ("builtin", True)
    assert {"MIC", "CAM", "SCREEN", "TITLE"} <= set(provider["capabilities"])
    listed = await world.ask("{ workspace { providers { name isDefault capabilities } } }", by="ada")
    assert listed["workspace"]["providers"] == [provider]
    sessions = "startCall { call { sessions { muted cameraOn } } }"
    for external_id, muted in (("ada-grace", False), ("general", True)):
        room = await world.room(external_id, by="ada")
        given: dict[str, Any] = {"roomId": room, "deviceId": "laptop", "leaveOthers": True}
        started = await world.change(sessions, by="ada", **given)
        assert started["call"]["sessions"] == [{"muted": muted, "cameraOn": False}]


async def test_calls_can_be_turned_off_for_a_kind_of_room(world: World) -> None:
    given: dict[str, Any] = {"name": "calls.enabled", "value": typed(False), "level": {"roomKind": "CHANNEL"}}
    await world.change(SET, **ADMIN, **given)
    room = await world.room("general", by="ada")
    refused = await world.change("startCall { callId }", by="ada", roomId=room, deviceId="laptop")
    assert refused["code"] == "CALLS_ARE_DISABLED"
    await world.start("ada-grace", by="ada")
    assert (await _in_room(world, "general"))["preflight"]["callsEnabled"] is False


STATISTICS = """query ($day: Date!) { workspace { statistics {
    now { roomKind callCount sessionCount }
    byDay(since: $day, until: $day) { day roomKind callCount heldCallCount averageDurationSeconds averageParticipants }
    byMonth(since: $day, until: $day) { roomKind callCount }
} } }"""


async def test_statistics_are_for_admins_and_auditors(world: World) -> None:
    started = await world.start("general", by="ada")
    await world.start("general", by="grace")
    await world.change("endCall { callId }", by="ada", callId=started["callId"])
    await world.start("ada-grace", by="ada")
    await world.settle()
    day = datetime.now(UTC).date().isoformat()
    seen = await world.ask(STATISTICS, by="iris", role=Role.AUDITOR, day=day)
    assert await world.ask(STATISTICS, **ADMIN, day=day) == seen
    statistics = seen["workspace"]["statistics"]
    assert {"roomKind": "DIRECT", "callCount": 1, "sessionCount": 1} in statistics["now"]
    channel = next(each for each in statistics["byDay"] if each["roomKind"] == "CHANNEL")
    assert (channel["callCount"], channel["heldCallCount"], channel["averageParticipants"]) == (1, 1, 2.0)
    assert {"roomKind": "CHANNEL", "callCount": 1} in statistics["byMonth"]
    for name, role in (("ada", Role.MEMBER), ("gus", Role.GUEST), ("chat", Role.SERVICE)):
        assert (await world.ask(STATISTICS, by=name, role=role, day=day))["workspace"] == {"statistics": None}
    body = await world.request(STATISTICS.replace("since: $day", 'since: "1900-01-01"'), **ADMIN, day=day)
    assert body["errors"][0]["extensions"]["code"] == "INVALID_INPUT"


SEARCH = """query ($room: ID!, $search: ConferenceSearchInput, $first: Int! = 25, $after: String) { room(id: $room) {
    contextualBar(search: $search, first: $first, after: $after) {
        edges { node { title } } pageInfo { endCursor hasNextPage }
    }
} }"""


async def test_the_contextual_bar_is_searched_by_title_attendee_and_date(world: World) -> None:
    room = await world.room("general", by="ada")
    for title, by in (("Weekly planning", "ada"), ("Retro", "grace"), ("Weekly retro", "grace")):
        started = await world.start("general", by=by, title=title)
        await world.change("endCall { callId }", by=by, callId=started["callId"])
    await world.settle()
    grace = (await world.ask("{ viewer { user { id } } }", by="grace"))["viewer"]["user"]["id"]
    for search, titles in (
        ({"title": "WEEK"}, ["Weekly retro", "Weekly planning"]),
        ({"attendeeId": grace}, ["Weekly retro", "Retro"]),
        ({"title": "retro", "attendeeId": grace}, ["Weekly retro", "Retro"]),
        ({"title": "planning", "attendeeId": grace}, []),
        ({"attendeeId": "nonsense"}, []),
        ({"until": "2020-01-01T00:00:00Z"}, []),
        ({"since": "2020-01-01T00:00:00Z"}, ["Weekly retro", "Retro", "Weekly planning"]),
        ({}, ["Weekly retro", "Retro", "Weekly planning"]),
    ):
        bar = (await world.ask(SEARCH, by="alan", room=room, search=search))["room"]["contextualBar"]
        assert [edge["node"]["title"] for edge in bar["edges"]] == titles, search
    first = (await world.ask(SEARCH, by="alan", room=room, search={"title": "retro"}, first=1))["room"]["contextualBar"]
    cursor = first["pageInfo"]["endCursor"]
    asked = {"search": {"title": "retro"}, "first": 1, "after": cursor}
    second = (await world.ask(SEARCH, by="alan", room=room, **asked))["room"]["contextualBar"]
    assert [edge["node"]["title"] for edge in first["edges"] + second["edges"]] == ["Weekly retro", "Retro"]
    body = await world.request(SEARCH, by="alan", room=room, search={"title": "x" * 257})
    assert body["errors"][0]["extensions"] == {"code": "INVALID_INPUT", "argument": "title"}
