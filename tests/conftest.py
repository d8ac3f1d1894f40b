"""What every test may ask for: a real PostgreSQL, and a fresh database in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from api.embedded_postgres import MAINTENANCE_DATABASE, EmbeddedPostgres


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One embedded PostgreSQL for the whole run, fsync on; the URL of its maintenance database."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("postgres")) as postgres:
        yield postgres.url(MAINTENANCE_DATABASE)


@contextmanager
def new_database(postgres_url: str) -> Iterator[str]:
    """A new, empty database, dropped afterwards."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield postgres_url.replace(f"/{MAINTENANCE_DATABASE}?", f"/{name}?")
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def database_url(postgres_url: str) -> Iterator[str]:
    """A new, empty database, dropped afterwards."""
    with new_database(postgres_url) as url:
        yield url
