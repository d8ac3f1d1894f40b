"""What is on record of expiries: from the log itself, as all of it is evidence."""

from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.kernel.ids import expiry_id
from domain.retention.expiry import Expiry
from event_log import expiries
from event_log.application import Ringlog
from event_log.erasures import LAST

Listed = tuple[int, Expiry]  # with the position of its first fact


class ExpiryRecords:
    """Waits for the database: call it through `in_thread`."""

    def __init__(self, log: Ringlog, database: ConnectionPool[Connection[Any]]) -> None:
        self._log = log
        self._database = database

    def expiry(self, id_: UUID) -> Expiry | None:
        return self._log.look_up(Expiry, id_)

    def of(self, subject_id: UUID) -> Expiry | None:
        """That of a recording, or of what was written in a call; None before it begins."""
        return self.expiry(expiry_id(subject_id))

    def expiries(self, limit: int, before: int | None = None) -> list[Listed]:
        """Newest first, from before a position on."""
        with self._database.connection() as database:
            found = expiries.newest(database, limit, before or LAST)
        return [(position, self._log.find(Expiry, id_)) for position, id_ in found]

    def count(self) -> int:
        with self._database.connection() as database:
            return expiries.count(database)
