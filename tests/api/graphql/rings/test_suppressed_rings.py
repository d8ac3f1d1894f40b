"""What a caller sees of a callee who isn't rung, over GraphQL: exactly what they see of one who is."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from api.access.tokens import Role
from tests.api.graphql.settings import typed
from tests.api.graphql.watching import Watcher, watching
from tests.api.world import World

RINGS = """rings {
    startedAt expiresAt outcome endedAt suppressionReason caller { name } callee { name } room { name } call { title }
}"""
CALL = f"""kind state endReason endedBy {{ name }} host {{ name }} durationSeconds {RINGS}
    participants {{ user {{ name }} }} sessions {{ user {{ name }} muted }}
    conferenceLog {{ endReason attendees {{ nodes {{ user {{ name }} }} }} }}"""
MESSAGE = "kind state endReason participantCount viewerAction callee { name } thumbnails { name }"
SEEN = f"""query ($call: ID!, $room: ID!) {{
    call(id: $call) {{ {CALL} }}
    room(id: $room) {{
        ongoingCall {{ id }} timeline(first: 1) {{ edges {{ node {{ {MESSAGE} }} }} }}
        contextualBar(first: 1) {{ edges {{ node {{ ongoing attendeeCount endReason }} }} }}
    }}
    viewer {{ missedCallCount callHistory(first: 1) {{ edges {{ node {{
        direction outcome missed other {{ name }} durationSeconds
    }} }} }} }}
}}"""
WATCHED = f"subscription ($call: ID!) {{ call(callId: $call) {{ ... on CallUpdate {{ call {{ {CALL} }} }} }} }}"
SHOWN = f"""subscription ($room: ID!) {{ roomTimeline(roomId: $room, last: 1) {{
    ... on RoomTimelineUpdate {{ messages {{ {MESSAGE} }} }}
}} }}"""
ADMIN: dict[str, Any] = {"by": "root", "role": Role.ADMIN}


class Caller:
    """Ada: what she asks for and watches, written down step by step without what differs from call to call."""

    def __init__(self, world: World, room: str, call: str, watched: Watcher, shown: Watcher) -> None:
        self.world = world
        self.room = room
        self.call = call
        self.story: list[Any] = []
        self._watched = watched
        self._shown = shown
        self._message: dict[str, Any] = {"state": None}

    async def sees(self, outcome: str | None, state: str) -> None:
        """Write down what there is once the last ring's outcome and the call's state are told, live and asked for."""
        live = await self._watched.until(lambda update: _stands(update["call"], outcome, state))
        if self._message["state"] != state:
            timeline = await self._shown.until(lambda timeline: timeline["messages"][0]["state"] == state)
            (self._message,) = timeline["messages"]
        asked = await self.world.ask(SEEN, by="ada", call=self.call, room=self.room)
        assert _stands(asked["call"], outcome, state)
        self.story += [_plain(live["call"]), self._message, _plain(asked)]

    async def rings(self) -> None:
        """Rings Grace again, and writes down the answer."""
        grace = (await self.world.ask(PEOPLE, by="ada", room=self.room))["room"]["members"]["edges"]
        user_id = next(edge["node"]["id"] for edge in grace if edge["node"]["name"] == "Grace")
        rung = f"ringMember {{ call {{ {RINGS} }} }}"
        answer = await self.world.change(rung, by="ada", callId=self.call, userId=user_id)
        self.story.append(_plain(answer))


PEOPLE = "query ($room: ID!) { room(id: $room) { members(first: 9) { edges { node { id name } } } } }"


def _stands(call: dict[str, Any], outcome: str | None, state: str) -> bool:
    return (call["state"], call["rings"][-1]["outcome"]) == (state, outcome)


def _plain(seen: Any) -> Any:
    """Ids and moments are whether there is one; how long a ring may last is the same in all."""
    if isinstance(seen, list):
        return [_plain(item) for item in seen]
    if not isinstance(seen, dict):
        return seen
    hidden = {name: value is not None for name, value in seen.items() if name == "id" or name.endswith("At")}
    if "expiresAt" in seen:
        hidden["ran out"] = seen["endedAt"] == seen["expiresAt"]
    return {name: _plain(value) for name, value in seen.items()} | hidden


@asynccontextmanager
async def calling(world: World, external_id: str) -> AsyncIterator[Caller]:
    async with AsyncExitStack() as stack:
        started = await world.start(external_id, by="ada")
        room = await world.room(external_id, by="ada")
        session = await stack.enter_async_context(world.socket("ada"))
        watched = await stack.enter_async_context(watching(session, WATCHED, call=started["callId"]))
        shown = await stack.enter_async_context(watching(session, SHOWN, room=room))
        yield Caller(world, room, started["callId"], watched, shown)
        await world.change("endCall { callId }", by="ada", callId=started["callId"])


async def rings_last(world: World, seconds: int) -> None:
    """From now on: moments for those that are to run out, plenty for those that aren't."""
    await world.change("changeSetting { setting { name } }", **ADMIN, name="ringing.time", value=typed(seconds))


async def unanswered(world: World) -> list[Any]:
    await rings_last(world, 1)
    async with calling(world, "ada-grace") as ada:
        await ada.sees("EXPIRED", "ENDED")
        return ada.story


async def answered_without_having_rung(world: World) -> list[Any]:
    await rings_last(world, 60)
    async with calling(world, "ada-grace") as ada:
        await ada.sees(None, "CALLING")
        joined = await world.change("joinCall { callId sessionId }", by="grace", callId=ada.call, deviceId="phone")
        await ada.sees("ACCEPTED", "ONGOING")
        left = {"callId": ada.call, "sessionId": joined["sessionId"]}
        await world.change("leaveCall { callId }", by="grace", **left)
        await ada.sees("ACCEPTED", "ENDED")
        return ada.story


async def rung_again_and_again(world: World) -> list[Any]:
    await rings_last(world, 60)
    async with calling(world, "ada-and-grace") as ada:
        await ada.rings()
        await ada.sees(None, "ONGOING")
        joined = await world.change("joinCall { callId sessionId }", by="grace", callId=ada.call, deviceId="phone")
        await ada.sees("ACCEPTED", "ONGOING")
        left = {"callId": ada.call, "sessionId": joined["sessionId"]}
        await world.change("leaveCall { callId }", by="grace", **left)
        await rings_last(world, 1)
        await ada.rings()
        await ada.sees("EXPIRED", "ONGOING")
        await rings_last(world, 60)
        await ada.rings()
        await world.change("endCall { callId }", by="ada", callId=ada.call)
        await ada.sees("CANCELLED", "ENDED")
        return ada.story


async def test_a_caller_cannot_tell_a_suppressed_ring_from_one_that_rings(world: World) -> None:
    room = {
        "externalId": "ada-and-grace",
        "kind": "GROUP_DIRECT",
        "name": "Both",
        "memberExternalIds": ["ada", "grace"],
    }
    await world.change("upsertRooms { roomIds }", by="chat", role=Role.SERVICE, rooms=[room])
    await world.change("changeSetting { setting { name } }", **ADMIN, name="calls.direct_grace", value=typed(0))
    for story in (unanswered, answered_without_having_rung, rung_again_and_again):
        told = []
        for quiet in (False, True):
            await world.change("changePreferences { preferences { ringTone } }", by="grace", doNotDisturb=quiet)
            told.append(await story(world))
        assert told[0] == told[1], story.__name__
