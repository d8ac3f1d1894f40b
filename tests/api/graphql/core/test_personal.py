"""What is somebody's own over GraphQL: preferences, call history, missed calls, and rings that never rang."""

from typing import Any

from api.access.tokens import Role
from tests.api.graphql.watching import watching
from tests.api.world import World

PREFERENCES = "{ preferences { ringTone ringingEnabled doNotDisturb mutedRooms { nodes { name } } } }"
HISTORY = """query ($filter: CallHistoryFilterInput, $first: Int! = 25, $after: String) { viewer {
    missedCallCount callHistory(first: $first, after: $after, filter: $filter) {
        edges { node { title direction outcome missed seen other { name } durationSeconds call { id } room { name } } }
        pageInfo { hasNextPage endCursor }
    }
} }"""


async def _history(world: World, by: str, **asked: Any) -> dict[str, Any]:
    viewer: dict[str, Any] = (await world.ask(HISTORY, by=by, **asked))["viewer"]
    return viewer


def _entries(viewer: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in viewer["callHistory"]["edges"]]


async def test_preferences_are_changed_one_by_one_and_seen_by_nobody_else(world: World) -> None:
    changed = await world.change(f"changePreferences {PREFERENCES}", by="ada", ringTone="marimba")
    usual = {"ringingEnabled": True, "doNotDisturb": False, "mutedRooms": {"nodes": []}}
    assert changed["preferences"] == {"ringTone": "marimba"} | usual
    await world.change("changePreferences { preferences { ringTone } }", by="ada", doNotDisturb=True)
    room = await world.room("general", by="ada")
    for muted, rooms in ((True, [{"name": "General"}]), (True, [{"name": "General"}]), (False, [])):
        changed = await world.change(f"muteRoom {PREFERENCES}", by="ada", roomId=room, muted=muted)
        now = {"ringTone": "marimba", "ringingEnabled": True, "doNotDisturb": True, "mutedRooms": {"nodes": rooms}}
        assert changed["preferences"] == now
    assert (await world.ask(f"{{ viewer {PREFERENCES} }}", by="ada"))["viewer"]["preferences"] == now
    assert (await world.ask(f"{{ viewer {PREFERENCES} }}", by="grace"))["viewer"]["preferences"][
        "ringTone"
    ] == "default"


async def test_preferences_that_cannot_be_are_refused(world: World) -> None:
    tone = await world.change("changePreferences { preferences { ringTone } }", by="ada", ringTone="two words")
    assert (tone["__typename"], tone["path"]) == ("InvalidInput", ["ringTone"])
    attic = await world.room("attic", by="alan")
    for room_id in (attic, "nonsense"):
        refused = await world.change("muteRoom { preferences { ringTone } }", by="ada", roomId=room_id, muted=True)
        assert refused["code"] == "UNKNOWN_ROOM"
    commands: tuple[tuple[str, dict[str, Any]], ...] = (
        ("changePreferences { preferences { ringTone } }", {"ringTone": "x"}),
        ("muteRoom { preferences { ringTone } }", {"roomId": attic, "muted": True}),
        ("markMissedCallsSeen { missedCallCount }", {}),
    )
    for mutation, given in commands:
        refused = await world.change(mutation, by="iris", role=Role.AUDITOR, **given)
        assert refused["code"] == "NOT_ALLOWED"
        unknown = await world.change(mutation, by="eve", **given)
        assert unknown["code"] == "UNKNOWN_USER"


async def test_a_history_tells_both_sides_and_missed_calls_are_marked_as_seen(world: World) -> None:
    cancelled = await world.start("ada-grace", by="ada", title="First")
    await world.change("endCall { callId }", by="ada", callId=cancelled["callId"])
    answered = await world.start("ada-grace", by="grace", title="Second")
    ring_id = await world.ring("ada")
    await world.change("acceptRing { callId }", by="ada", ringId=ring_id, deviceId="laptop")
    await world.change("endCall { callId }", by="grace", callId=answered["callId"])
    await world.settle()
    mine = await _history(world, "grace")
    second, first = _entries(mine)
    assert (mine["missedCallCount"], first["outcome"], first["direction"]) == (1, "CANCELLED", "INCOMING")
    assert (first["missed"], first["seen"], first["other"], first["durationSeconds"]) == (
        True,
        False,
        {"name": "Ada"},
        None,
    )
    assert (second["outcome"], second["direction"], second["missed"]) == ("ANSWERED", "OUTGOING", False)
    assert second["durationSeconds"] is not None
    assert [entry["outcome"] for entry in _entries(await _history(world, "ada"))] == ["ANSWERED", "CANCELLED"]
    seen = await world.change("markMissedCallsSeen { missedCallCount }", by="grace")
    assert seen["missedCallCount"] == 0
    assert _entries(await _history(world, "grace"))[1]["seen"] is True
    page = await _history(world, "grace", first=1)
    rest = await _history(world, "grace", first=1, after=page["callHistory"]["pageInfo"]["endCursor"])
    assert [entry["title"] for entry in _entries(page) + _entries(rest)] == ["Second", "First"]
    ada = (await world.ask("{ viewer { user { id } } }", by="ada"))["viewer"]["user"]["id"]
    room = await world.room("ada-grace", by="ada")
    for wanted, titles in (
        ({"missed": True}, ["First"]),
        ({"outcome": "ANSWERED"}, ["Second"]),
        ({"direction": "INCOMING"}, ["First"]),
        ({"roomId": room, "userId": ada}, ["Second", "First"]),
        ({"roomId": "nonsense"}, []),
        ({"until": "2020-01-01T00:00:00Z"}, []),
        ({"since": "2020-01-01T00:00:00Z"}, ["Second", "First"]),
    ):
        assert [entry["title"] for entry in _entries(await _history(world, "grace", filter=wanted))] == titles, wanted


async def test_a_history_stays_with_who_leaves_the_room_but_shows_no_more_of_it(world: World) -> None:
    await world.start("general", by="ada")
    await world.start("general", by="grace")
    await world.change(
        "removeMembers { roomId }", by="chat", role=Role.SERVICE, roomExternalId="general", userExternalIds=["grace"]
    )
    await world.settle()
    (entry,) = _entries(await _history(world, "grace"))
    assert (entry["title"], entry["call"], entry["room"]) == ("General", None, None)
    await world.change("deactivateUsers { userIds }", by="chat", role=Role.SERVICE, userExternalIds=["grace"])
    assert await _history(world, "grace") == {
        "missedCallCount": 0,
        "callHistory": {"edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}},
    }


RINGS = "query ($id: ID!) { call(id: $id) { state rings { outcome endedAt suppressionReason } } }"


OUTCOME = """subscription ($id: ID!) { call(callId: $id) { ... on CallUpdate { call {
    rings { outcome suppressionReason }
} } } }"""


async def test_only_the_callee_and_auditors_learn_that_a_ring_was_suppressed(world: World) -> None:
    await world.change("changePreferences { preferences { ringTone } }", by="grace", doNotDisturb=True)
    started = await world.start("ada-grace", by="ada")
    assert await world.ring("grace") is None
    id_ = started["callId"]
    rings: dict[str, Any] = {}
    for name, role in (("ada", Role.MEMBER), ("ada", Role.ADMIN), ("grace", Role.MEMBER), ("iris", Role.AUDITOR)):
        seen = await world.ask(RINGS, by=name, role=role, id=id_)
        assert seen["call"]["state"] == "CALLING"
        rings[role + name] = seen["call"]["rings"][0]
    quiet = {"outcome": None, "endedAt": None, "suppressionReason": None}
    assert rings["memberada"] == rings["adminada"] == quiet
    told = ("SUPPRESSED", "DO_NOT_DISTURB")
    for who in ("membergrace", "auditoriris"):
        assert (rings[who]["outcome"], rings[who]["suppressionReason"]) == told
    await world.change("endCall { callId }", by="ada", callId=id_)
    async with world.socket("ada") as session, watching(session, OUTCOME, id=id_) as call:
        cancelled = {"outcome": "CANCELLED", "suppressionReason": None}
        await call.until(lambda state: state["call"]["rings"] == [cancelled])
    assert (await _history(world, "grace"))["missedCallCount"] == 1
    assert _entries(await _history(world, "grace"))[0]["outcome"] == "SUPPRESSED"
    assert _entries(await _history(world, "ada"))[0]["outcome"] == "CANCELLED"


async def test_a_dismissed_ring_looks_to_the_caller_as_if_it_rang(world: World) -> None:
    started = await world.start("ada-grace", by="ada")
    before = await world.ask(RINGS, by="ada", id=started["callId"])
    await world.change("dismissRing { ringId }", by="grace", ringId=await world.ring("grace"))
    assert await world.ask(RINGS, by="ada", id=started["callId"]) == before
