"""Two calls side by side."""

from typing import Any

from tests.api.world import World

COMPARE = """query ($a: ID!, $b: ID!) { compareCalls(a: $a, b: $b, first: 100) {
    totalCount onlyInA onlyInB nodes { kind a { position offsetMs } b { position offsetMs } }
} }"""


async def compared(world: World, a: str, b: str) -> dict[str, Any]:
    found: dict[str, Any] = (await world.ask(COMPARE, by="ada", a=a, b=b))["compareCalls"]
    return found


async def call(world: World, *joining: str) -> str:
    started = await world.start("general", by="ada")
    for who in joining:
        await world.change("joinCall { sessionId }", by=who, callId=started["callId"], deviceId="phone")
    await world.change("endCall { callId }", by="ada", callId=started["callId"])
    await world.settle()
    id_: str = started["callId"]
    return id_


async def test_what_only_one_of_two_calls_did_stands_out(world: World) -> None:
    alone, joined = await call(world), await call(world, "grace")
    found = await compared(world, alone, joined)
    extra = [step["kind"] for step in found["nodes"] if step["a"] is None]
    assert {"ringlog.Call.ParticipantJoined", "ringlog.Call.SessionJoined"} <= set(extra)
    assert found["onlyInB"] == len(extra)
    assert found["totalCount"] == len(found["nodes"])
    first = found["nodes"][0]
    assert (first["kind"], first["a"]["offsetMs"], first["b"]["offsetMs"]) == ("ringlog.Call.Started", 0, 0)


async def test_a_call_does_not_differ_from_itself(world: World) -> None:
    one = await call(world, "grace")
    found = await compared(world, one, one)
    assert (found["onlyInA"], found["onlyInB"]) == (0, 0)
    assert all(step["a"] == step["b"] for step in found["nodes"])


async def test_calls_that_are_not_seen_are_not_compared(world: World) -> None:
    mine = await call(world)
    other = (await world.start("attic", by="alan"))["callId"]
    await world.settle()
    assert await world.ask(COMPARE, by="ada", a=mine, b=other) == {"compareCalls": None}
