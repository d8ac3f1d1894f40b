"""A copy of a database, and putting it in the place of the original, whatever was committed since."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
from psycopg import Connection, sql

from tests.event_log.eventually import eventually
from tests.event_log.outages import name_of

HANG_UP = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"


@contextmanager
def backed_up(postgres_url: str, database_url: str) -> Iterator[str]:
    """The name of a copy of the database as it is now. Whoever is connected to it loses the connection."""
    name = f"backup_{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as server:
        _copy(server, name_of(database_url), name)
        try:
            yield name
        finally:
            _drop(server, name)


def restored(postgres_url: str, database_url: str, backup: str) -> None:
    """The copy takes the place of the database. Whoever is connected loses the connection."""
    name = name_of(database_url)
    with psycopg.connect(postgres_url, autocommit=True) as server:
        _allow_connections(server, name, allowed=False)
        server.execute(HANG_UP, (name,))
        _drop(server, name)
        _copy(server, backup, name)


def _copy(server: Connection[tuple[object, ...]], original: str, name: str) -> None:
    """In place of a template that is in use: nobody may connect to it meanwhile."""
    _allow_connections(server, original, allowed=False)
    eventually(lambda: _copied(server, original, name))
    _allow_connections(server, original, allowed=True)


def _copied(server: Connection[tuple[object, ...]], original: str, name: str) -> bool:
    """Not as long as somebody is there, who may have begun to connect before it was forbidden."""
    server.execute(HANG_UP, (original,))
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} ALLOW_CONNECTIONS true")
    try:
        server.execute(statement.format(sql.Identifier(name), sql.Identifier(original)))
    except psycopg.errors.ObjectInUse:
        return False
    return True


def _drop(server: Connection[tuple[object, ...]], name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _allow_connections(server: Connection[tuple[object, ...]], name: str, *, allowed: bool) -> None:
    statement = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    server.execute(statement.format(sql.Identifier(name), sql.Literal(allowed)))
