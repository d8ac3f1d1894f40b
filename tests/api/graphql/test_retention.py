"""How long things are kept, over GraphQL: set by admins, seen by members, certified for admins and auditors."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from api.access.tokens import Role
from api.graphql.core.ids import local_id
from domain.consequences.consequences import Consequences
from domain.kernel.clock import system_clock
from domain.kernel.ids import expiry_id
from domain.kernel.occasion import Occasion
from domain.retention.expiring import Retained, begin
from domain.retention.expiry import Expiry
from domain.retention.periods import ExpiryKind
from runtime.thread_pools import in_thread
from tests.api.graphql.settings import VALUE, typed, value_of
from tests.api.world import World
from tests.patience import eventually_async
from tests.people import CAUSE, CHANNEL
from worker import leader

ADMIN: dict[str, Any] = {"by": "root", "role": Role.ADMIN}
CHANGE = f"changeSetting {{ setting {{ name origin {VALUE} }} }}"
CALL = """query ($id: ID!) { call(id: $id) {
    title endedAt textsExpireAt thread { viewerCanPost messages { nodes { text isErased } } }
} }"""
EXPIRIES = """{ workspace { expiries(first: 1) { totalCount nodes {
    id kind subjectId call { id } policy { days origin } dueAt begunAt delayReason
    certificate { destroyedKeyIds factCount firstPosition lastPosition digest }
} } } }"""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker of these tests looks for what is due at once."""
    monkeypatch.setattr(leader, "RETENTION_EVERY", 0.25)


async def set_days(world: World, name: str, days: int, **level: Any) -> dict[str, Any]:
    return await world.change(CHANGE, **ADMIN, name=name, value=typed(days), **level)


async def test_everyone_sees_when_something_expires_and_admins_what_has(world: World) -> None:
    room_id = await world.room("general", by="ada")
    call_id = (await world.start("general", by="ada"))["callId"]
    await world.change("postMessage { messageId }", by="ada", callId=call_id, text="in confidence")
    await world.change("endCall { callId }", by="ada", callId=call_id)
    await world.settle()
    assert (await world.ask(CALL, by="ada", id=call_id))["call"]["textsExpireAt"] is None
    await set_days(world, "retention.text_days", 30)
    changed = await set_days(world, "retention.text_days", 1, level={"roomId": room_id})
    assert (value_of(changed["setting"]), changed["setting"]["origin"]) == (1, "ROOM")
    await world.settle()
    shown = (await world.ask(CALL, by="ada", id=call_id))["call"]
    expires_in = datetime.fromisoformat(shown["textsExpireAt"]) - datetime.fromisoformat(shown["endedAt"])
    assert (expires_in, shown["thread"]["viewerCanPost"]) == (timedelta(days=1), True)

    await in_thread(expire, world, call_id)
    local = local_id("Call", call_id)
    assert local is not None
    log = world.backend.services.calls.log
    await eventually_async(lambda: log.find(Expiry, expiry_id(local)).completed_at is not None)
    await world.settle()
    gone = (await world.ask(CALL, by="ada", id=call_id))["call"]
    assert (gone["title"], gone["thread"]["viewerCanPost"]) == ("(erased)", False)
    assert gone["thread"]["messages"]["nodes"] == [{"text": "(erased)", "isErased": True}]
    refused = await world.change("postMessage { messageId }", by="ada", callId=call_id, text="late")
    assert refused["code"] == "TEXTS_EXPIRED"
    assert (await world.ask(EXPIRIES, by="ada"))["workspace"]["expiries"] is None
    listed = (await world.ask(EXPIRIES, **ADMIN))["workspace"]["expiries"]
    (expiry,) = listed["nodes"]
    assert (listed["totalCount"], expiry["kind"], expiry["subjectId"]) == (1, "TEXT", call_id)
    assert (expiry["policy"], expiry["delayReason"]) == ({"days": 1, "origin": "ROOM"}, None)
    assert expiry["certificate"]["destroyedKeyIds"] == [str(local)]
    again = await world.ask("query ($id: ID!) { node(id: $id) { id } }", **ADMIN, id=expiry["id"])
    assert again["node"] == {"id": expiry["id"]}
    hidden = await world.ask("query ($id: ID!) { node(id: $id) { id } }", by="ada", id=expiry["id"])
    assert hidden["node"] is None


def expire(world: World, call_id: str) -> None:
    """As if the call had ended two days ago; the worker goes on with it."""
    log, local = world.backend.services.calls.log, local_id("Call", call_id)
    assert local is not None
    on = Occasion(system_clock(), CAUSE)
    text = Retained(ExpiryKind.TEXT, local, local, CHANNEL, on.at - timedelta(days=2))
    Consequences(log, system_clock).record(lambda: begin(log, [text], lambda _: (), on))


async def test_a_period_is_a_number_of_days_that_admins_set(world: World) -> None:
    for days in (-1, 36_501):
        refused = await set_days(world, "retention.text_days", days)
        assert refused["message"] == f"retention.text_days must be from 0 to 36500, not {days}."
    refused = await set_days(world, "retention.text_days", 1, level={"roomId": "nowhere"})
    assert refused["code"] == "UNKNOWN_ROOM"
    refused = await world.change(CHANGE, by="ada", name="retention.text_days", value=typed(1))
    assert refused["code"] == "NOT_ADMIN"


async def test_the_setting_is_still_found_by_the_name_that_it_had(world: World) -> None:
    changed = await set_days(world, "retention.days", 7)
    assert (changed["setting"]["name"], value_of(changed["setting"])) == ("retention.recordings_days", 7)
