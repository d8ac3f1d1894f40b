"""Whoever follows the log, told to end."""

import psycopg

from event_log.announcer import CHANNEL


def wake_followers(database_url: str) -> None:
    """They sleep until something is appended, or for a second: too long to wait for those that are to end."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("SELECT pg_notify(%s, '')", (CHANNEL,))
