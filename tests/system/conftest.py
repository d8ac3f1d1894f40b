"""A running installation for tests to share, and its log on the page when one of them fails."""

from collections.abc import Generator, Iterator
from typing import Any

import pytest

from tests.projections.scene import Scene
from tests.system.running import Running
from tests.system.town import Town


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with Running.started(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An installation of the test's own, not started yet."""
    running = Running(tmp_path_factory.mktemp("own"))
    try:
        yield running
    finally:
        running.end()


@pytest.fixture
async def town(served: Running) -> Town:
    """People and rooms in the shared installation."""
    return await furnished(served)


async def furnished(running: Running) -> Town:
    """People and rooms where rings last, calls end at once and connections are kept."""
    town = Town(running)
    await town.furnish(ringing__time=30, calls__direct_grace=0, calls__conference_grace=0, calls__lease_time=15)
    return town


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed and isinstance(item, pytest.Function):
        report.sections.extend(logs_of(item.funcargs))
    return report


def logs_of(given: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for value in given.values():
        running = value.running if isinstance(value, Town) else value
        if isinstance(running, Running):
            yield f"the end of {running.log_file}", "\n".join(running.log().splitlines()[-150:])


@pytest.fixture
def furnished_url(database_url: str) -> str:
    """A database with people and rooms, and views that are current."""
    with Scene(database_url) as scene:
        scene.furnish()
        scene.show()
    return database_url
