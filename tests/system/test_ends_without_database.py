"""A role that is told to end does, within seconds, also while the database says nothing to anybody."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from ringlog.postgres.embedded_postgres import EmbeddedPostgres
from tests.system.role_alone import RoleAlone

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]  # a start takes long on a busy machine

STARTED = {"worker": "worker: leading", "media": "media: UDP port"}
SECONDS = 15.0  # it leaves after seven; only a failure waits longer


@pytest.mark.parametrize("role", STARTED)
def test_a_role_ends_while_the_database_is_frozen(role: str, tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "data") as postgres, RoleAlone(role, postgres.url(), tmp_path) as alone:
        alone.wait_until_it_says(STARTED[role])
        with frozen(postgres):
            alone.process.terminate()
            alone.process.wait(SECONDS)


@contextmanager
def frozen(postgres: EmbeddedPostgres) -> Iterator[None]:
    """Connections stay, and nothing answers. Once its first process is frozen, others may end but none begin."""
    first = psutil.Process(postgres.pid())
    processes = [first]
    first.suspend()
    try:
        for child in first.children():
            with suppress(psutil.NoSuchProcess):
                child.suspend()
                processes.append(child)
        yield
    finally:
        for process in reversed(processes):
            with suppress(psutil.NoSuchProcess):
                process.resume()
