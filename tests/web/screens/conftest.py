"""One installation and its browsers for all tests of screens; people and rooms of each test's own."""

import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from tests.system.conftest import furnished, pytest_runtest_makereport
from tests.system.network import Host
from tests.system.running import Running, free_port
from tests.system.town import Town
from tests.web.screens.people import Browsers, People
from tests.web.workshop import run

__all__ = ["pytest_runtest_makereport"]  # puts the installation's log on the page of a failure


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    """Where Firefox is, one hop away."""
    with Host() as host:
        yield host


@pytest.fixture(scope="session")
def foreign_port() -> int:
    """Where a chat product may have a page of its own."""
    return free_port(socket.SOCK_STREAM)


@pytest.fixture(scope="session")
def served(host: Host, foreign_port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    run("build")
    allowed = f"http://127.0.0.1:{foreign_port}"
    settings = {"HOST": "0.0.0.0", "MEDIA_HOST": host.near, "ALLOWED_ORIGINS": allowed}
    with Running.started(tmp_path_factory.mktemp("screens"), **settings) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browsers(served: Running, host: Host, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browsers]:
    async with AsyncExitStack() as stack:
        driver = await stack.enter_async_context(async_playwright())
        yield Browsers(driver, served, host, tmp_path_factory.mktemp("browsers"), stack)


@pytest_asyncio.fixture(loop_scope="session")
async def town(served: Running) -> Town:
    return await furnished(served)


@pytest_asyncio.fixture(loop_scope="session")
async def people(browsers: Browsers, town: Town) -> AsyncIterator[People]:
    async with AsyncExitStack() as stack:
        people = People(browsers, town, stack)
        yield people
        assert people.problems() == []
