"""What a client is told before it makes its connection, used with a real TURN server where there is one."""

import asyncio
import base64
import hmac
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aioice.stun
import pytest
from pydantic import SecretStr

from api.access.tokens import Role
from api.media.ice_servers import GOOD_FOR
from runtime.config import Config
from tests.api.graphql.settings import VALUE, typed
from tests.api.world import SECRET as KEY
from tests.api.world import World, living_world
from tests.system.coturn import SECRET, coturn, relayed_through

__all__ = ["coturn"]

STUN = "stun:stun.example.org:3478"
SET = "changeSetting { setting { __typename ... on TextListSetting { texts defaultTexts choices } } }"
QUERY = "{ viewer { iceServers { urls username credential expiresAt } } }"


@pytest.fixture
def config(config: Config, unused_udp_port: int) -> Config:
    """With a STUN server, and a TURN server on this machine."""
    turn = (f"turn:127.0.0.1:{unused_udp_port}?transport=udp",)
    return config.model_copy(update={"stun_servers": (STUN,), "turn_servers": turn, "turn_secret": SecretStr(SECRET)})


async def test_each_is_told_the_servers_with_credentials_of_their_own_that_run_out(world: World) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    (stun, ada), (_, grace) = [(await world.ask(QUERY, by=name))["viewer"]["iceServers"] for name in ("ada", "grace")]
    assert stun == {"urls": [STUN], "username": None, "credential": None, "expiresAt": None}
    expires_at = datetime.fromisoformat(ada["expiresAt"])
    assert before + GOOD_FOR <= expires_at <= datetime.now(UTC) + GOOD_FOR
    assert ada["username"].startswith(f"{int(expires_at.timestamp())}:")
    assert ada["username"] != grace["username"]
    assert ada["credential"] != grace["credential"]


LOCKED = f"query {{ workspace {{ settings {{ name origin lockedBy {VALUE} }} }} }}"


@pytest.mark.parametrize("mutation", ["changeSetting { setting { name } }", "resetSetting { setting { name } }"])
async def test_what_the_environment_says_is_shown_and_changed_by_nobody(world: World, mutation: str) -> None:
    given: dict[str, Any] = {"name": "ice.stun_servers"} | (
        {"value": typed([])} if mutation.startswith("change") else {}
    )
    refused = await world.change(mutation, by="root", role=Role.ADMIN, **given)
    assert (refused["__typename"], refused["code"]) == ("NotPossibleNow", "SETTING_IS_LOCKED")
    assert "RINGLOG_STUN_SERVERS" in refused["message"]
    turn = (await world.ask(QUERY, by="ada"))["viewer"]["iceServers"][1]["urls"]
    settings = (await world.ask(LOCKED, by="ada"))["workspace"]["settings"]
    assert {each["name"]: each for each in settings if each["lockedBy"] or each["name"] == "ice.host"} == {
        "ice.stun_servers": {
            "name": "ice.stun_servers",
            "texts": [STUN],
            "origin": "ENVIRONMENT",
            "lockedBy": "RINGLOG_STUN_SERVERS",
        },
        "ice.turn_servers": {
            "name": "ice.turn_servers",
            "texts": turn,
            "origin": "ENVIRONMENT",
            "lockedBy": "RINGLOG_TURN_SERVERS",
        },
        "ice.host": {"name": "ice.host", "text": "", "origin": "DEFAULT", "lockedBy": None},
    }


async def test_servers_that_an_admin_sets_are_told_at_once_with_credentials(database_url: str, tmp_path: Path) -> None:
    config = Config(
        database_url=database_url, data_folder=tmp_path, jwt_key=SecretStr(KEY), turn_secret=SecretStr(SECRET)
    )
    async with living_world(config) as world:
        await world.change(
            "upsertUsers { userIds }", by="chat", role=Role.SERVICE, users=[{"externalId": "ada", "name": "Ada"}]
        )
        assert (await world.ask(QUERY, by="ada"))["viewer"]["iceServers"] == []
        for name, urls in (("ice.stun_servers", [STUN]), ("ice.turn_servers", ["turn:turn.example.org:3478"])):
            changed = await world.change(SET, by="root", role=Role.ADMIN, name=name, value=typed(urls))
            setting = {"__typename": "TextListSetting", "texts": urls, "defaultTexts": [], "choices": None}
            assert changed["setting"] == setting
        stun, turn = (await world.ask(QUERY, by="ada"))["viewer"]["iceServers"]
        assert (stun["urls"], stun["credential"]) == ([STUN], None)
        assert turn["urls"] == ["turn:turn.example.org:3478"]
        assert turn["username"].startswith(f"{int(datetime.fromisoformat(turn['expiresAt']).timestamp())}:")
        digest = hmac.digest(SECRET.encode(), turn["username"].encode(), "sha1")
        assert turn["credential"] == base64.b64encode(digest).decode()


async def test_a_server_that_no_browser_takes_is_refused_with_how_to_write_it(
    database_url: str, tmp_path: Path
) -> None:
    given = {"name": "ice.turn_servers", "value": typed(["turn:a.example.org", "https://b.example.org"])}
    async with living_world(Config(database_url=database_url, data_folder=tmp_path, jwt_key=SecretStr(KEY))) as world:
        refused = await world.change(SET, by="root", role=Role.ADMIN, **given)
    assert (refused["__typename"], refused["path"]) == ("InvalidInput", ["value"])
    assert refused["message"] == (
        'ice.turn_servers has "https://b.example.org", which is not a TURN server: write turn:turn.example.org:3478.'
    )


async def test_only_admins_say_where_media_goes(world: World) -> None:
    for name, value in (
        ("ice.stun_servers", [STUN]),
        ("ice.turn_servers", ["turn:a.example.org"]),
        ("ice.host", "192.0.2.1"),
        ("media.udp_port", 9000),
    ):
        refused = await world.change(SET, by="ada", name=name, value=typed(value))
        assert (refused["__typename"], refused["code"]) == ("NotAllowed", "NOT_ADMIN")


async def test_whoever_cannot_be_in_a_call_is_told_none(world: World) -> None:
    await world.change("deactivateUsers { userIds }", by="chat", role=Role.SERVICE, userExternalIds=["alan"])
    for name, role in [("alan", Role.MEMBER), ("nobody", Role.MEMBER), ("iris", Role.AUDITOR), ("chat", Role.SERVICE)]:
        assert (await world.ask(QUERY, by=name, role=role))["viewer"]["iceServers"] == []


async def test_the_turn_server_lets_in_who_was_told_and_nobody_with_a_longer_time(world: World, coturn: int) -> None:
    _, told = (await world.ask(QUERY, by="ada"))["viewer"]["iceServers"]
    until, _, user = told["username"].partition(":")
    longer = f"{int(until) + 3_600}:{user}"
    async with asyncio.timeout(60):
        assert await relayed_through(coturn, told["username"], told["credential"]) == "127.0.0.1"
        with pytest.raises(aioice.stun.TransactionFailed):
            await relayed_through(coturn, longer, told["credential"])
