"""Databases for tests: a real PostgreSQL, and databases in it, as good as new.

What a test leaves is removed row by row where it can be, as a new installation costs a hundred times as much.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import Connection, sql

from ringlog.postgres.embedded_postgres import MAINTENANCE_DATABASE
from runtime.migrations import migrate

OURS = "nspname !~ '^(pg_|information_schema$)'"
CATALOGUE = f"""
    SELECT (SELECT array_agg((pg_class.oid, relname, relkind) ORDER BY pg_class.oid)::text
              FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE {OURS}),
           (SELECT array_agg((pg_proc.oid, pg_proc.xmin) ORDER BY pg_proc.oid)::text
              FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace WHERE {OURS}),
           (SELECT array_agg((attrelid, attnum, attname, atttypid, attnotnull, atthasdef)
                             ORDER BY attrelid, attnum)::text
              FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
              JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE {OURS}),
           (SELECT array_agg((oid, tgenabled) ORDER BY oid)::text FROM pg_trigger),
           (SELECT array_agg((pg_constraint.oid, conname) ORDER BY pg_constraint.oid)::text
              FROM pg_constraint JOIN pg_namespace ON pg_namespace.oid = connamespace WHERE {OURS}),
           (SELECT array_agg(setconfig ORDER BY setrole)::text FROM pg_db_role_setting
             WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())),
           (SELECT array_agg(nspname ORDER BY oid)::text FROM pg_namespace WHERE {OURS})
"""
WRITTEN = f"""
    SELECT nspname, relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE {OURS} AND relkind = 'r' AND pg_relation_size(pg_class.oid) > 0
"""
SEQUENCES = """
    SELECT format('%I.%I', schemaname, sequencename), coalesce(last_value, start_value), last_value IS NOT NULL
      FROM pg_sequences
"""


@contextmanager
def empty_database(postgres_url: str) -> Iterator[str]:
    """A database without anything in it, for nobody else until the end."""
    with _lent(EMPTY, postgres_url, _created, _empty) as url:
        yield url


@contextmanager
def new_database(postgres_url: str) -> Iterator[str]:
    """The database of a new installation: migrated, and no fact in it; for nobody else until the end."""
    with _lent(INSTALLED, postgres_url, _installed, _as_installed) as url:
        yield url


EMPTY: dict[str, list[str]] = {}  # by server, databases that nobody uses
INSTALLED: dict[str, list[str]] = {}


@contextmanager
def _lent(
    pool: dict[str, list[str]], postgres_url: str, make: Callable[..., str], renew: Callable[[str], bool]
) -> Iterator[str]:
    with psycopg.connect(postgres_url, autocommit=True) as server:
        unused = pool.setdefault(postgres_url, [])
        name = unused.pop() if unused else make(server, postgres_url)
        url = _url(postgres_url, name)
        try:
            yield url
        finally:
            _hang_up(server, name)
            if renew(url):
                unused.append(name)
            else:
                _empty(url)
                EMPTY.setdefault(postgres_url, []).append(name)


def _hang_up(server: Connection[Any], name: str) -> None:
    """End whatever is still connected. PostgreSQL's own waiting looks only ten times a second."""
    while server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)).rowcount:
        time.sleep(0.002)


def _url(postgres_url: str, name: str) -> str:
    return postgres_url.replace(f"/{MAINTENANCE_DATABASE}?", f"/{name}?")


def _created(server: Connection[Any], _postgres_url: str) -> str:
    name = f"test_{uuid4().hex}"
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return name


def _empty(url: str) -> bool:
    """Drop whatever a test left in a database."""
    with psycopg.connect(url, autocommit=True) as connection:
        for (schema,) in connection.execute(f"SELECT nspname FROM pg_namespace WHERE {OURS}").fetchall():
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
        connection.execute("CREATE SCHEMA public")
        database = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("ALTER DATABASE {} RESET ALL").format(database))
    return True


@dataclass(frozen=True)
class Installation:
    """What a new one is: its catalogue, the rows that it begins with by table, and where its sequences begin."""

    catalogue: tuple[Any, ...] | None
    rows: dict[tuple[str, str], bytes]
    sequences: list[tuple[Any, ...]]

    @classmethod
    def of(cls, connection: Connection[Any]) -> "Installation":
        rows = {table: _copied(connection, table) for table in _written(connection)}
        catalogue = connection.execute(CATALOGUE).fetchone()
        return cls(catalogue, rows, connection.execute(SEQUENCES).fetchall())

    def restore(self, connection: Connection[Any]) -> None:
        connection.execute("SET session_replication_role = replica")  # no trigger
        for table in _written(connection):
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(*table)))
        for table, rows in self.rows.items():
            with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(*table))) as copy:
                copy.write(rows)
        for start in self.sequences:
            connection.execute("SELECT setval(%s::regclass, %s, %s)", start)


NEW: dict[str, Installation] = {}  # by the database's URL


def _installed(server: Connection[Any], postgres_url: str) -> str:
    unused = EMPTY.get(postgres_url)
    name = unused.pop() if unused else _created(server, postgres_url)
    url = _url(postgres_url, name)
    migrate(url)
    with psycopg.connect(url, autocommit=True) as connection:
        NEW[url] = Installation.of(connection)
    return name


def _as_installed(url: str) -> bool:
    """Whether it is again: not if a test changed more than rows."""
    with psycopg.connect(url) as connection:
        if connection.execute(CATALOGUE).fetchone() != NEW[url].catalogue:
            return False
        NEW[url].restore(connection)
    return True


def _written(connection: Connection[Any]) -> list[tuple[str, str]]:
    return [(schema, table) for schema, table in connection.execute(WRITTEN)]


def _copied(connection: Connection[Any], table: tuple[str, str]) -> bytes:
    with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(*table))) as copy:
        return b"".join(copy)
