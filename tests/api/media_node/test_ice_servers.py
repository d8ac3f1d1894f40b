"""What clients are told to reach the media with, checked against a real TURN server where there is one."""

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import aioice.stun
import aioice.turn
import pytest
from pydantic import SecretStr

from api.config import Config
from api.media_node.ice_servers import GOOD_FOR, IceServer, ice_servers
from tests.domain.people import ADA, AT

SECRET = "shared with coturn"
STUN, TURN = ("stun:stun.example.org:3478",), ("turn:turn.example.org:3478?transport=udp",)


def test_credentials_say_until_when_and_for_whom_they_are_good() -> None:
    config = Config(stun_servers=STUN, turn_servers=TURN, turn_secret=SecretStr("north"))
    stun, turn = ice_servers(config, UUID(int=7), datetime(2026, 1, 1, tzinfo=UTC))
    assert stun == IceServer(STUN)
    assert turn.urls == TURN
    assert turn.username == "1767268800:00000000-0000-0000-0000-000000000007"
    assert turn.credential == "9tl3+o4a8SDJtVz2xHPuudtVhRA="


def test_without_servers_there_are_none() -> None:
    assert ice_servers(Config(), ADA, AT) == ()


def test_turn_servers_without_a_secret_are_not_told() -> None:
    assert ice_servers(Config(stun_servers=STUN, turn_servers=TURN), ADA, AT) == (IceServer(STUN),)


@pytest.fixture
def coturn(tmp_path: Path, unused_udp_port: int) -> Iterator[int]:
    """A TURN server on loopback; its port."""
    if shutil.which("turnserver") is None:
        pytest.skip("needs coturn's turnserver")
    command = [
        "turnserver", "-n", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", f"--listening-port={unused_udp_port}",
        "--use-auth-secret", f"--static-auth-secret={SECRET}", "--realm=ringlog", "--allow-loopback-peers",
        "--no-tls", "--no-dtls", "--no-tcp", "--no-cli", "--no-stdout-log", f"--log-file={tmp_path / 'turn.log'}",
        "--simple-log", f"--pidfile={tmp_path / 'turn.pid'}", f"--userdb={tmp_path / 'turn.db'}",
    ]  # fmt: skip
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        yield unused_udp_port
        server.terminate()


async def relayed_through(port: int, server: IceServer) -> str:
    """The address a client with these credentials gets; waits for a server that has only just started."""
    assert server.username is not None
    assert server.credential is not None
    while True:
        try:
            transport, _ = await aioice.turn.create_turn_endpoint(
                asyncio.DatagramProtocol,
                server_addr=("127.0.0.1", port),
                username=server.username,
                password=server.credential,
            )
        except aioice.stun.TransactionTimeout:
            continue
        address = str(transport.get_extra_info("sockname")[0])
        transport.close()
        return address


async def test_coturn_lets_in_who_has_good_credentials_and_nobody_else(coturn: int) -> None:
    config = Config(turn_servers=TURN, turn_secret=SecretStr(SECRET))
    (good,) = ice_servers(config, ADA, datetime.now(UTC))
    async with asyncio.timeout(60):
        assert await relayed_through(coturn, good) == "127.0.0.1"
        (expired,) = ice_servers(config, ADA, datetime.now(UTC) - GOOD_FOR - timedelta(seconds=2))
        longer = replace(expired, username=good.username)
        for bad in (expired, longer, replace(good, credential="guessed")):
            with pytest.raises(aioice.stun.TransactionFailed):
                await relayed_through(coturn, bad)
