"""Pages of rooms, members, timelines and contextual bars."""

from base64 import urlsafe_b64encode
from typing import Any

import pytest

from api.access.tokens import Role
from tests.api.world import World

PAGE = "edges { cursor node { %s } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"


async def _walk(world: World, query: str, *path: str, by: str, first: int) -> list[dict[str, Any]]:
    """All nodes, page by page."""
    nodes: list[dict[str, Any]] = []
    after = None
    while True:
        page: Any = await world.ask(query, by=by, first=first, after=after)
        for step in path:
            page = page[step]
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        assert len(page["edges"]) <= first
        nodes += [edge["node"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            return nodes
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        after = page["pageInfo"]["endCursor"]


async def test_members_are_paged_by_name(world: World) -> None:
    users: list[dict[str, str]] = [{"externalId": f"u{number}", "name": f"U {number % 5}"} for number in range(12)]
    service: dict[str, Any] = {"by": "chat", "role": Role.SERVICE}
    await world.change("upsertUsers { userIds }", **service, users=users)
    members = [user["externalId"] for user in users]
    await world.change("addMembers { roomId }", **service, roomExternalId="general", userExternalIds=members)
    query = f"""query ($first: Int!, $after: String) {{
        roomByExternalId(externalId: "general") {{ members(first: $first, after: $after) {{ {PAGE % "name id"} }} }}
    }}"""
    found = await _walk(world, query, "roomByExternalId", "members", by="ada", first=4)
    assert [user["name"] for user in found] == sorted(["Ada", "Alan", "Grace", *(user["name"] for user in users)])
    assert len({user["id"] for user in found}) == 15


async def test_rooms_are_paged_by_name(world: World) -> None:
    rooms: list[dict[str, Any]] = [
        {"externalId": f"r{number}", "kind": "TEAM", "name": f"R {number % 3}", "memberExternalIds": ["ada"]}
        for number in range(7)
    ]
    await world.change("upsertRooms { roomIds }", by="chat", role=Role.SERVICE, rooms=rooms)
    query = f"""query ($first: Int!, $after: String) {{
        viewer {{ rooms(first: $first, after: $after) {{ {PAGE % "name id"} }} }} }}"""
    found = await _walk(world, query, "viewer", "rooms", by="ada", first=2)
    assert [room["name"] for room in found] == sorted(["Ada, Grace", "General", *(room["name"] for room in rooms)])
    assert len({room["id"] for room in found}) == 9


async def test_the_timeline_and_the_bar_go_from_the_ongoing_call_back_to_the_first(world: World) -> None:
    for number in range(5):
        started = await world.start("general", by="ada", title=f"Call {number}")
        if number < 4:
            await world.change("endCall { callId }", by="ada", callId=started["callId"])
    titles = [f"Call {number}" for number in (4, 3, 2, 1, 0)]
    for field in ("timeline", "contextualBar"):
        query = f"""query ($first: Int!, $after: String) {{
            roomByExternalId(externalId: "general") {{ {field}(first: $first, after: $after) {{ {PAGE % "title"} }} }}
        }}"""
        found = await _walk(world, query, "roomByExternalId", field, by="grace", first=2)
        assert [node["title"] for node in found] == titles


async def test_a_page_has_25_entries_if_nobody_says_otherwise(world: World) -> None:
    rooms = [
        {"externalId": f"r{number}", "kind": "TEAM", "name": f"R {number}", "memberExternalIds": ["ada"]}
        for number in range(30)
    ]
    await world.change("upsertRooms { roomIds }", by="chat", role=Role.SERVICE, rooms=rooms)
    page = await world.ask("{ viewer { rooms { edges { node { id } } pageInfo { hasNextPage } } } }", by="ada")
    assert len(page["viewer"]["rooms"]["edges"]) == 25
    assert page["viewer"]["rooms"]["pageInfo"] == {"hasNextPage": True}


@pytest.mark.parametrize("first", [0, -1, 101])
async def test_a_page_has_1_to_100_entries(world: World, first: int) -> None:
    query = "query ($first: Int!) { viewer { rooms(first: $first) { edges { node { id } } } } }"
    (error,) = (await world.request(query, by="ada", first=first))["errors"]
    assert error["extensions"] == {"code": "INVALID_INPUT", "argument": "first"}


@pytest.mark.parametrize("after", ["", "x", "bm90aGluZw==", "WzEsMl0=", "\u20ac"])
async def test_a_cursor_is_one_of_the_same_list(world: World, after: str) -> None:
    query = "query ($after: String!) { viewer { rooms(after: $after) { edges { node { id } } } } }"
    (error,) = (await world.request(query, by="ada", after=after))["errors"]
    assert error["extensions"] == {"code": "INVALID_INPUT", "argument": "after"}


@pytest.mark.parametrize("key", ['["\\u0000", "00000000-0000-0000-0000-000000000000"]', f"[{'1' * 60}]"])
async def test_a_cursor_with_what_no_value_may_have_is_none(world: World, key: str) -> None:
    query = "query ($after: String) { viewer { rooms(after: $after) { edges { cursor } } } }"
    body = await world.request(query, by="ada", after=urlsafe_b64encode(key.encode()).decode())
    assert body["errors"][0]["extensions"] == {"code": "INVALID_INPUT", "argument": "after"}


async def test_a_page_has_its_entries_without_cursors_too_and_says_how_many_there_are_in_all(world: World) -> None:
    started = await world.start("general", by="ada")
    for text in ("one", "two", "three"):
        await world.change("postMessage { messageId }", by="ada", callId=started["callId"], text=text)
    await world.change("muteRoom { preferences { ringTone } }", by="ada", roomId=await _general(world), muted=True)
    await world.change("joinCall { callId }", by="grace", callId=started["callId"], deviceId="phone")
    await world.change("endCall { callId }", by="ada", callId=started["callId"])
    counted = "(first: 1) { totalCount edges { node { __typename } } nodes { __typename } pageInfo { hasNextPage } }"
    query = f"""query ($id: ID!) {{
        viewer {{ rooms{counted} preferences {{ mutedRooms{counted} }} }}
        call(id: $id) {{ room {{ members{counted} contextualBar{counted} }} }}
        conferenceLog(callId: $id) {{ attendees{counted} thread {{ messages{counted} }} }}
    }}"""
    found = await world.ask(query, by="ada", id=started["callId"])
    viewer, room, log = found["viewer"], found["call"]["room"], found["conferenceLog"]
    assert [
        (page["totalCount"], len(page["nodes"]), page["pageInfo"]["hasNextPage"])
        for page in (
            viewer["rooms"],
            viewer["preferences"]["mutedRooms"],
            room["members"],
            room["contextualBar"],
            log["attendees"],
            log["thread"]["messages"],
        )
    ] == [(2, 1, True), (1, 1, False), (3, 1, True), (1, 1, False), (2, 1, True), (3, 1, True)]
    assert viewer["rooms"]["nodes"] == [edge["node"] for edge in viewer["rooms"]["edges"]]


async def _general(world: World) -> str:
    return await world.room("general", by="ada")


async def test_what_a_search_finds_is_not_counted(world: World) -> None:
    await world.start("general", by="ada", title="Lunch")
    query = """query ($id: ID!) { room(id: $id) {
        contextualBar(search: {title: "lunch"}) { totalCount nodes { title } }
    } }"""
    bar = (await world.ask(query, by="ada", id=await _general(world)))["room"]["contextualBar"]
    assert bar == {"totalCount": None, "nodes": [{"title": "Lunch"}]}


async def test_a_list_that_is_at_hand_is_walked_page_by_page(world: World) -> None:
    started = await world.start("general", by="ada")
    for name in ("grace", "alan"):
        await world.change("joinCall { callId }", by=name, callId=started["callId"], deviceId="phone")
    await world.change("endCall { callId }", by="ada", callId=started["callId"])
    query = f"""query ($first: Int!, $after: String) {{ conferenceLog(callId: "{started["callId"]}") {{
        attendees(first: $first, after: $after) {{ {PAGE % "user { name }"} }}
    }} }}"""
    found = await _walk(world, query, "conferenceLog", "attendees", by="ada", first=2)
    assert [attendee["user"]["name"] for attendee in found] == ["Ada", "Grace", "Alan"]
