"""A real TURN server, where there is one."""

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import aioice.stun
import aioice.turn
import pytest

SECRET = "shared with coturn"


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


async def relayed_through(port: int, username: str | None, credential: str | None) -> str:
    """The address a client with these credentials gets; waits for a server that has only just started."""
    while True:
        try:
            transport, _ = await aioice.turn.create_turn_endpoint(
                asyncio.DatagramProtocol,
                server_addr=("127.0.0.1", port),
                username=username,
                password=credential,
            )
        except aioice.stun.TransactionTimeout:
            continue
        address = str(transport.get_extra_info("sockname")[0])
        transport.close()
        return address
