"""What is on record of erasures and legal holds: from the log itself, as there are few, and all of it is evidence."""

from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.erasure.erasure import Erasure
from domain.erasure.legal_holds import Hold, LegalHolds
from domain.kernel.ids import LEGAL_HOLDS_ID
from event_log import erasures
from event_log.application import Ringlog

Listed = tuple[int, Erasure]  # with the position of its request


class ErasureRecords:
    """Waits for the database: call it through `in_thread`."""

    def __init__(self, log: Ringlog, database: ConnectionPool[Connection[Any]]) -> None:
        self._log = log
        self._database = database

    def erasure(self, erasure_id: UUID) -> Erasure | None:
        return self._log.look_up(Erasure, erasure_id)

    def erasures(self, limit: int, before: int | None = None) -> list[Listed]:
        """Newest first, from before a position on."""
        with self._database.connection() as database:
            found = erasures.newest(database, limit, before or erasures.LAST)
        return [(position, self._log.find(Erasure, erasure_id)) for position, erasure_id in found]

    def count(self) -> int:
        with self._database.connection() as database:
            return erasures.count(database)

    def holds(self) -> list[Hold]:
        """Those in force, oldest first."""
        register = self._log.look_up(LegalHolds, LEGAL_HOLDS_ID)
        return list(register.holds.values()) if register else []

    def hold(self, hold_id: UUID) -> Hold | None:
        """If it is in force."""
        return next((hold for hold in self.holds() if hold.id == hold_id), None)
