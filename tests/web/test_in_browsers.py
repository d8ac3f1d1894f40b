"""Two people in real browsers call each other through the built package, on the page of its README."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from tests.browsers import needs_chromium, needs_firefox
from tests.patience import eventually
from tests.system.browser import Tab
from tests.system.chromium import Chromium
from tests.system.firefox import Firefox
from tests.system.network import Host, needs_host
from tests.system.running import Running, free_port
from tests.system.stage import PARTS
from tests.system.town import Town
from tests.web.phone import SHOWN, Phone
from tests.web.workshop import WEB, run

pytestmark = [
    pytest.mark.system,
    pytest.mark.timeout(300),  # a start takes long on a busy machine
    needs_chromium,
    needs_firefox,
    needs_host,
]
ADA, GRACE = PARTS["Ada"], PARTS["Grace"]
HTTP_SERVER = (sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "--directory", str(WEB / "client"))


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with Host() as host:
        yield host


@pytest.fixture(scope="module")
def site() -> str:
    """Where the built package is served, on each host for itself: pages get microphones from 127.0.0.1 only."""
    return f"http://127.0.0.1:{free_port(socket.SOCK_STREAM)}"


@pytest.fixture(scope="module")
def running(host: Host, site: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    settings = {"HOST": "0.0.0.0", "ALLOWED_ORIGINS": site, "MEDIA_HOST": host.near}
    with ThreadPoolExecutor(max_workers=1) as beside:
        built = beside.submit(run, "build")
        with Running.started(tmp_path_factory.mktemp("served"), **settings) as running:
            built.result()
            yield running


@pytest.fixture
async def phones(running: Running, host: Host, site: str, tmp_path: Path) -> AsyncIterator[dict[str, Phone]]:
    """Ada has a Firefox, Grace a Chromium."""
    town = Town(running)
    await town.furnish(calls__direct_grace=0)
    port = site.rsplit(":", 1)[1]
    async with AsyncExitStack() as stack:
        for words in (HTTP_SERVER, host.running(*HTTP_SERVER)):
            server = await asyncio.create_subprocess_exec(*words, port, stderr=asyncio.subprocess.DEVNULL)
            stack.push_async_callback(server.wait)
            stack.callback(server.terminate)
        for connect in (
            partial(socket.create_connection, ("127.0.0.1", int(port))),
            partial(host.connection, int(port)),
        ):
            await asyncio.to_thread(eventually, partial(listens, connect))
        firefox = await Firefox.launch(host, tmp_path / "Ada", *ADA)
        stack.push_async_callback(firefox.close)
        driver = await stack.enter_async_context(async_playwright())
        chromium = await Chromium.launch(driver, tmp_path / "Grace", *GRACE)
        stack.push_async_callback(chromium.close)

        async def phone(name: str, browser: Firefox | Chromium) -> Phone:
            api = f"http://{host.near}:{running.port}/graphql"
            tab: Tab = await browser.visit(
                Phone.address(site, api, running.token(town.id(name)), town.id("Ada, Grace"))
            )
            phone = Phone(tab)
            await phone.listen()
            return phone

        yield {"Ada": await phone("Ada", firefox), "Grace": await phone("Grace", chromium)}


def listens(connect: Callable[[], socket.socket]) -> bool:
    try:
        connect().close()
    except OSError:
        return False
    return True


async def share_a_screen(grace: Phone, ada: Phone) -> None:
    """Which Ada looks away from meanwhile."""
    await grace.press("Share the screen")
    await ada.sees_screens(1)
    await ada.receives("[]")
    await ada.sees_screens(0)
    await ada.receives("null")
    await ada.sees_screens(1)
    await ada.hears(GRACE.tone)
    await grace.press("Stop sharing")
    await ada.sees_screens(0)


async def test_two_people_ring_talk_share_a_screen_lose_the_server_and_hang_up(
    phones: dict[str, Phone], running: Running
) -> None:
    ada, grace = phones["Ada"], phones["Grace"]
    await ada.calls_and_hangs_up_at_once()
    await ada.press("Call")
    await ada.says("It rings…")
    await grace.says("Ada calls…")
    await grace.press("Answer")
    for phone in (ada, grace):
        await phone.says("Connected.")
    await ada.hears(GRACE.tone)
    await grace.hears(ADA.tone)
    await grace.lists_calls(1)

    await ada.press("Mute")
    await grace.hears()
    await grace.until(SHOWN, lambda page: "Ada, muted" in page["people"], "shows who is muted")
    await ada.press("Unmute")
    await grace.hears(ADA.tone)

    await share_a_screen(grace, ada)

    await asyncio.to_thread(running.stop)
    for phone in (ada, grace):
        await phone.says("The connection was lost. Reconnecting…")
    await asyncio.to_thread(running.start)
    for phone in (ada, grace):
        await phone.says("Connected.")
    await ada.hears(GRACE.tone)
    await grace.hears(ADA.tone)

    await ada.press("Hang up")
    await ada.says("You hung up.")
    await grace.says("The call has ended: hung up.")
    await grace.lists_calls(0)
