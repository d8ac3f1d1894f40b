"""What a database does to those who use it when it crashes or restarts."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from tests.event_log.eventually import eventually

HANG_UP = """
    SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = %s AND application_name LIKE %s AND pid <> pg_backend_pid()
"""
STILL_THERE = "SELECT FROM pg_stat_activity WHERE pid = ANY (%s)"


def name_of(database_url: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(database_url)["dbname"])


def hang_up_on_all(postgres_url: str, database_url: str, application: str = "ringlog %") -> None:
    """Ends the connections of these applications to the database, and returns when they are gone."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        backends = connection.execute(HANG_UP, (name_of(database_url), application)).fetchall()
        pids = [pid for pid, _ in backends]
        eventually(lambda: connection.execute(STILL_THERE, (pids,)).fetchone() is None)


@contextmanager
def out_of_reach(database_url: str, postgres_url: str) -> Iterator[None]:
    """Nobody can connect to the database; whoever is connected stays so."""
    statement = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    name = sql.Identifier(name_of(database_url))
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(statement.format(name, sql.SQL("false")))
        try:
            yield
        finally:
            connection.execute(statement.format(name, sql.SQL("true")))
