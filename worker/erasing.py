"""Carries out erasures: each step can be done again, so whatever interrupts one, the next round goes on with it."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
from eventsourcing.persistence import PersistenceError
from psycopg import Connection
from psycopg.errors import LockNotAvailable
from psycopg_pool import ConnectionPool, PoolTimeout

from domain.consequences.consequences import Consequences
from domain.erasure.carrying_out import Traces, begin, complete
from domain.erasure.erasure import Erasure
from domain.kernel.clock import Clock
from domain.kernel.errors import TryAgain
from domain.kernel.occasion import Cause, Occasion
from event_log import erasures
from event_log.erasures import Tracing
from event_log.vault.destroying import cleaned, destroy, destroy_again, scour, to_clean
from projections import Interrupted, NotScrubbed
from runtime.presence.read_positions import ReadPositions
from worker.plain_texts import remove_plain_texts

logger = logging.getLogger(__name__)

REST = 10.0  # seconds, while somebody reads the vault for long, as a backup does, or views are still to be made
AGAIN_EVERY = 10.0  # seconds between two looks at whether an earlier vault was put in place of this one


class Erasing:
    """For whoever leads. An erasure that is held is looked at in each round, and begins when nothing holds it."""

    def __init__(
        self,
        consequences: Consequences,
        database_url: str,
        database: ConnectionPool[Connection[Any]],
        clock: Clock,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._consequences = consequences
        self._database_url = database_url
        self._database = database
        self._clock = clock
        self._elapsed = elapsed
        self._again_at = self._rest_until = elapsed()
        self._tracing = Tracing()

    def run_once(self, stop: threading.Event) -> None:
        """Whatever can be done by now."""
        if self._elapsed() < self._rest_until:
            return
        try:
            self._hold_vault_to_log(stop)
            with self._database.connection() as database:
                pending = erasures.pending(database)
            for erasure_id in pending:
                if stop.is_set():
                    return
                self._carry_out(erasure_id, stop)
        except Interrupted:
            return
        except (LockNotAvailable, NotScrubbed) as problem:
            self._rest_until = self._elapsed() + REST
            logger.warning("worker: an erasure goes on in %.0f s: %s", REST, problem)

    def _carry_out(self, erasure_id: UUID, stop: threading.Event) -> None:
        """As far as it goes: one that fails holds up no other."""
        try:
            for _ in self.steps(erasure_id, stop):
                if stop.is_set():
                    return
        except (psycopg.Error, PersistenceError, PoolTimeout, TryAgain, Interrupted, NotScrubbed):
            raise
        except Exception:  # such as a fact of theirs that was tampered with; it is tried again in each round
            logger.exception("worker: erasure %s didn't get through", erasure_id)

    def steps(self, erasure_id: UUID, stop: threading.Event) -> Iterator[str]:
        """Says what is done, each time when something is."""
        self._record(erasure_id, lambda on: begin(self._consequences.log, erasure_id, self._named(erasure_id), on))
        erasure = self._consequences.log.find(Erasure, erasure_id)
        if not erasure.begun:
            return
        yield "begun"
        with self._database.connection() as database:
            destroy(database, erasure.key_ids)
        yield "destroyed"
        with self._database.connection() as database:
            scour(database)
        yield "scoured"
        remove_plain_texts(self._database_url, self._database, stop)
        ReadPositions(self._database).forget_user(erasure.person_id)
        yield "scrubbed"
        with self._database.connection() as database:
            extent = erasures.extent(database, erasure_id, erasure.person_id, erasure.key_ids)
        self._record(erasure_id, lambda on: complete(self._consequences.log, erasure_id, extent, on))
        self._tracing.forget(erasure.person_id)
        logger.info("%s is erased: %d keys are destroyed", erasure.person_id, len(erasure.key_ids))
        yield "completed"

    def _record(self, erasure_id: UUID, decide: Callable[[Occasion], tuple[Any, ...]]) -> None:
        cause = Cause("timer", "erasure", uuid4(), f"{Erasure.Requested.TOPIC}:{erasure_id}:1")
        self._consequences.record(lambda: decide(Occasion(self._clock(), cause)))

    def _named(self, erasure_id: UUID) -> Traces:
        """Where the log names whom it is about; of what was looked at before, that is known."""
        log = self._consequences.log
        with self._database.connection() as database:
            return self._tracing.of(database, log.find(Erasure, erasure_id).person_id, log.end_of_log())

    def _hold_vault_to_log(self, stop: threading.Event) -> None:
        if self._elapsed() < self._again_at:
            return
        self._again_at = self._elapsed() + AGAIN_EVERY
        with self._database.connection() as database:
            if again := destroy_again(database):
                logger.warning("An earlier vault was put back: %d keys and ids are destroyed again", again)
            times = to_clean(database)  # also if somebody else destroyed them, or the cleaning was interrupted
            if times is None:
                return
            scour(database)
        remove_plain_texts(self._database_url, self._database, stop)
        with self._database.connection() as database:
            cleaned(database, times)
