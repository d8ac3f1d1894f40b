"""The health check of an installation whose parts are killed, frozen, or start again and again."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.patience import eventually
from tests.projections.scene import Scene
from tests.system.role_alone import RoleAlone
from tests.system.running import PATIENCE
from tests.system.test_ends_of_followers import record_what_cannot_be_applied

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]  # a start takes long on a busy machine


@pytest.fixture
def url(database_url: str) -> str:
    with Scene(database_url) as scene:
        scene.furnish()
    return database_url


@pytest.fixture
def api(url: str, tmp_path: Path) -> Iterator[RoleAlone]:
    """With a media server beside it; the worker is the test's."""
    with RoleAlone("media", url, tmp_path), RoleAlone("api", url, tmp_path) as api:
        yield api


def health(api: RoleAlone) -> dict[str, Any]:
    """What it answers; nothing while it isn't up."""
    try:
        with urllib.request.urlopen(f"http://{api.address}/health", timeout=10) as answer:
            found: dict[str, Any] = json.load(answer)
    except HTTPError as refusal:
        found = json.load(refusal)
    except OSError:
        return {}
    return found


def becomes_healthy(api: RoleAlone) -> None:
    eventually(lambda: health(api).get("healthy"), PATIENCE)


def becomes_unhealthy(api: RoleAlone, words: str) -> None:
    eventually(lambda: words in health(api).get("reason", ""), PATIENCE)


def test_a_worker_that_is_frozen_or_killed_is_missed(api: RoleAlone, url: str, tmp_path: Path) -> None:
    with RoleAlone("worker", url, tmp_path) as worker:
        becomes_healthy(api)
        worker.freeze()
        becomes_unhealthy(api, "Nobody keeps the views current: ")
        worker.thaw()
        becomes_healthy(api)
    becomes_unhealthy(api, "Nobody carries out policies and deadlines: ")


def test_a_worker_that_starts_again_and_again_is_no_worker(api: RoleAlone, url: str, tmp_path: Path) -> None:
    with RoleAlone("worker", url, tmp_path) as worker:
        becomes_healthy(api)
        record_what_cannot_be_applied(url)
        worker.ended()
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(RoleAlone("worker", url, tmp_path)).ended()
        becomes_unhealthy(api, "keeps the views current")
        stack.enter_context(RoleAlone("worker", url, tmp_path)).ended()
        assert not health(api)["healthy"]
