"""What tells whoever is out why: out of a call, off the air, or no longer rung; and when a call will be over."""

from typing import Any

from api.access.tokens import Role
from tests.api.graphql.settings import typed
from tests.api.graphql.watching import Watcher, watching
from tests.api.world import World

OUT = """query ($call: ID!) {
    call(id: $call) { viewerExit { sessionId reason removedBy { name } leftAt call { id } } }
    viewer { exits { sessionId reason removedBy { name } call { id } } }
}"""
EXITS = "subscription { sidebar { own { sessions { id } exits { sessionId reason removedBy { name } } } } }"
FLOOR = "query ($call: ID!) { call(id: $call) { sessions { user { name } muted mutedBy { name } } } }"
ENDS = "query ($call: ID!) { call(id: $call) { state startedAt endsAt endsFor } }"
QUIET = """subscription { incomingRings {
    rings { id } quietRings { id quietReason declinedOn answeredOn { deviceId } call { endReason } }
} }"""
OTHERS = "query ($ring: ID!) { node(id: $ring) { ... on Ring { quietReason declinedOn answeredOn { id } } } }"


async def _id(world: World, name: str) -> str:
    viewer = await world.ask("{ viewer { user { id } } }", by=name)
    user_id: str = viewer["viewer"]["user"]["id"]
    return user_id


async def test_whoever_is_removed_learns_by_whom_and_nobody_else_does_for_them(world: World) -> None:
    talk = await world.start("general", by="ada")
    call = talk["callId"]
    joined = await world.change("joinCall { sessionId }", by="grace", callId=call, deviceId="phone")
    grace = await _id(world, "grace")
    async with world.socket("grace") as session, watching(session, EXITS) as sidebar:
        state = await sidebar.now()
        assert state == {"own": {"sessions": [{"id": joined["sessionId"]}], "exits": []}}
        await world.change("removeParticipant { callId }", by="ada", callId=call, userId=grace)
        gone = await sidebar.until(lambda update: update["own"] and update["own"]["exits"])
        by_ada = {"sessionId": joined["sessionId"], "reason": "REMOVED", "removedBy": {"name": "Ada"}}
        assert gone["own"] == {"sessions": [], "exits": [by_ada]}
    hers = await world.ask(OUT, by="grace", call=call)
    assert hers["viewer"]["exits"] == [by_ada | {"call": {"id": call}}]
    assert hers["call"]["viewerExit"] == by_ada | {"call": {"id": call}, "leftAt": hers["call"]["viewerExit"]["leftAt"]}
    assert await world.ask(OUT, by="ada", call=call) == {"call": {"viewerExit": None}, "viewer": {"exits": []}}
    assert await world.ask(OUT, by="iris", call=call) == {"call": None, "viewer": {"exits": []}}

    await world.change(
        "removeMembers { roomId }",
        by="chat",
        role=Role.SERVICE,
        roomExternalId="general",
        userExternalIds=["grace"],
    )
    await world.settle()
    lost = await world.ask(OUT, by="grace", call=call)
    assert lost == {"call": None, "viewer": {"exits": [by_ada | {"call": None}]}}


async def test_a_session_says_who_muted_it(world: World) -> None:
    talk = await world.start("general", by="ada")
    call = talk["callId"]
    joined = await world.change("joinCall { sessionId }", by="grace", callId=call, deviceId="phone", microphone=True)

    async def graces() -> dict[str, Any]:
        sessions = (await world.ask(FLOOR, by="alan", call=call))["call"]["sessions"]
        (grace,) = (session for session in sessions if session["user"]["name"] == "Grace")
        return {"muted": grace["muted"], "by": grace["mutedBy"]}

    hers = {"callId": call, "sessionId": joined["sessionId"]}
    assert await graces() == {"muted": False, "by": None}
    await world.change("muteParticipant { callId }", by="ada", callId=call, userId=await _id(world, "grace"))
    assert await graces() == {"muted": True, "by": {"name": "Ada"}}
    await world.change("setMicrophone { sessionId }", by="grace", **hers, on=True)
    assert await graces() == {"muted": False, "by": None}
    await world.change("setMicrophone { sessionId }", by="grace", **hers, on=False)
    assert await graces() == {"muted": True, "by": {"name": "Grace"}}


async def test_a_call_says_when_it_will_end_by_itself_and_why(world: World) -> None:
    direct = (await world.start("ada-grace", by="ada"))["callId"]
    rings = (await world.ask(ENDS, by="grace", call=direct))["call"]
    assert (rings["state"], rings["endsFor"], rings["endsAt"] > rings["startedAt"]) == ("CALLING", "NOT_ANSWERED", True)
    joined = await world.change("joinCall { sessionId }", by="grace", callId=direct, deviceId="phone")
    held = (await world.ask(ENDS, by="grace", call=direct))["call"]
    assert (held["state"], held["endsFor"]) == ("ONGOING", "TIMED_OUT")
    admin: dict[str, Any] = {"by": "root", "role": Role.ADMIN}
    await world.change("changeSetting { setting { name } }", **admin, name="calls.direct_grace", value=typed(600))
    await world.change("leaveCall { callId }", by="grace", callId=direct, sessionId=joined["sessionId"])
    left = (await world.ask(ENDS, by="ada", call=direct))["call"]
    assert (left["endsFor"], left["endsAt"] < held["endsAt"]) == ("HUNG_UP", True)
    await world.change("joinCall { sessionId }", by="grace", callId=direct, deviceId="phone")
    assert (await world.ask(ENDS, by="ada", call=direct))["call"] == held
    await world.change("endCall { callId }", by="ada", callId=direct)
    over = (await world.ask(ENDS, by="ada", call=direct))["call"]
    assert (over["endsAt"], over["endsFor"]) == (None, None)


class Callee:
    """Grace, who watches what rings, and why it stops."""

    def __init__(self, world: World, watcher: Watcher) -> None:
        self._world = world
        self._watcher = watcher

    async def rung(self) -> tuple[str, str]:
        """By Ada: the call and the ring."""
        call = (await self._world.start("ada-grace", by="ada"))["callId"]
        return call, (await self._watcher.until(lambda update: update["rings"]))["rings"][0]["id"]

    async def told(self, ring: str) -> tuple[str, str | None]:
        """Why it is quiet, and the device that answered or declined."""
        update = await self._watcher.until(lambda update: any(each["id"] == ring for each in update["quietRings"]))
        newest = update["quietRings"][0]
        assert (newest["id"], update["rings"]) == (ring, [])
        return newest["quietReason"], newest["declinedOn"] or (
            newest["answeredOn"] and newest["answeredOn"]["deviceId"]
        )


async def test_a_device_learns_why_its_ring_has_gone_quiet_and_nobody_else_does(world: World) -> None:
    async with world.socket("grace") as session, watching(session, QUIET) as watcher:
        grace = Callee(world, watcher)
        call, ring = await grace.rung()
        await world.change("acceptRing { callId }", by="grace", ringId=ring, deviceId="kitchen")
        assert await grace.told(ring) == ("ANSWERED", "kitchen")
        hidden = {"quietReason": None, "declinedOn": None, "answeredOn": None}
        assert (await world.ask(OTHERS, by="ada", ring=ring))["node"] == hidden
        assert (await world.ask(OTHERS, by="iris", ring=ring))["node"] is None
        await world.change("endCall { callId }", by="ada", callId=call)
        call, ring = await grace.rung()
        refused = await world.change("declineRing { ringId }", by="grace", ringId=ring, deviceId="")
        assert (refused["code"], refused["path"]) == ("INVALID_INPUT", ["deviceId"])
        await world.change("declineRing { ringId }", by="grace", ringId=ring, deviceId="watch")
        assert await grace.told(ring) == ("DECLINED", "watch")
        assert (await world.ask(OTHERS, by="ada", ring=ring))["node"] == hidden
        await world.settle()
        _, ring = await grace.rung()
        await world.change("declineRing { ringId }", by="grace", ringId=ring)
        assert await grace.told(ring) == ("DECLINED", None)
        await world.settle()
        call, ring = await grace.rung()
        await world.change("dismissRing { ringId }", by="grace", ringId=ring)
        assert await grace.told(ring) == ("DISMISSED", None)
        await world.change("endCall { callId }", by="ada", callId=call)


async def test_a_device_learns_whether_the_caller_hung_up_or_its_time_was_over(world: World) -> None:
    async with world.socket("grace") as session, watching(session, QUIET) as watcher:
        grace = Callee(world, watcher)
        call, ring = await grace.rung()
        session_id = (await world.ask("{ viewer { sessions { id } } }", by="ada"))["viewer"]["sessions"][0]["id"]
        await world.change("leaveCall { callId }", by="ada", callId=call, sessionId=session_id)
        assert await grace.told(ring) == ("CANCELLED", None)
        call, ring = await grace.rung()
        await world.change("endCall { callId }", by="ada", callId=call)
        assert await grace.told(ring) == ("CALL_ENDED", None)
        admin: dict[str, Any] = {"by": "root", "role": Role.ADMIN}
        await world.change("changeSetting { setting { name } }", **admin, name="ringing.time", value=typed(1))
        call, ring = await grace.rung()
        assert await grace.told(ring) == ("EXPIRED", None)
