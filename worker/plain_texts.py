"""Removes the texts that order and search need in the clear, after keys were destroyed that had sealed them."""

import threading
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from event_log.search.index import remove_texts
from event_log.vault.keys import LOOK_EVERY
from projections import scrub


def remove_plain_texts(database_url: str, database: ConnectionPool[Connection[Any]], stop: threading.Event) -> None:
    """They are made again without what nobody can read. Raises what `projections.scrub` does."""
    stop.wait(LOOK_EVERY)  # nobody has these keys at hand any more then, who might write what they open again
    scrub(database_url, stop)
    with database.connection() as connection:
        remove_texts(connection)
