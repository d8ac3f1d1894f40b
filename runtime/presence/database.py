"""The schema `presence` and the connections to it."""

from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool

from event_log.connection import LOCK_PATIENCE, conninfo
from event_log.queries import named_queries

QUERIES = named_queries(Path(__file__).with_name("presence.sql"))
CONNECTIONS = 4
PATIENCE = 5.0  # seconds that somebody waits for a connection; a heartbeat must come back soon after the database has


def migrate(database_url: str) -> None:
    """Create the schema. Does nothing when it is there; safe when several processes start at once."""
    with psycopg.connect(database_url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('ringlog'), hashtext('presence.migrate'))")
        connection.execute(QUERIES["create_schema"])


def open_pool(database_url: str) -> ConnectionPool[Connection[Any]]:
    """Connections that also find the read models, checked before they are lent; each statement is a transaction."""
    return ConnectionPool(
        conninfo(database_url, "presence"),
        min_size=1,
        max_size=CONNECTIONS,
        kwargs={"autocommit": True, "options": f"-c search_path=views -c timezone=UTC -c {LOCK_PATIENCE}"},
        check=ConnectionPool.check_connection,
        timeout=PATIENCE,
        reconnect_timeout=PATIENCE,  # attempts come less and less often, and anew with the next who asks
        open=True,
    )
