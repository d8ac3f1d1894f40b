"""Deletes recordings that were kept for as long as the setting `retention.days` says, unless they are on legal hold."""

import logging
import threading
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.erasure.legal_holds import Hold, LegalHolds, ScopeKind
from domain.kernel.clock import Clock
from domain.kernel.ids import LEGAL_HOLDS_ID
from domain.kernel.occasion import Cause
from domain.recordings.use_cases import RecordingUseCases
from domain.workspace.use_cases import setting_since, settings_of
from event_log.erasures import Tracing
from projections.recordings import PublishedRow, published_until
from runtime.storage.storage import RecordingStorage

logger = logging.getLogger(__name__)

SETTING = "retention.days"
AT_ONCE = 500  # recordings looked up
ROUND = 60.0  # seconds that a storage which hardly answers may take, before the next round begins anew


class Retention:
    """The file goes first, then it is recorded that it is gone: whatever interrupts it, the next round repeats it."""

    def __init__(
        self,
        recordings: RecordingUseCases,
        storage: RecordingStorage,
        views: ConnectionPool[Connection[Any]],
        clock: Clock,
    ) -> None:
        self._recordings = recordings
        self._storage = storage
        self._views = views
        self._clock = clock
        self._tracing = Tracing()

    def run_once(self, stop: threading.Event) -> None:
        """Delete what is due by now; what can't be deleted is left to the next round."""
        days = settings_of(self._recordings.log).retention_days
        if not days:
            return
        holds = self._holds()
        with self._views.connection() as connection:
            due = self._due(connection, self._clock() - timedelta(days=days), holds)
        in_force_since = setting_since(self._recordings.log, SETTING) if due else None
        until = time.monotonic() + ROUND
        for row in due:
            if stop.is_set() or time.monotonic() > until or self._holds() != holds:
                return  # of another hold, the next round finds out whom it concerns
            self._delete(row, days, in_force_since)

    def _holds(self) -> Mapping[UUID, Hold]:
        register = self._recordings.log.look_up(LegalHolds, LEGAL_HOLDS_ID)
        return {} if register is None else register.holds

    def _due(self, connection: Connection[Any], until: datetime, holds: Mapping[UUID, Hold]) -> list[PublishedRow]:
        """Those that no hold is on: on the call, its room, or somebody who is named in the call or its thread."""
        scopes = {hold.scope for hold in holds.values()}
        rooms = {scope.id for scope in scopes if scope.kind is ScopeKind.ROOM}
        calls = {scope.id for scope in scopes if scope.kind is ScopeKind.CALL}
        end = self._recordings.log.end_of_log()
        for person_id in (scope.id for scope in scopes if scope.kind is ScopeKind.PERSON):
            calls |= self._tracing.of(connection, person_id, end).calls
        return published_until(connection, until, AT_ONCE, but_in_rooms=rooms, but_of_calls=calls)

    def _delete(self, row: PublishedRow, days: int, in_force_since: datetime | None) -> None:
        """Dated when it was due: not before the setting was made that made it so."""
        due_at = row.published_at + timedelta(days=days)
        try:
            self._storage.delete(row.id)
        except OSError as problem:
            logger.warning("Recording %s was due to be deleted at %s and can't be: %s", row.id, due_at, problem)
            return
        at = due_at if in_force_since is None else max(due_at, in_force_since)
        cause = Cause("timer", "retention", uuid4(), f"{SETTING}:{row.id}:{due_at.isoformat()}")
        self._recordings.file_deleted(recording_id=row.id, retention_days=days, at=at, cause=cause)
        logger.info("Recording %s is deleted: recordings are kept for %d days", row.id, days)
