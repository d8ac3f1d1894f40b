"""What a client is told before it makes its connection, used with a real TURN server where there is one."""

import asyncio
from datetime import UTC, datetime

import aioice.stun
import pytest
from pydantic import SecretStr

from api.config import Config
from api.media_node.ice_servers import GOOD_FOR
from api.tokens import Role
from tests.api.coturn import SECRET, coturn, relayed_through
from tests.api.graphql.world import World

__all__ = ["coturn"]

STUN = "stun:stun.example.org:3478"
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


async def test_whoever_cannot_be_in_a_call_is_told_none(world: World) -> None:
    await world.change("removeUsers { userIds }", by="chat", role=Role.SERVICE, externalIds=["alan"])
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
