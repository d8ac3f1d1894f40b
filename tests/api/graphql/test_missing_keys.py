"""What can't be read because the vault lacks a key is said to be so, and nothing else suffers."""

import pytest

from api.graphql.core.ids import local_id
from runtime.config import Config
from tests.api.world import World
from tests.event_log.outages import hang_up_on_all
from tests.event_log.vault.lost_keys import lost_keys

ROOMS = """{
    general: roomByExternalId(externalId: "general") { name isErased }
    direct: roomByExternalId(externalId: "ada-grace") { name isErased }
}"""
START = """mutation ($input: StartCallInput!) {
    startCall(input: $input) { ... on StartCallPayload { callId } }
}"""


async def test_a_room_whose_key_is_missing_is_shown_among_others(
    world: World, config: Config, postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert config.database_url is not None
    await world.settle()
    general = local_id("Room", await world.room("general", by="ada"))
    assert general is not None
    with lost_keys(config.database_url, general):
        hang_up_on_all(postgres_url, config.database_url, "%")  # so nobody has a key in hand
        assert await world.ask(ROOMS, by="ada") == {
            "general": {"name": "(unreadable: its key is missing)", "isErased": False},
            "direct": {"name": "Ada, Grace", "isErased": False},
        }
        assert (await start(world, "general")) == "KEY_MISSING"
        assert f"no key of {general}" in caplog.text
        assert (await start(world, "ada-grace")) is None
    assert (await start(world, "general")) is None


async def start(world: World, room: str) -> str | None:
    """As which error it ends."""
    room_id = await world.room(room, by="ada")
    answer = await world.request(START, by="ada", input={"roomId": room_id, "deviceId": "laptop"})
    return answer["errors"][0]["extensions"]["code"] if "errors" in answer else None
