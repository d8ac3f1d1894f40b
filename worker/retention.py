"""Ends what was kept for as long as is set for its room: recordings, and what was written in calls.

Each step can be done again: expiries are begun, which is on record, keys destroyed, files deleted, plain texts removed,
certificates written. Whatever interrupts it, the next round goes on.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar
from uuid import UUID, uuid4

from psycopg import Connection
from psycopg.errors import LockNotAvailable
from psycopg_pool import ConnectionPool

from domain.consequences.consequences import Consequences
from domain.erasure.extent import Extent
from domain.erasure.legal_holds import LegalHolds
from domain.kernel.aggregate import Root
from domain.kernel.clock import Clock
from domain.kernel.ids import LEGAL_HOLDS_ID
from domain.kernel.log import Log
from domain.kernel.occasion import Cause, Occasion
from domain.recordings.use_cases import RecordingUseCases
from domain.retention.expiring import Held, Retained, begin, complete
from domain.retention.expiry import Expiry
from domain.retention.periods import ExpiryKind
from domain.workspace.use_cases import workspace_changes
from event_log import expiries
from event_log.erasures import Tracing
from event_log.vault.destroying import destroy, scour
from projections import Interrupted, NotScrubbed
from projections.recordings import recordings_of
from projections.retention import due
from runtime.presence.read_positions import ReadPositions
from runtime.storage.storage import RecordingStorage
from worker.plain_texts import remove_plain_texts

T = TypeVar("T")

logger = logging.getLogger(__name__)

AT_ONCE = 500  # of a kind that are begun in a round; and whose files, once refused, are asked for again
TOGETHER = 50  # of these, recorded in one transaction
ROUND = 60.0  # seconds that a storage which hardly answers may take, before the next round begins anew
CLEAN_EVERY = 600.0  # seconds: rewriting the vault and the plain texts takes long in a large installation
REST = 10.0  # seconds, while somebody reads the vault for long, as a backup does, or views are still to be made


class Retention:
    """For whoever leads."""

    def __init__(
        self,
        consequences: Consequences,
        storage: RecordingStorage,
        database_url: str,
        database: ConnectionPool[Connection[Any]],
        clock: Clock,
        elapsed: Callable[[], float] = time.monotonic,
        at_once: int = AT_ONCE,
    ) -> None:
        self._consequences = consequences
        self._recordings = RecordingUseCases(consequences.log, clock)
        self._storage = storage
        self._database_url = database_url
        self._database = database
        self._clock = clock
        self._elapsed = elapsed
        self._at_once = at_once
        self._clean_at = elapsed()
        self._gone: dict[UUID, ExpiryKind] = {}  # expiries of which only the certificate is missing
        self._refused: dict[UUID, None] = {}  # those whose files couldn't be deleted, longest ago first
        self._tracing = Tracing()

    def run_once(self, stop: threading.Event) -> None:
        """Whatever can be done by now; what can't be deleted is left to the next round."""
        for kind in ExpiryKind:
            self._begin_due(kind, stop)
        self._destroy(stop)
        if not self._gone or stop.is_set() or self._elapsed() < self._clean_at:
            return
        try:
            self._certify(stop)
        except Interrupted:
            return
        except (LockNotAvailable, NotScrubbed) as problem:
            self._clean_at = self._elapsed() + REST
            logger.warning("worker: retention goes on in %.0f s: %s", REST, problem)

    # To begin

    def _begin_due(self, kind: ExpiryKind, stop: threading.Event) -> None:
        with self._database.connection() as database:
            found = due(database, kind, workspace_changes(self._log), self._held(), self._clock(), self._at_once)
        for several in _by(TOGETHER, found):
            if stop.is_set():
                return
            self._begin(several)

    def _begin(self, several: Sequence[Retained]) -> None:
        on = self._occasion("due")
        self._consequences.record(lambda: begin(self._log, several, self._calls_of, on))

    def _held(self) -> Held:
        register = self._log.look_up(LegalHolds, LEGAL_HOLDS_ID)
        return Held.by({} if register is None else register.holds, self._calls_of)

    def _calls_of(self, person_id: UUID) -> Collection[UUID]:
        """Those that name somebody, or whose thread does."""
        with self._database.connection() as database:
            return self._tracing.of(database, person_id, self._log.end_of_log()).calls

    # To carry out

    def _destroy(self, stop: threading.Event) -> None:
        """All keys, and what files can be deleted in time: neither certificates nor storages that wait hold up keys."""
        until = self._elapsed() + ROUND
        for id_ in list(self._refused)[: self._at_once]:
            del self._refused[id_]
        while begun := self._begun():
            with self._database.connection() as database:
                destroy(database, [id_ for expiry in begun for id_ in expiry.key_ids])
            for expiry in begun:
                if stop.is_set():
                    return
                if expiry.kind is ExpiryKind.TEXT or (self._elapsed() < until and self._deleted(expiry)):
                    self._gone[expiry.id] = expiry.kind
                else:
                    self._refused[expiry.id] = None

    def _begun(self) -> list[Expiry]:
        """Some of those with which nothing was done in this round."""
        with self._database.connection() as database:
            found = expiries.pending(database, self._at_once, [*self._gone, *self._refused])
        return [self._find(id_) for id_ in found]

    def _deleted(self, expiry: Expiry) -> bool:
        """The file goes first, then it is recorded that it is gone."""
        try:
            self._storage.delete(expiry.subject_id)
        except OSError as problem:
            logger.warning("Recording %s is to be deleted and can't be: %s", expiry.subject_id, problem)
            reason = f"The file can't be deleted: {problem.strerror or problem}."
            self._record(expiry, lambda on: self._delayed(expiry.id, reason, on))
            return False
        self._recordings.file_deleted(
            recording_id=expiry.subject_id,
            retention_days=expiry.policy.days,
            at=expiry.created_on,
            cause=self._cause(expiry.id),
        )
        logger.info("Recording %s is deleted: it was kept for %d days", expiry.subject_id, expiry.policy.days)
        return True

    def _delayed(self, expiry_id: UUID, reason: str, on: Occasion) -> tuple[Root, ...]:
        expiry = self._find(expiry_id)
        expiry.delay(on, reason=reason)
        return (expiry,)

    # To certify

    def _certify(self, stop: threading.Event) -> None:
        with self._database.connection() as database:
            scour(database)
        if ExpiryKind.TEXT in self._gone.values():
            remove_plain_texts(self._database_url, self._database, stop)
        for several in _by(TOGETHER, list(self._gone)):
            if stop.is_set():
                return
            self._complete([self._find(id_) for id_ in several])
        self._clean_at = self._elapsed() + CLEAN_EVERY

    def _complete(self, several: Sequence[Expiry]) -> None:
        threads = [expiry.call_id for expiry in several if expiry.kind is ExpiryKind.TEXT]
        ReadPositions(self._database).forget_threads(threads)
        extents, on = self._extents(several), self._occasion("gone")
        self._consequences.record(lambda: complete(self._log, extents, on))
        for id_ in extents:
            del self._gone[id_]

    def _extents(self, several: Sequence[Expiry]) -> dict[UUID, Extent]:
        with self._database.connection() as database:
            return {
                expiry.id: expiries.extent(database, expiry, recordings_of(database, expiry.call_id))
                for expiry in several
            }

    # What all of it rests on

    @property
    def _log(self) -> Log:
        return self._consequences.log

    def _find(self, expiry_id: UUID) -> Expiry:
        return self._consequences.log.find(Expiry, expiry_id)

    def _record(self, expiry: Expiry, decide: Callable[[Occasion], tuple[Root, ...]]) -> None:
        on = Occasion(self._clock(), self._cause(expiry.id))
        self._consequences.record(lambda: decide(on))

    def _cause(self, expiry_id: UUID) -> Cause:
        return Cause("timer", "retention", uuid4(), f"{Expiry.Begun.TOPIC}:{expiry_id}:1")

    def _occasion(self, why: str) -> Occasion:
        return Occasion(self._clock(), Cause("timer", "retention", uuid4(), f"retention:{why}"))


def _by(size: int, things: Sequence[T]) -> list[Sequence[T]]:
    return [things[at : at + size] for at in range(0, len(things), size)]
