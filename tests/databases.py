"""Databases for tests: a real PostgreSQL, and fresh databases in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
from psycopg import sql

from ringlog.postgres.embedded_postgres import MAINTENANCE_DATABASE

USED: dict[str, list[str]] = {}  # by server, databases that are empty again: making and dropping one costs a checkpoint


@contextmanager
def new_database(postgres_url: str) -> Iterator[str]:
    """An empty database, as good as new, for nobody else until the end."""
    with psycopg.connect(postgres_url, autocommit=True) as server:
        used = USED.setdefault(postgres_url, [])
        name = used.pop() if used else _created(server)
        url = postgres_url.replace(f"/{MAINTENANCE_DATABASE}?", f"/{name}?")
        try:
            yield url
        finally:
            server.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", (name,))
            _empty(url)
            used.append(name)


def _created(server: psycopg.Connection[tuple[object, ...]]) -> str:
    name = f"test_{uuid4().hex}"
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return name


def _empty(url: str) -> None:
    """Drop whatever a test left in a database."""
    with psycopg.connect(url, autocommit=True) as connection:
        schemas = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$)'")
        for (schema,) in schemas.fetchall():
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
        connection.execute("CREATE SCHEMA public")
