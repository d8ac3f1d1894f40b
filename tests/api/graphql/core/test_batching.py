"""However long the lists are, the views are asked a fixed number of times."""

from typing import Any

import pytest

from api.access.tokens import Role
from tests.api.graphql.settings import typed
from tests.api.world import World

ROOM = "query ($room: ID!) { room(id: $room) { name "
QUERIES = {
    "a timeline with people": ROOM
    + """timeline { edges { node {
        title initiator { name } callee { name } thumbnails { name } call { host { name } room { name } }
    } } } } }""",
    "what the viewer may do with calls": ROOM
    + """timeline { nodes { call {
        viewerCanHost viewerCanJoin viewerCanRecord viewerCanRing viewerCanShareScreen thread { viewerCanPost }
        provider { isDefault } room { viewerCanStartCall }
    } } } } }""",
    "a bar with calls and logs": ROOM
    + """contextualBar { totalCount edges { node {
        title answeredAt durationSeconds room { name }
        initiator { name } call { conferenceLog { attendees { nodes { user { name } } } endedBy { name } } }
    } } } } }""",
    "a call with everyone in it": ROOM
    + """ongoingCall { title sessions { deviceId user { name } tracks { id } call { title } }
        participants { user { name } sessions { deviceId } hand { order } } rings { outcome callee { name } } } } }""",
    "the floor of a call": ROOM
    + """ongoingCall { sessions { muted cameraOn } raisedHands { user { name } }
        reactions { user { name } } screenShare { user { name } } room { callLink }
        thread { messages { totalCount edges { node { author { name } } } } } } } }""",
    "a room's settings": ROOM
    + """settings { name } preflight { providers { name } } callLink ongoingCall { id } } }""",
    "a viewer's calls": """query { viewer { missedCallCount preferences { mutedRooms { nodes { name } } }
        callHistory { edges { node { title endReason initiator { name } other { name } call { state host { name } }
            room { name callLink settings { name origin } }
    } } } } }""",
    "a viewer's rooms": """query { viewer { rooms { edges { node { name ongoingCall {
        title initiator { name } participants { user { name } } sessions { user { name } }
    } } } } } }""",
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
async def test_a_longer_list_asks_the_views_no_more_often(world: World, query: str) -> None:
    room = await world.room("general", by="ada")
    variables = {"room": room} if "$room" in query else {}
    await _history(world, calls=2, people=4)
    few = await _asked(world, query, variables)
    await _history(world, calls=6, people=9)
    many = await _asked(world, query, variables)
    assert 3 <= few == many <= 16


async def _asked(world: World, query: str, variables: dict[str, Any]) -> int:
    """How often the views were asked for one answer."""
    before = world.views.asked
    await world.ask(query, by="ada", **variables)
    return world.views.asked - before


async def _history(world: World, *, calls: int, people: int) -> None:
    """Ended calls, and one that is on, with that many people, in a room; and calls in other rooms."""
    patient = {"name": "calls.conference_grace", "value": typed(300)}  # a call that was left stays
    await world.change("changeSetting { setting { name } }", by="root", role=Role.ADMIN, **patient)
    names = [f"p{number}" for number in range(people)]
    service: dict[str, Any] = {"by": "chat", "role": Role.SERVICE}
    users = [{"externalId": name, "name": name.upper()} for name in names]
    await world.change("upsertUsers { userIds }", **service, users=users)
    await world.change("addMembers { roomId }", **service, roomExternalId="general", userExternalIds=names)
    rooms = [
        {"externalId": f"r{number}", "kind": "TEAM", "name": f"R {number}", "memberExternalIds": ["ada", names[number]]}
        for number in range(people)
    ]
    await world.change("upsertRooms { roomIds }", **service, rooms=rooms)
    for number, name in enumerate(names):
        await world.start(f"r{number}", by=name, leaveOthers=True)
    for number in range(calls):
        started = await world.start("general", by=names[number % people], leaveOthers=True)
        for name in names:
            await world.start("general", by=name, leaveOthers=True)
            await world.change("raiseHand { callId }", by=name, callId=started["callId"])
            await world.change("react { callId }", by=name, callId=started["callId"], emoji="tada")
            await world.change("postMessage { messageId }", by=name, callId=started["callId"], text="hello")
        if number < calls - 1:
            await world.change("endCall { callId }", by="root", role=Role.ADMIN, callId=started["callId"])
