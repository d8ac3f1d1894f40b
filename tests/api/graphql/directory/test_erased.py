"""What clients see of somebody whose keys are destroyed, and of names and titles while these are made again."""

import asyncio
from threading import Event
from typing import Any

import psycopg
import pytest

import projections
from api.access.tokens import Role
from api.graphql.core.ids import local_id
from runtime.config import Config
from tests.api.graphql.watching import watching
from tests.api.world import World

MEMBERS = """query ($room: ID!, $after: String) { room(id: $room) { members(first: 1, after: $after) {
    nodes { name externalId isErased } pageInfo { hasNextPage endCursor }
} } }"""
THREAD = """subscription ($call: ID!) { thread(callId: $call) { ... on ThreadUpdate {
    thread { messages { nodes { text isErased author { name isErased } } } }
} } }"""
SEARCH = """query ($room: ID!) { room(id: $room) { contextualBar(search: {title: "General"}) { nodes { title } } } }"""
ERASED = {"name": "(erased)", "externalId": "(erased)", "isErased": True}


def execute(config: Config, statement: str, *parameters: Any) -> None:
    assert config.database_url is not None
    with psycopg.connect(config.database_url, autocommit=True) as connection:
        connection.execute(statement, parameters)


async def destroy_key_of_ada(world: World, config: Config) -> None:
    await destroy_key(world, config, "ada")


async def destroy_key(world: World, config: Config, name: str) -> None:
    viewer = (await world.ask("{ viewer { user { id } } }", by=name))["viewer"]
    execute(config, "SELECT vault.destroy(%s)", [local_id("User", viewer["user"]["id"])])
    await asyncio.sleep(1)  # after which everybody has noticed


async def scrub(config: Config) -> None:
    assert config.database_url is not None
    await asyncio.to_thread(projections.scrub, config.database_url, Event())


async def members(world: World) -> list[dict[str, Any]]:
    """Of the channel, one page after the other."""
    found: list[dict[str, Any]] = []
    room, after = await world.room("general", by="grace"), None
    while len(found) < 10:
        page = (await world.ask(MEMBERS, by="grace", room=room, after=after))["room"]["members"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    return found


async def test_an_erased_user_stays_among_the_members_without_a_name(world: World, config: Config) -> None:
    await world.settle()
    others = [{"name": name.title(), "externalId": name, "isErased": False} for name in ("alan", "grace")]
    assert [member["name"] for member in await members(world)] == ["Ada", "Alan", "Grace"]
    await destroy_key_of_ada(world, config)
    assert await members(world) == [ERASED, *others]
    await scrub(config)
    assert await members(world) == [ERASED, *others]


async def test_whoever_watches_sees_that_texts_are_erased(world: World, config: Config) -> None:
    call = (await world.start("general", by="grace"))["callId"]
    for name in ("ada", "grace"):
        await world.change("postMessage { messageId }", by=name, callId=call, text=f"From {name}")
    async with world.socket("alan") as session, watching(session, THREAD, call=call) as thread:
        await thread.until(lambda state: len(state["thread"]["messages"]["nodes"]) == 2)
        await destroy_key_of_ada(world, config)
        await scrub(config)
        state = await thread.until(lambda state: "(erased)" in str(state))
    assert state["thread"]["messages"]["nodes"] == [
        {"text": "From grace", "isErased": False, "author": {"name": "Grace", "isErased": False}},
        {"text": "(erased)", "isErased": True, "author": {"name": "(erased)", "isErased": True}},
    ]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.AUDITOR])
async def test_titles_are_not_said_to_be_found_nowhere_while_they_cannot_be_searched(
    world: World, config: Config, role: Role
) -> None:
    room = await world.room("general", by="grace")
    await world.start("general", by="ada")
    await world.settle()
    found = await world.ask(SEARCH, by="grace", role=role, room=room)
    assert [conference["title"] for conference in found["room"]["contextualBar"]["nodes"]] == ["General"]
    execute(config, "TRUNCATE views.whole, views.title_terms")
    answer = await world.request(SEARCH, by="grace", role=role, room=room)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAVAILABLE"]
    assert "Try again" in answer["errors"][0]["message"]
