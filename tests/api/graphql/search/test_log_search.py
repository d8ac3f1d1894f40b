"""Auditors search the log and watch its end; what they look for is on record, and nobody else finds anything."""

import json
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from api.access.tokens import Role
from api.graphql.core.ids import global_id, local_id
from api.graphql.search import subscriptions
from domain.inspections.inspection import Seen, Subject
from domain.kernel.ids import WORKSPACE_ID
from event_log.search.criteria import Criteria
from event_log.search.statements import SQL
from tests.api.graphql.core.test_inspections import made
from tests.api.graphql.watching import watching
from tests.api.world import World
from tests.patience import eventually_async

SEARCH = """query ($filter: LogFilter!, $first: Int! = 100, $after: String) {
    searchLog(filter: $filter, first: $first, after: $after) {
        indexedUntil
        nodes { position kind occurredAt recordedAt streamId streamVersion actor origin requestId causedBy payload }
        unreadable { position kind recordedAt streamId streamVersion reason }
        pageInfo { hasNextPage endCursor }
    }
}"""
TAIL = """subscription ($filter: LogFilter!) {
    logTail(filter: $filter, last: 5) { indexedUntil facts { position kind payload } unreadable { position } }
}"""


async def search(world: World, by: str = "iris", role: Role = Role.AUDITOR, **fields: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await world.ask(SEARCH, by=by, role=role, filter=fields))["searchLog"]
    return found


async def indexed(world: World) -> None:
    """Until all that is recorded by now can be found."""
    end = world.backend.services.calls.log.end_of_log()
    await eventually_async(lambda: world.backend.search.find(Criteria(), 1).indexed >= end)


async def call_with_a_message(world: World) -> str:
    started = await world.start("general", by="ada")
    await world.change("postMessage { messageId }", by="grace", callId=started["callId"], text="Lunch at noon")
    await indexed(world)
    call: str = started["callId"]
    return call


async def test_an_auditor_finds_what_happened_in_a_call(world: World) -> None:
    call = await call_with_a_message(world)
    found = (await search(world, about=[call], kinds=["ringlog.Thread.MessagePosted"]))["nodes"]
    assert [fact["kind"] for fact in found] == ["ringlog.Thread.MessagePosted"]
    (fact,) = found
    assert json.loads(fact["payload"])["text"] == "Lunch at noon"
    assert fact["origin"] == "192.0.2.7"
    assert fact["actor"].startswith("user:")
    assert (await search(world, requestId=fact["requestId"]))["nodes"] == found
    assert (await search(world, text="lunch", about=[call], actor=fact["actor"]))["nodes"] == found
    assert (await search(world, text="dinner"))["nodes"] == []


async def test_pages_go_back_to_the_beginning(world: World) -> None:
    await call_with_a_message(world)
    positions, after = [], None
    while True:
        answer = await world.ask(SEARCH, by="iris", role=Role.AUDITOR, filter={}, first=7, after=after)
        positions += [fact["position"] for fact in answer["searchLog"]["nodes"]]
        if not answer["searchLog"]["pageInfo"]["hasNextPage"]:
            break
        after = answer["searchLog"]["pageInfo"]["endCursor"]
    assert positions[-1] == 1
    assert positions == sorted(set(positions), reverse=True)


async def test_a_fact_that_was_changed_is_named_and_the_rest_of_its_page_is_shown(
    world: World, database_url: str
) -> None:
    call = await call_with_a_message(world)
    before = (await search(world, about=[call]))["nodes"]
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE log.events SET state = '{}' WHERE topic = 'ringlog.Thread.MessagePosted'")
    after = await search(world, about=[call])
    (changed,) = (fact for fact in before if fact not in after["nodes"])
    (unreadable,) = after["unreadable"]
    assert unreadable == {"reason": unreadable["reason"]} | {
        name: changed[name] for name in unreadable if name != "reason"
    }
    assert "missing required field" in unreadable["reason"]
    page = await world.ask(SEARCH, by="iris", role=Role.AUDITOR, filter={"kinds": [changed["kind"]]}, first=1)
    assert page["searchLog"]["nodes"] == []
    assert page["searchLog"]["pageInfo"] == {
        "hasNextPage": False,
        "endCursor": page["searchLog"]["pageInfo"]["endCursor"],
    }
    async with world.socket("iris", Role.AUDITOR) as session, watching(session, TAIL, filter={"about": [call]}) as tail:
        assert (await tail.now())["unreadable"] == [{"position": changed["position"]}]


@pytest.mark.parametrize(("by", "role"), [("ada", Role.MEMBER), ("root", Role.ADMIN), ("bot", Role.SERVICE)])
async def test_nobody_but_auditors_finds_anything(world: World, by: str, role: Role) -> None:
    await call_with_a_message(world)
    assert (await search(world, by=by, role=role)) == {
        "indexedUntil": 0,
        "nodes": [],
        "unreadable": [],
        "pageInfo": {"hasNextPage": False, "endCursor": None},
    }


async def test_what_is_looked_for_is_on_record(world: World, database_url: str) -> None:
    call = await call_with_a_message(world)
    before = len(made(database_url))
    await search(world, about=[call])
    await search(world)
    first, second = made(database_url)[before:]
    call_id = local_id("Call", call)
    assert call_id is not None
    assert first.seen == (Seen(Subject.LOG, call_id),)
    assert second.seen == (Seen(Subject.LOG, WORKSPACE_ID),)


@pytest.mark.parametrize(
    ("given", "argument", "sentence"),
    [
        ({"kinds": ["ringlog.Call.Begun"]}, "filter.kinds", "There are no facts of the kind ringlog.Call.Begun."),
        ({"kinds": ["ringlog.Call.Ended"] * 21}, "filter.kinds", "At most 20 kinds at once; there are 21."),
        ({"about": ["nothing"]}, "filter.about", "about has what is no id of a thing."),
        ({"about": [global_id("Call", uuid4())] * 6}, "filter.about", "At most 5 ids at once; there are 6."),
        ({"userIds": [global_id("Call", uuid4())]}, "filter.userIds", "userIds has what is no id of a User."),
        ({"requestId": "seven"}, "filter.requestId", "requestId is no UUID."),
        ({"text": "x" * 257}, "filter.text", "At most 256 characters; there are 257."),
    ],
)
async def test_what_cannot_be_looked_for_is_said(
    world: World, given: dict[str, Any], argument: str, sentence: str
) -> None:
    answer = await world.request(SEARCH, by="iris", role=Role.AUDITOR, filter=given)
    (error,) = answer["errors"]
    assert error["message"] == sentence
    assert error["extensions"] == {"code": "INVALID_INPUT", "argument": argument}


async def test_what_exists_nowhere_is_found_nowhere(world: World) -> None:
    assert (await search(world, about=[global_id("Call", uuid4())]))["nodes"] == []


async def test_an_auditor_watches_the_end_of_the_log(world: World, database_url: str) -> None:
    kinds = ["ringlog.Thread.MessagePosted"]
    async with (
        world.socket("iris", Role.AUDITOR) as session,
        watching(session, TAIL, filter={"kinds": kinds}) as tail,
    ):
        assert (await tail.now())["facts"] == []
        await call_with_a_message(world)
        (fact,) = (await tail.until(lambda state: state["facts"]))["facts"]
        assert json.loads(fact["payload"])["text"] == "Lunch at noon"
    assert Seen(Subject.LOG, WORKSPACE_ID) in {seen for inspection in made(database_url) for seen in inspection.seen}


async def test_the_end_of_the_log_is_shown_also_when_the_index_has_long_been_behind(
    world: World, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "INDEXED_WITHIN", 1)
    filter_ = {"kinds": ["ringlog.Thread.MessagePosted"]}
    async with (
        world.socket("iris", Role.AUDITOR) as session,
        watching(session, TAIL, filter=filter_) as tail,
        await psycopg.AsyncConnection.connect(database_url) as other,
    ):
        await tail.now()
        await other.execute(SQL["lock"])
        started = await world.start("general", by="ada")
        await world.change("postMessage { messageId }", by="ada", callId=started["callId"], text="Lunch at noon")
        await world.settle()
        await other.rollback()
        (fact,) = (await tail.until(lambda state: state["facts"]))["facts"]
        assert fact["kind"] == "ringlog.Thread.MessagePosted"


async def test_the_end_of_the_log_shows_members_nothing(world: World) -> None:
    async with world.socket("ada") as session, watching(session, TAIL, filter={}) as tail:
        assert (await tail.now()) == {"indexedUntil": 0, "facts": [], "unreadable": []}
