"""How well the media of those in a call travels, for those who see the call."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from api.access.tokens import Role
from api.graphql.core.ids import local_id
from tests.api.graphql.watching import watching
from tests.api.world import World
from tests.domain.media_sessions.asking import ask_for_media
from tests.domain.media_sessions.test_quality_level import measured
from tests.people import CAUSE

QUALITY = "quality { level sampledAt roundTripMs upJitterMs downJitterMs upLoss downLoss }"
WATCHED = f"""subscription ($call: ID!) {{ call(callId: $call) {{ ... on CallUpdate {{
    call {{ sessions {{ {QUALITY} }} }}
}} }} }}"""
NOW = f"query ($call: ID!) {{ call(id: $call) {{ sessions {{ {QUALITY} }} }} }}"
SESSION = "query ($id: ID!) { node(id: $id) { ... on Session { quality { level } } } }"
THEN = """query ($call: ID!, $at: BigInt) {
    callAt(callId: $call, position: $at) { sessions { quality { level } } }
}"""


async def test_whoever_watches_a_call_sees_each_change_of_the_quality(world: World) -> None:
    started = await world.start("general", by="ada")
    call, session = started["callId"], started["sessionId"]
    call_id, session_id = local_id("Call", call), local_id("Session", session)
    assert call_id is not None
    assert session_id is not None
    await world.settle()
    media, log, connection_id = world.backend.services.media_sessions, world.backend.services.calls.log, uuid4()
    viewer = (await world.ask("{ viewer { user { id } } }", by="ada"))["viewer"]["user"]
    ada = local_id("User", viewer["id"])
    assert ada is not None
    ask_for_media(media, call_id, session_id, connection_id, by=ada)
    at = datetime.now(UTC)
    about: Any = {"session_id": session_id, "connection_id": connection_id, "cause": CAUSE, "at": at}
    media.connected(**about, after=at - at)
    async with world.socket("grace") as watching_grace, watching(watching_grace, WATCHED, call=call) as states:
        assert await states.now() == {"call": {"sessions": [{"quality": None}]}}
        poor = measured(up_lost_packets=250, up_jitter_us=12_500, round_trip_us=900_000)
        media.sampled(**about, quality=poor)
        told = await states.until(lambda state: state["call"]["sessions"][0]["quality"])
        position = log.end_of_log()
        sampled = {
            "level": "POOR",
            "sampledAt": at.isoformat(),
            "roundTripMs": 900,
            "upJitterMs": 12.5,
            "downJitterMs": None,
            "upLoss": 0.2,
            "downLoss": 0,
        }
        assert told["call"]["sessions"] == [{"quality": sampled}]
        media.sampled(**about, quality=measured())
        await states.until(lambda state: state["call"]["sessions"][0]["quality"]["level"] == "GOOD")
    then = await world.ask(THEN, by="grace", call=call, at=position)
    assert then["callAt"]["sessions"] == [{"quality": {"level": "POOR"}}]
    assert await world.ask(SESSION, by="alan", id=session) == {"node": {"quality": {"level": "GOOD"}}}
    for name, role in (("gus", Role.GUEST), ("root", Role.ADMIN), ("chat", Role.SERVICE)):
        assert await world.ask(SESSION, by=name, role=role, id=session) == {"node": None}
        assert await world.ask(NOW, by=name, role=role, call=call) == {"call": None}
