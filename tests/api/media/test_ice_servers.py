"""What clients are told to reach the media with, checked against a real TURN server where there is one."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import aioice.stun
import pytest
from pydantic import SecretStr

from api.media.ice_servers import GOOD_FOR, IceServer, ice_servers
from domain.workspace.settings import Settings
from runtime.config import Config
from tests.people import ADA, AT
from tests.system.coturn import SECRET, coturn, relayed_through

__all__ = ["coturn"]

STUN, TURN = ("stun:stun.example.org:3478",), ("turn:turn.example.org:3478?transport=udp",)


def test_credentials_say_until_when_and_for_whom_they_are_good() -> None:
    config = Config(stun_servers=STUN, turn_servers=TURN, turn_secret=SecretStr("north"))
    stun, turn = ice_servers(config, Settings(), UUID(int=7), datetime(2026, 1, 1, tzinfo=UTC))
    assert stun == IceServer(STUN)
    assert turn.urls == TURN
    assert turn.username == "1767268800:00000000-0000-0000-0000-000000000007"
    assert turn.credential == "9tl3+o4a8SDJtVz2xHPuudtVhRA="
    assert turn.expires_at == datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_without_servers_there_are_none() -> None:
    assert ice_servers(Config(), Settings(), ADA, AT) == ()


def test_turn_servers_without_a_secret_are_not_told() -> None:
    assert ice_servers(Config(), Settings(stun_servers=STUN, turn_servers=TURN), ADA, AT) == (IceServer(STUN),)


def test_the_environment_goes_before_what_admins_set_each_for_itself() -> None:
    there = Settings(stun_servers=("stun:set.example.org",), turn_servers=("turn:set.example.org",))
    config = Config(stun_servers=STUN, turn_secret=SecretStr("north"))
    assert [server.urls for server in ice_servers(config, there, ADA, AT)] == [STUN, ("turn:set.example.org",)]
    locked = config.model_copy(update={"stun_servers": (), "turn_servers": TURN})
    assert [server.urls for server in ice_servers(locked, there, ADA, AT)] == [("stun:set.example.org",), TURN]


async def test_coturn_lets_in_who_has_good_credentials_and_nobody_else(coturn: int) -> None:
    config = Config(turn_servers=TURN, turn_secret=SecretStr(SECRET))
    (good,) = ice_servers(config, Settings(), ADA, datetime.now(UTC))
    async with asyncio.timeout(60):
        assert await relayed_through(coturn, good.username, good.credential) == "127.0.0.1"
        (expired,) = ice_servers(config, Settings(), ADA, datetime.now(UTC) - GOOD_FOR - timedelta(seconds=2))
        longer = replace(expired, username=good.username)
        for bad in (expired, longer, replace(good, credential="guessed")):
            with pytest.raises(aioice.stun.TransactionFailed):
                await relayed_through(coturn, bad.username, bad.credential)
