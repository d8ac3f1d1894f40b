"""What every test may ask for: a real PostgreSQL, a fresh database in it, and the write and read side on that."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.calls.answering import RingUseCases
from domain.calls.use_cases import CallUseCases
from domain.directory.room import RoomKind
from domain.directory.use_cases import DirectoryUseCases, RoomProfile, UserProfile
from event_log.application import Ringlog
from projections import Projector
from ringlog.postgres.embedded_postgres import MAINTENANCE_DATABASE, EmbeddedPostgres
from runtime.presence.database import open_pool
from runtime.presence.session_presence import SessionPresence
from tests.databases import empty_database, new_database
from tests.known_people import give_ids
from tests.master_key import hold_master_key
from tests.people import CAUSE
from tests.runtime.storage.object_storage import object_storage
from tests.turned_clock import TurnedClock

__all__ = ["object_storage"]  # a fixture too

hold_master_key()


SLOW = {"system", "generators", "strangers"}  # marks


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow files first, so that no process is left with one at the end, while the other has nothing to do."""
    items.sort(key=lambda item: SLOW.isdisjoint(mark.name for mark in item.iter_markers()))


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One embedded PostgreSQL for the whole run; the URL of its maintenance database.

    It doesn't wait for the disk, unlike the servers that tests/system kills: nobody pulls the plug on this one.
    """
    with EmbeddedPostgres(tmp_path_factory.mktemp("postgres")) as postgres:
        url = postgres.url(MAINTENANCE_DATABASE)
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("ALTER SYSTEM SET fsync = off")
            server.execute("SELECT pg_reload_conf()")
        yield url


@pytest.fixture
def database_url(postgres_url: str) -> Iterator[str]:
    """The database of a new installation, without a fact in it."""
    with new_database(postgres_url) as url:
        yield url


@pytest.fixture
def empty_url(postgres_url: str) -> Iterator[str]:
    """A database that nobody has migrated yet."""
    with empty_database(postgres_url) as url:
        yield url


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def log(database_url: str, clock: TurnedClock) -> Iterator[Ringlog]:
    """A workspace with a few people and rooms, recorded by the real use cases."""
    give_ids(database_url)
    with Ringlog(env={"DATABASE_URL": database_url}) as application:
        directory = DirectoryUseCases(application, clock)
        directory.upsert_users(
            users=[UserProfile(name, name.title()) for name in ("ada", "grace", "alan")], cause=CAUSE
        )
        directory.upsert_rooms(
            rooms=[
                RoomProfile("ada-grace", RoomKind.DIRECT, "Ada, Grace", members=("ada", "grace")),
                RoomProfile("ada-grace-alan", RoomKind.GROUP_DIRECT, "All three", members=("ada", "grace", "alan")),
                RoomProfile("general", RoomKind.CHANNEL, "General", members=("ada", "grace", "alan")),
            ],
            cause=CAUSE,
        )
        yield application


@pytest.fixture
def calls(log: Ringlog, clock: TurnedClock) -> CallUseCases:
    return CallUseCases(log, clock)


@pytest.fixture
def rings(log: Ringlog, clock: TurnedClock) -> RingUseCases:
    return RingUseCases(log, clock)


@pytest.fixture
def pool(database_url: str) -> Iterator[ConnectionPool[Connection[Any]]]:
    with open_pool(database_url) as opened:
        yield opened


@pytest.fixture
def presence(pool: ConnectionPool[Connection[Any]]) -> SessionPresence:
    return SessionPresence(pool)


@pytest.fixture
def project(database_url: str, log: Ringlog, clock: TurnedClock) -> Iterator[Callable[[], None]]:
    """Brings the views up to date."""
    projector = Projector(database_url)

    def catch_up() -> None:
        while projector.run_once():
            pass

    yield catch_up
    projector.close()
