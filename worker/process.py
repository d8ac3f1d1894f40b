"""The worker process: a thread that projects, and a thread that leads."""

import logging
import threading
from contextlib import ExitStack, closing, suppress

import psycopg
from eventsourcing.persistence import PersistenceError
from psycopg_pool import PoolTimeout

from domain.kernel.clock import Clock
from domain.kernel.errors import TryAgain
from domain.recordings.use_cases import RecordingUseCases
from event_log import LogReader
from event_log.application import Ringlog
from projections import Projector
from projections.calls_of_user import CaughtUpCallsOfUser
from runtime.presence.database import open_pool
from runtime.presence.followers import TELL_EVERY, Followers
from runtime.presence.session_presence import SessionPresence
from runtime.storage.storage import RecordingStorage
from runtime.thread_group import ThreadGroup
from worker.aside import aside
from worker.deadlines import Deadlines
from worker.leadership import FencedConsequences, Leadership
from worker.leases import Leases
from worker.policies import PolicyFollower
from worker.retention import Retention

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.5  # seconds, for appends that nobody announced, and for leases
SHORTEST_SLEEP = 0.02  # seconds
RETENTION_EVERY = 60.0  # seconds
PAUSE = 0.5  # seconds between attempts while the database is away


class WorkerProcess:
    """Several may run; all project, one leads. What the database interrupts is taken up again where it stopped."""

    def __init__(self, database_url: str, clock: Clock, storage: RecordingStorage) -> None:
        self._database_url = database_url
        self._clock = clock
        self._storage = storage

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set. Raises TaskEnded when one raises what isn't the database's: no fact is skipped."""
        with open_pool(self._database_url) as pool:
            self._followers = Followers(pool)
            with ThreadGroup(stop) as group:
                group.start("The projector", self._keep_projecting)
                group.start("The leader", self._keep_leading)
                group.start("Telling of followers", self._keep_telling)

    def _keep_projecting(self, stop: threading.Event) -> None:
        with closing(Projector(self._database_url, tell=self._followers.note)) as projector:
            projector.run(stop)

    def _keep_telling(self, stop: threading.Event) -> None:
        while not stop.wait(TELL_EVERY):
            with suppress(psycopg.Error):  # which others say, and /health finds out by itself
                self._followers.tell()
        with suppress(psycopg.Error):
            self._followers.withdraw()

    def _keep_leading(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self._lead(stop)
            except (psycopg.Error, PersistenceError, PoolTimeout, TryAgain) as problem:
                logger.warning("worker: starting over: %s", problem)
                stop.wait(PAUSE)

    def _lead(self, stop: threading.Event) -> None:
        with ExitStack() as stack:
            leadership = stack.enter_context(Leadership(self._database_url))
            while not leadership.held():
                if stop.wait(LOOK_EVERY):
                    return
            log = stack.enter_context(Ringlog(env={"DATABASE_URL": self._database_url}))
            pool = stack.enter_context(open_pool(self._database_url))
            reader = LogReader(self._database_url)
            stack.callback(reader.close)
            consequences = FencedConsequences(log, self._clock, leadership)
            deadlines = Deadlines(consequences, pool, self._clock)
            leases = Leases(consequences, SessionPresence(pool), self._clock)
            leases.tidy()
            retention = Retention(RecordingUseCases(log, self._clock), self._storage, pool, self._clock)
            stack.enter_context(aside("retention", retention.run_once, RETENTION_EVERY))
            logger.info("worker: leading")
            PolicyFollower(
                log,
                reader,
                consequences,
                CaughtUpCallsOfUser(pool, log),
                rest=lambda: self._look(leadership, leases, deadlines),
                tell=self._followers.note,
            ).follow(stop)

    def _look(self, leadership: Leadership, leases: Leases, deadlines: Deadlines) -> float:
        leadership.confirm()
        leases.run_once()
        deadlines.run_once()
        return self._sleep(deadlines)

    def _sleep(self, deadlines: Deadlines) -> float:
        due = deadlines.next_due()
        until_due = LOOK_EVERY if due is None else (due - self._clock()).total_seconds()
        return min(LOOK_EVERY, max(SHORTEST_SLEEP, until_due))
