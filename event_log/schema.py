"""Brings a database's schema `log` up to date, whoever comes first."""

from pathlib import Path
from typing import Any

from psycopg import Connection

from event_log.connection import connect

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database_url: str) -> None:
    """Create or update schema `log`. Does nothing when it is current; safe when several processes start at once.

    Raises psycopg.Error when the database is out of reach or refuses; then nothing has changed.
    """
    with connect(database_url, "migration", "SET lock_timeout = 0") as connection, connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('ringlog'), hashtext('log.migrate'))")
        for step in _missing(connection):
            connection.execute(step.read_text(encoding="utf-8"))
            connection.execute("INSERT INTO log.migrations (name) VALUES (%s)", (step.stem,))


def unknown_steps(database_url: str) -> list[str]:
    """Steps that a newer program has taken in this database. Raises psycopg.Error."""
    with connect(database_url, "migration") as connection:
        if connection.execute("SELECT to_regclass('log.migrations')").fetchone() == (None,):
            return []
        done = {name for (name,) in connection.execute("SELECT name FROM log.migrations")}
    return sorted(done - {step.stem for step in MIGRATIONS.glob("*.sql")})


def _missing(connection: Connection[tuple[Any, ...]]) -> list[Path]:
    if connection.execute("SELECT to_regclass('log.migrations')").fetchone() == (None,):
        connection.execute("CREATE SCHEMA IF NOT EXISTS log")
        connection.execute("CREATE TABLE log.migrations (name text PRIMARY KEY, applied_at timestamptz DEFAULT now())")
    done = {name for (name,) in connection.execute("SELECT name FROM log.migrations")}
    return [step for step in sorted(MIGRATIONS.glob("*.sql")) if step.stem not in done]
