"""The whole write and read side in one process, on a real database, under a clock that tests turn."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from api.migrations import migrate
from api.presence.database import open_pool
from api.presence.sessions import SessionPresence
from domain.application import Ringlog
from projections import Projector
from tests.domain.conftest import TurnedClock, calls, clock, log, rings

__all__ = ["calls", "clock", "log", "rings"]


@pytest.fixture
def migrated_url(database_url: str) -> str:
    migrate(database_url)
    return database_url


@pytest.fixture
def pool(migrated_url: str) -> Iterator[ConnectionPool[Connection[Any]]]:
    with open_pool(migrated_url) as opened:
        yield opened


@pytest.fixture
def presence(pool: ConnectionPool[Connection[Any]]) -> SessionPresence:
    return SessionPresence(pool)


@pytest.fixture
def project(migrated_url: str, log: Ringlog, clock: TurnedClock) -> Iterator[Callable[[], None]]:
    """Brings the views up to date."""
    projector = Projector(migrated_url)

    def catch_up() -> None:
        while projector.run_once():
            pass

    yield catch_up
    projector.close()
