"""Brings the whole database up to date, whichever process comes first."""

import event_log
import projections
from runtime.presence import database as presence


def migrate(database_url: str) -> None:
    """Create or update every schema. Does nothing when all are current; safe when several processes start at once.

    Raises psycopg.Error when the database is out of reach or refuses.
    """
    event_log.migrate(database_url)
    projections.migrate(database_url)
    presence.migrate(database_url)
