"""The worker process: a thread that projects, and a thread that leads or waits to."""

import threading
from contextlib import closing, suppress

import psycopg

from domain.kernel.clock import Clock
from event_log.sandbox import is_sandbox
from event_log.search.index import SearchIndex
from projections import Projector
from runtime.log_checkpoints import Checkpointing
from runtime.presence.database import open_pool
from runtime.presence.follower_presence import TELL_EVERY, Followers
from runtime.storage.storage import RecordingStorage
from runtime.thread_group import ThreadGroup
from worker.leader import INDEX_EVERY, Leader
from worker.repeating import repeatedly


class WorkerProcess:
    """Several may run; all project, one leads."""

    def __init__(
        self,
        database_url: str,
        clock: Clock,
        storage: RecordingStorage,
        checkpointing: Checkpointing | None = None,
    ) -> None:
        """`checkpointing`: how checkpoints of the log are published; none are without it."""
        self._database_url = database_url
        self._clock = clock
        self._storage = storage
        self._checkpointing = checkpointing

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set. Raises TaskEnded when a thread raises what isn't the database's: no fact is skipped.

        In a sandbox views and the index for searches are kept, as versions of the program change; nothing else runs.
        """
        self._sandbox = is_sandbox(self._database_url)
        with open_pool(self._database_url) as pool:
            self._followers = Followers(pool)
            note, checkpointing = self._followers.note, self._checkpointing
            leader = Leader(self._database_url, self._clock, self._storage, note, checkpointing)
            with ThreadGroup(stop) as group:
                group.start("The projector", self._keep_projecting)
                group.start("The leader", self._keep_index if self._sandbox else leader.run)
                group.start("Telling of followers", self._keep_telling)

    def _keep_projecting(self, stop: threading.Event) -> None:
        note = self._followers.note
        with closing(Projector(self._database_url, tell=note, only_shows=self._sandbox)) as projector:
            projector.run(stop)

    def _keep_index(self, stop: threading.Event) -> None:
        with (
            SearchIndex(self._database_url, tell=self._followers.note) as index,
            repeatedly("the index for searches", index.run_once, INDEX_EVERY),
        ):
            stop.wait()

    def _keep_telling(self, stop: threading.Event) -> None:
        while not stop.wait(TELL_EVERY):
            with suppress(psycopg.Error):  # which others say, and /health finds out by itself
                self._followers.tell()
        with suppress(psycopg.Error):
            self._followers.withdraw()
