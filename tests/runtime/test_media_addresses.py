"""Where media is reached: what admins set, unless the environment of the media process says otherwise."""

import asyncio
import socket

import pytest

from domain.kernel.clock import system_clock
from domain.workspace.settings import Settings
from domain.workspace.use_cases import WorkspaceUseCases
from event_log.application import Ringlog
from media.node.process import MediaProcess
from media.sfu.media_settings import MediaSettings
from runtime.config import Config
from runtime.media_addresses import CannotListen, media_settings
from tests.people import CAUSE


def test_what_nobody_set_is_the_default() -> None:
    assert media_settings(Config(), Settings()) == MediaSettings(udp_port=8443, ice_hosts=())


def test_the_environment_goes_before_what_admins_set_one_by_one() -> None:
    there = Settings(ice_host="calls.example.org", media_udp_port=9000)
    port = media_settings(Config(media_udp_port=7000), there)
    assert (port.udp_port, port.ice_hosts) == (7000, ("calls.example.org",))
    host = media_settings(Config(ice_host="203.0.113.7", media_host="127.0.0.1"), there)
    assert (host.listen_host, host.udp_port, host.ice_hosts) == ("127.0.0.1", 9000, ("203.0.113.7",))


async def test_one_that_cannot_listen_says_what_to_change(database_url: str, log: Ringlog) -> None:
    workspaces = WorkspaceUseCases(log, system_clock)
    with socket.socket(type=socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        workspaces.change_setting(name="media.udp_port", value=port, admin=True, cause=CAUSE)
        process = MediaProcess(Config(database_url=database_url, media_host="127.0.0.1"))
        with pytest.raises(CannotListen, match=rf"UDP port {port} of 127\.0\.0\.1 .*in use.* media\.udp_port"):
            await process.run(asyncio.Event())
