"""A scene of people who call, and what their calls' records say."""

from collections.abc import Iterator

import pytest

from tests.projections.scene import Scene


@pytest.fixture
def scene(database_url: str) -> Iterator[Scene]:
    with Scene(database_url) as scene:
        scene.furnish()
        yield scene
