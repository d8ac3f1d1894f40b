"""The leader: the one worker that carries out policies and erasures, and watches over all else that takes one."""

import logging
import threading
from contextlib import ExitStack, closing

import psycopg
from eventsourcing.persistence import PersistenceError

from domain.kernel.clock import Clock
from domain.kernel.errors import TryAgain
from event_log import LogReader
from event_log.application import Ringlog
from event_log.follower import Tell
from event_log.search.index import SearchIndex
from projections.calls_of_user import CaughtUpCallsOfUser
from proof.integrator import Integrator
from runtime.log_checkpoints import Checkpointing
from runtime.presence.database import open_pool
from runtime.presence.session_presence import SessionPresence
from runtime.storage.storage import RecordingStorage
from worker.checkpoint_rounds import checkpoint_rounds
from worker.due_timers import Deadlines
from worker.erasing import Erasing
from worker.leader_lock import FencedConsequences, LeaderLock
from worker.lease_watch import LeaseWatch
from worker.policy_follower import PolicyFollower
from worker.repeating import repeatedly
from worker.retention import Retention
from worker.rounds import Rounds

logger = logging.getLogger(__name__)

TRY_EVERY = 0.5  # seconds, to lead
RETENTION_EVERY = 15.0  # seconds: what is due is gone within a minute, also on a busy machine
INTEGRATE_EVERY = 0.25  # seconds
ERASE_EVERY = 1.0  # seconds
INDEX_EVERY = 0.25  # seconds
RENEW_EVERY = 600.0  # seconds: processes of the version before may go on taking snapshots until they are stopped
PAUSE = 0.5  # seconds between attempts while the database is away


class Leader:
    """A worker that leads, or waits to. What the database interrupts is taken up again where it stopped."""

    def __init__(
        self,
        database_url: str,
        clock: Clock,
        storage: RecordingStorage,
        tell: Tell,
        checkpointing: Checkpointing | None = None,
    ) -> None:
        self._database_url = database_url
        self._clock = clock
        self._storage = storage
        self._tell = tell
        self._checkpointing = checkpointing
        self._integrator = Integrator(database_url, tell=tell)  # for good: it remembers what a database may forget

    def run(self, stop: threading.Event) -> None:
        """Wait to lead, and lead, until `stop` is set. Raises what isn't the database's: no fact is skipped."""
        while not stop.is_set():
            try:
                with LeaderLock(self._database_url) as lock:
                    if self._held(lock, stop):
                        self._lead(lock, stop)
            except (psycopg.Error, PersistenceError, TryAgain) as problem:
                logger.warning("worker: starting over: %s", problem)
                stop.wait(PAUSE)

    def _held(self, lock: LeaderLock, stop: threading.Event) -> bool:
        while not lock.held():
            if stop.wait(TRY_EVERY):
                return False
        return True

    def _lead(self, lock: LeaderLock, stop: threading.Event) -> None:
        with ExitStack() as stack:
            log = stack.enter_context(Ringlog(env={"DATABASE_URL": self._database_url}))
            pool = stack.enter_context(open_pool(self._database_url))
            reader = stack.enter_context(closing(LogReader(self._database_url)))
            consequences = FencedConsequences(log, self._clock, lock)
            leases = LeaseWatch(consequences, SessionPresence(pool), self._clock)
            leases.tidy()
            rounds = Rounds(lock, leases, Deadlines(consequences, pool, self._clock), self._clock)
            retention = Retention(consequences, self._storage, self._database_url, pool, self._clock)
            stack.enter_context(repeatedly("retention", retention.run_once, RETENTION_EVERY))
            stack.callback(self._integrator.close)
            stack.enter_context(repeatedly("the tree over the log", self._integrator.run_once, INTEGRATE_EVERY))
            if self._checkpointing is not None:
                how = self._checkpointing
                stack.enter_context(checkpoint_rounds(self._database_url, log, self._clock, how))
            erasing = Erasing(consequences, self._database_url, pool, self._clock)
            stack.enter_context(repeatedly("erasure", erasing.run_once, ERASE_EVERY))
            snapshots = log.snapshot_renewal()
            stack.enter_context(repeatedly("renewing snapshots", snapshots.run_once, RENEW_EVERY))
            index = stack.enter_context(SearchIndex(self._database_url, tell=self._tell))
            stack.enter_context(repeatedly("the index for searches", index.run_once, INDEX_EVERY))
            policies = PolicyFollower(
                log, reader, consequences, CaughtUpCallsOfUser(pool, log), rest=rounds.go, tell=self._tell
            )
            logger.info("worker: leading")
            policies.follow(stop)
