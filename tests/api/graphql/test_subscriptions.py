"""What people watch: the state at once, and after every change, for as long as they may see it."""

from typing import Any

import pytest
from gql import gql

from api.access.tokens import Role
from tests.api.graphql.watching import watching
from tests.api.world import World

RINGS = "subscription { incomingRings { rings { id caller { name } room { name } call { title } } } }"
POP_UP = "subscription { incomingRings { ringTone rings { expiresAt caller { name } room { id } call { id kind } } } }"
THREAD = """subscription ($call: ID!) { thread(callId: $call, last: 2) { __typename
    ... on ThreadUpdate { thread { messages { totalCount } } messages { text author { name } } }
    ... on NotFound { code }
} }"""
HISTORY = """subscription { callHistory {
    missedCallCount calls(first: 2) { edges { node { title outcome seen } } }
} }"""
FLOOR = """subscription ($call: ID!) { call(callId: $call) { ... on CallUpdate { call {
    sessions { muted } raisedHands { user { name } } reactions { emoji } screenShare { startedAt }
} } } }"""
TIMELINE = """subscription ($room: ID!) { roomTimeline(roomId: $room, last: 2) { __typename
    ... on RoomTimelineUpdate { room { name } messages { title state endReason participantCount thumbnails { name } } }
    ... on NotFound { code }
} }"""
OFFERS = """subscription ($room: ID!) { roomTimeline(roomId: $room, last: 1) {
    ... on RoomTimelineUpdate { messages { state viewerAction } }
} }"""
CALL = """subscription ($call: ID!) { call(callId: $call) { __typename
    ... on CallUpdate { call { state endReason participants { user { name } } } }
    ... on NotFound { code }
} }"""
BAR = """subscription ($room: ID!) { contextualBar(roomId: $room) { __typename
    ... on ContextualBarUpdate { conferences(first: 2) {
        edges { node { title ongoing attendeeCount } } pageInfo { hasNextPage }
    } }
    ... on NotFound { code }
} }"""
LOG = """subscription ($call: ID!) { conferenceLog(callId: $call) { __typename
    ... on ConferenceLogUpdate { conferenceLog { endReason attendees { nodes { user { name } } } } }
    ... on NotFound { code }
} }"""


async def test_a_ring_shows_on_all_devices_and_goes_when_one_answers(world: World) -> None:
    async with (
        world.socket("grace") as phone,
        world.socket("grace") as laptop,
        watching(phone, RINGS) as first,
        watching(laptop, RINGS) as second,
    ):
        assert await first.now() == await second.now() == {"rings": []}
        await world.start("ada-grace", by="ada", title="Lunch")
        ringing = await first.until(lambda state: state["rings"])
        (ring,) = ringing["rings"]
        expected = {"caller": {"name": "Ada"}, "room": {"name": "Ada, Grace"}, "call": {"title": "Lunch"}}
        assert ring == {"id": ring["id"]} | expected
        assert await second.until(lambda state: state["rings"]) == ringing
        await world.change("acceptRing { callId }", by="grace", ringId=ring["id"], deviceId="phone")
        assert await first.until(lambda state: not state["rings"]) == {"rings": []}
        assert await second.until(lambda state: not state["rings"]) == {"rings": []}


async def test_the_caller_sees_nothing_ring_and_an_unknown_person_nothing_at_all(world: World) -> None:
    await world.start("ada-grace", by="ada")
    for name in ("ada", "eve"):
        async with world.socket(name) as session, watching(session, RINGS) as watcher:
            assert await watcher.now() == {"rings": []}


async def test_a_ring_comes_with_all_it_takes_to_draw_it_and_with_ones_own_tone(world: World) -> None:
    room = await world.room("ada-grace", by="grace")
    async with world.socket("grace") as session, watching(session, POP_UP) as watcher:
        assert (await watcher.now()) == {"ringTone": "default", "rings": []}
        await world.change("changePreferences { preferences { ringTone } }", by="grace", ringTone="marimba")
        assert (await watcher.now())["ringTone"] == "marimba"
        started = await world.start("ada-grace", by="ada")
        ringing = await watcher.until(lambda state: state["rings"])
        (ring,) = ringing["rings"]
        assert ring == {
            "expiresAt": ring["expiresAt"],
            "caller": {"name": "Ada"},
            "room": {"id": room},
            "call": {"id": started["callId"], "kind": "DIRECT"},
        }


async def test_the_floor_is_live(world: World) -> None:
    started = await world.start("general", by="ada")
    call = {"callId": started["callId"]}
    device = {"sessionId": started["sessionId"]}
    async with world.socket("alan") as session, watching(session, FLOOR, call=started["callId"]) as watcher:
        assert (await watcher.now())["call"]["sessions"] == [{"muted": True}]
        await world.change("setMicrophone { sessionId }", by="ada", on=True, **call, **device)
        await watcher.until(lambda state: state["call"]["sessions"] == [{"muted": False}])
        await world.change("raiseHand { callId }", by="ada", **call)
        await watcher.until(lambda state: state["call"]["raisedHands"] == [{"user": {"name": "Ada"}}])
        await world.change("react { callId }", by="ada", emoji="tada", **call)
        await watcher.until(lambda state: state["call"]["reactions"] == [{"emoji": "tada"}])
        await world.change("startScreenShare { callId }", by="ada", **call, **device)
        await watcher.until(lambda state: state["call"]["screenShare"])


async def test_a_thread_is_live_for_members_and_not_there_for_others(world: World) -> None:
    call = (await world.start("general", by="ada"))["callId"]
    async with (
        world.socket("alan") as alan,
        world.socket("gus", Role.GUEST) as gus,
        watching(alan, THREAD, call=call) as watcher,
        watching(gus, THREAD, call=call) as outside,
    ):
        assert await outside.now() == {"__typename": "NotFound", "code": "UNKNOWN_CALL"}
        assert (await watcher.now())["messages"] == []
        for text in ("one", "two", "three"):
            await world.change("postMessage { messageId }", by="ada", callId=call, text=text)
        state = await watcher.until(lambda state: state["thread"]["messages"]["totalCount"] == 3)
        assert [message["text"] for message in state["messages"]] == ["three", "two"]
        await world.change(
            "removeMembers { roomId }", by="chat", role=Role.SERVICE, roomExternalId="general", userExternalIds=["alan"]
        )
        assert await watcher.until(lambda state: "code" in state) == {"__typename": "NotFound", "code": "UNKNOWN_CALL"}


async def test_missed_calls_appear_and_go_once_they_were_seen(world: World) -> None:
    async with world.socket("grace") as session, watching(session, HISTORY) as watcher:
        assert await watcher.now() == {"missedCallCount": 0, "calls": {"edges": []}}
        started = await world.start("ada-grace", by="ada", title="Lunch")
        await world.change("endCall { callId }", by="ada", callId=started["callId"])
        state = await watcher.until(lambda state: state["missedCallCount"] == 1)
        assert state["calls"]["edges"] == [{"node": {"title": "Lunch", "outcome": "CANCELLED", "seen": False}}]
        await world.change("markMissedCallsSeen { missedCallCount }", by="grace")
        state = await watcher.until(lambda state: state["missedCallCount"] == 0)
        assert state["calls"]["edges"][0]["node"]["seen"] is True


async def test_whoever_has_left_a_call_learns_from_their_history_why_it_ended(world: World) -> None:
    query = "subscription { callHistory { calls { nodes { endedAt endReason } } } }"
    started = await world.start("general", by="ada")
    asked = {"by": "grace", "callId": started["callId"]}
    joined = await world.change("joinCall { sessionId }", **asked, deviceId="laptop")
    async with world.socket("grace") as session, watching(session, query) as watcher:
        await world.change("leaveCall { callId }", **asked, sessionId=joined["sessionId"])
        left = await watcher.until(lambda state: state["calls"]["nodes"][0]["endedAt"] is not None)
        await world.change("endCall { callId }", by="ada", callId=started["callId"])
        ended = await watcher.until(lambda state: state["calls"]["nodes"][0]["endReason"] is not None)
        left["calls"]["nodes"][0]["endReason"] = "ENDED_BY_HOST"
        assert ended == left


async def test_the_timeline_follows_a_conference(world: World) -> None:
    room = await world.room("general", by="ada")
    async with world.socket("alan") as session, watching(session, TIMELINE, room=room) as watcher:
        assert (await watcher.now())["messages"] == []
        started = await world.start("general", by="ada")
        await world.start("general", by="grace")
        both = await watcher.until(lambda state: state["messages"] and state["messages"][0]["participantCount"] == 2)
        message = {"title": "General", "endReason": None, "thumbnails": [{"name": "Ada"}, {"name": "Grace"}]}
        assert both["messages"] == [message | {"state": "ONGOING", "participantCount": 2}]
        await world.change("endCall { callId }", by="ada", callId=started["callId"])
        ended = await watcher.until(lambda state: state["messages"][0]["state"] == "ENDED")
        assert ended["messages"][0]["endReason"] == "ENDED_BY_HOST"


async def test_each_is_offered_what_fits_them_after_a_call_that_was_declined(world: World) -> None:
    room = await world.room("ada-grace", by="ada")
    async with (
        world.socket("ada") as hers,
        world.socket("grace") as also_hers,
        watching(hers, OFFERS, room=room) as caller,
        watching(also_hers, OFFERS, room=room) as callee,
    ):
        await world.start("ada-grace", by="ada")
        await world.change("declineRing { ringId }", by="grace", ringId=await world.ring("grace"))
        over = [await each.until(_is_over) for each in (caller, callee)]
        assert [state["messages"][0]["viewerAction"] for state in over] == ["CALL_AGAIN", "CALL_BACK"]


def _is_over(state: dict[str, Any]) -> bool:
    return bool(state["messages"]) and state["messages"][0]["state"] == "ENDED"


async def test_the_call_the_bar_and_the_log_follow_a_call_to_its_end(world: World) -> None:
    started = await world.start("general", by="ada", title="Standup")
    room = await world.room("general", by="ada")
    async with (
        world.socket("grace") as session,
        watching(session, CALL, call=started["callId"]) as call,
        watching(session, BAR, room=room) as bar,
        watching(session, LOG, call=started["callId"]) as log,
    ):
        assert (await call.now())["call"]["participants"] == [{"user": {"name": "Ada"}}]
        entry = {"title": "Standup", "ongoing": True, "attendeeCount": 1}
        assert (await bar.now())["conferences"]["edges"] == [{"node": entry}]
        assert (await log.now())["conferenceLog"] is None
        await world.start("general", by="grace")
        await call.until(lambda state: len(state["call"]["participants"]) == 2)
        await world.change("endCall { callId }", by="ada", callId=started["callId"])
        assert (await call.until(lambda state: state["call"]["state"] == "ENDED"))["call"][
            "endReason"
        ] == "ENDED_BY_HOST"
        ended = await bar.until(lambda state: not state["conferences"]["edges"][0]["node"]["ongoing"])
        assert ended["conferences"]["edges"][0]["node"]["attendeeCount"] == 2
        logged = await log.until(lambda state: state["conferenceLog"])
        assert logged["conferenceLog"] == {
            "endReason": "ENDED_BY_HOST",
            "attendees": {"nodes": [{"user": {"name": "Ada"}}, {"user": {"name": "Grace"}}]},
        }


@pytest.mark.parametrize(("name", "role"), [("ada", Role.MEMBER), ("root", Role.ADMIN), ("chat", Role.SERVICE)])
async def test_to_others_what_happens_in_a_room_does_not_exist(world: World, name: str, role: Role) -> None:
    started = await world.start("attic", by="alan")
    room = await world.room("attic", by="alan")
    async with world.socket(name, role) as session:
        for query, variable, value, code in (
            (TIMELINE, "room", room, "UNKNOWN_ROOM"),
            (BAR, "room", room, "UNKNOWN_ROOM"),
            (CALL, "call", started["callId"], "UNKNOWN_CALL"),
            (LOG, "call", started["callId"], "UNKNOWN_CALL"),
            (TIMELINE, "room", "nonsense", "UNKNOWN_ROOM"),
            (CALL, "call", "nonsense", "UNKNOWN_CALL"),
        ):
            async with watching(session, query, **{variable: value}) as watcher:
                assert await watcher.now() == {"__typename": "NotFound", "code": code}


async def test_whoever_is_removed_sees_no_more_and_whoever_is_added_sees_again(world: World) -> None:
    service: dict[str, Any] = {
        "by": "chat",
        "role": Role.SERVICE,
        "roomExternalId": "general",
        "userExternalIds": ["grace"],
    }
    started = await world.start("general", by="ada")
    async with world.socket("grace") as session, watching(session, CALL, call=started["callId"]) as watcher:
        assert (await watcher.now())["__typename"] == "CallUpdate"
        await world.change("removeMembers { roomId }", **service)
        assert await watcher.now() == {"__typename": "NotFound", "code": "UNKNOWN_CALL"}
        await world.start("general", by="alan")
        await world.change("addMembers { roomId }", **service)
        back = await watcher.now()
        assert back["call"]["participants"] == [{"user": {"name": "Ada"}}, {"user": {"name": "Alan"}}]


async def test_whoever_is_deactivated_sees_no_more(world: World) -> None:
    room = await world.room("general", by="grace")
    async with world.socket("grace") as session, watching(session, TIMELINE, room=room) as watcher:
        assert (await watcher.now())["__typename"] == "RoomTimelineUpdate"
        await world.change("deactivateUsers { userIds }", by="chat", role=Role.SERVICE, userExternalIds=["grace"])
        assert (await watcher.now())["__typename"] == "NotFound"


async def test_auditors_watch_everything(world: World) -> None:
    started = await world.start("attic", by="alan")
    async with (
        world.socket("iris", Role.AUDITOR) as session,
        watching(session, CALL, call=started["callId"]) as watcher,
    ):
        assert (await watcher.now())["call"]["participants"] == [{"user": {"name": "Alan"}}]


async def test_a_subscription_asks_for_a_page_that_there_is(world: World) -> None:
    room = await world.room("general", by="grace")
    query = TIMELINE.replace("last: 2", "last: 101")
    async with world.socket("grace") as session, watching(session, query, room=room) as watcher:
        with pytest.raises(Exception, match="first is from 1 to 100"):
            await watcher.now()


async def test_queries_and_mutations_go_over_the_socket_too(world: World) -> None:
    room = await world.room("general", by="ada")
    async with world.socket("ada") as session:
        assert await session.execute(gql("{ viewer { user { name } } }")) == {"viewer": {"user": {"name": "Ada"}}}
        start = gql(f'mutation {{ startCall(input: {{roomId: "{room}", deviceId: "laptop"}}) {{ __typename }} }}')
        assert await session.execute(start) == {"startCall": {"__typename": "StartCallPayload"}}
