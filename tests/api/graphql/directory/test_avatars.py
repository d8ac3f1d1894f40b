"""Where people's pictures are: kept by the chat product, and shown to whoever is shown their names."""

from typing import Any

import psycopg

from api.access.tokens import Role
from api.graphql.core.ids import local_id
from runtime.config import Config
from tests.api.graphql.directory.test_erased import destroy_key
from tests.api.world import World

PICTURE = "https://chat.example.org/avatars/ada.png"
UPSERT = "upsertUsers { userIds users { name avatarUrl } }"
USER = "query ($id: ID!) { node(id: $id) { ... on User { name avatarUrl } } }"
MEMBERS = "query ($id: ID!) { room(id: $id) { members { nodes { name avatarUrl } } } }"


async def describe(world: World, **given: Any) -> dict[str, Any]:
    user = {"externalId": "ada", "name": "Ada"} | given
    return await world.change(UPSERT, by="chat", role=Role.SERVICE, users=[user])


def kept(config: Config, user_id: str) -> bytes:
    """Of the address, as it is in the view."""
    assert config.database_url is not None
    with psycopg.connect(config.database_url) as connection:
        row = connection.execute("SELECT avatar_url FROM views.users WHERE id = %s", [local_id("User", user_id)])
        return bytes(row.fetchall()[0][0])


async def test_a_picture_is_shown_to_those_who_are_shown_the_name(world: World) -> None:
    done = await describe(world, avatarUrl=PICTURE)
    (ada,), room = done["userIds"], await world.room("general", by="grace")
    shown = {"name": "Ada", "avatarUrl": PICTURE}
    assert done["users"] == [shown]
    assert (await world.ask("{ viewer { user { name avatarUrl } } }", by="ada"))["viewer"]["user"] == shown
    assert (await world.ask(USER, by="root", role=Role.ADMIN, id=ada))["node"] == shown
    members = (await world.ask(MEMBERS, by="grace", id=room))["room"]["members"]["nodes"]
    assert members == [shown, {"name": "Alan", "avatarUrl": None}, {"name": "Grace", "avatarUrl": None}]
    for name, role in (("gus", Role.GUEST), ("chat", Role.SERVICE)):
        assert await world.ask(USER, by=name, role=role, id=ada) == {"node": None}
    assert await world.ask(MEMBERS, by="gus", role=Role.GUEST, id=room) == {"room": None}


async def test_a_picture_goes_when_it_is_left_out_and_when_its_owner_is_erased(world: World, config: Config) -> None:
    (ada,) = (await describe(world, avatarUrl=PICTURE))["userIds"]
    assert (await describe(world))["users"] == [{"name": "Ada", "avatarUrl": None}]
    await describe(world, avatarUrl=PICTURE)
    await world.settle()
    assert PICTURE.encode() not in kept(config, ada)
    call = (await world.start("general", by="ada"))["callId"]
    await destroy_key(world, config, "ada")
    asked = "query ($call: ID!) { call(id: $call) { participants { user { name avatarUrl } } } }"
    found = await world.ask(asked, by="grace", call=call)
    assert found["call"]["participants"] == [{"user": {"name": "(erased)", "avatarUrl": None}}]


async def test_what_is_no_address_is_refused_by_its_place_and_changes_nothing(world: World) -> None:
    users = [{"externalId": "new", "name": "New"}, {"externalId": "ada", "name": "Ada", "avatarUrl": "ada.png"}]
    refused = await world.change(UPSERT, by="chat", role=Role.SERVICE, users=users)
    assert (refused["__typename"], refused["path"]) == ("InvalidInput", ["users", "1", "avatarUrl"])
    assert "absolute http or https URL" in refused["message"]
    number = 'mutation { upsertUsers(input: {users: [{externalId: "a", name: "A", avatarUrl: 7}]}) { __typename } }'
    answer = await world.request(number, by="chat", role=Role.SERVICE)
    assert "as a string" in answer["errors"][0]["message"]
