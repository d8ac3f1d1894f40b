"""A furnished workspace, and a pool of readers of its views."""

from collections.abc import AsyncIterator, Iterator

import pytest

from projections import connect_views
from projections.engine.pool import Pool
from tests.projections.scene import Scene


@pytest.fixture
def scene(database_url: str) -> Iterator[Scene]:
    with Scene(database_url) as scene:
        scene.furnish()
        yield scene


@pytest.fixture
async def pool(scene: Scene) -> AsyncIterator[Pool]:
    async with connect_views(scene.database_url) as pool:
        yield pool
