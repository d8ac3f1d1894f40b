"""What a caller learns from the steps of a call about a callee who isn't rung: as much as of one who is."""

from typing import Any

from api.access.tokens import Role
from tests.api.world import World

STEPS = """query ($call: ID!) { callSteps(callId: $call, first: 100) {
    nodes { kind changes { field before after } }
} }"""


async def steps(world: World, call: str, by: str = "ada", role: Role = Role.MEMBER) -> list[dict[str, Any]]:
    """Without what differs from call to call."""
    found = (await world.ask(STEPS, by=by, role=role, call=call))["callSteps"]["nodes"]
    return [
        {"kind": step["kind"], "fields": [change["field"] for change in step["changes"]]}
        for step in found
        if step["kind"].startswith("ringlog.Ring.")
    ]


async def rung(world: World, *, disturbed: bool) -> str:
    """A direct call to Grace, who is on do-not-disturb or else silences it."""
    await world.change("changePreferences { __typename }", by="grace", doNotDisturb=not disturbed)
    await world.settle()
    started = await world.start("ada-grace", by="ada")
    await world.settle()
    if disturbed:
        ring = await world.ring("grace")
        await world.change("dismissRing { __typename }", by="grace", ringId=ring)
    await world.change("endCall { callId }", by="ada", callId=started["callId"])
    await world.settle()
    call: str = started["callId"]
    return call


async def test_a_suppressed_ring_and_one_that_was_silenced_look_like_any_other_to_the_caller(world: World) -> None:
    suppressed, silenced = await rung(world, disturbed=False), await rung(world, disturbed=True)
    assert await steps(world, suppressed) == await steps(world, silenced)
    assert [step["kind"] for step in await steps(world, suppressed)] == [
        "ringlog.Ring.Started",
        "ringlog.Ring.Cancelled",
    ]


async def test_its_callee_and_auditors_see_what_it_was(world: World) -> None:
    suppressed, silenced = await rung(world, disturbed=False), await rung(world, disturbed=True)
    for by, role in (("grace", Role.MEMBER), ("iris", Role.AUDITOR)):
        assert (await steps(world, suppressed, by, role))[0]["kind"] == "ringlog.Ring.Suppressed"
        assert "ringlog.Ring.Dismissed" in [step["kind"] for step in await steps(world, silenced, by, role)]
