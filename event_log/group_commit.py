"""Lets threads that append at the same time share one transaction, and so one wait for the disk.

Whoever comes first commits at once, so that a lone writer never waits. Whoever comes while a commit is running queues;
when it is done, the first in the queue commits for all who are in it by then.
"""

from collections import deque
from collections.abc import Callable
from threading import Lock

from eventsourcing.persistence import OperationalError, PersistenceError

from event_log.columns import Rows

EVENTS_PER_GROUP = 2000  # bounds a transaction; a larger batch of one caller still goes in one piece


class OutcomeUnknown(OperationalError):
    """The commit was cut short, by a lost connection or a signal: the append may or may not be in the log."""


class Batch:
    """What one caller wants appended, all or nothing, and what became of it."""

    __slots__ = ("before", "era", "error", "rows", "settled", "turn")

    def __init__(self, rows: Rows, era: int | None = None) -> None:
        """`era`: when what it rests on was read; None if it rests on nothing."""
        self.rows = rows
        self.era = era
        self.turn = Lock()
        self.settled = False
        self.before = 0
        self.error: PersistenceError | None = None

    def appended(self, before: int) -> None:
        """It is committed; its first event has the position after `before`."""
        self.before = before
        self.settled = True

    def refused(self, error: PersistenceError) -> None:
        """It is not in the log, or (OutcomeUnknown) nobody knows."""
        self.error = error
        self.settled = True


class GroupCommit:
    """Gathers batches into groups. `commit` settles every batch it is given; it never runs twice at a time."""

    def __init__(self, commit: Callable[[list[Batch]], None]) -> None:
        self._commit = commit
        self._state = Lock()
        self._queue: deque[Batch] = deque()
        self._leader: Batch | None = None

    def append(self, batch: Batch) -> None:
        """Returns when the batch is settled."""
        try:
            if self._queued(batch):
                batch.turn.acquire()
            if not batch.settled:
                self._lead(batch)
        except BaseException:
            self._desert(batch)
            raise

    def _queued(self, batch: Batch) -> bool:
        with self._state:
            if self._leader is None:
                self._leader = batch
                return False
            batch.turn.acquire()
            self._queue.append(batch)
            return True

    def _lead(self, batch: Batch) -> None:
        group = [batch]
        try:
            self._gather(group)
            self._commit(group)
        finally:
            self._hand_over(batch)
            for member in group:
                if not member.settled:
                    member.refused(
                        OutcomeUnknown("The append may or may not be in the log: its commit was interrupted.")
                    )
                if member is not batch:
                    member.turn.release()

    def _gather(self, group: list[Batch]) -> None:
        count = group[0].rows.event_count
        with self._state:
            while self._queue and count + self._queue[0].rows.event_count <= EVENTS_PER_GROUP:
                count += self._queue[0].rows.event_count
                group.append(self._queue.popleft())

    def _hand_over(self, batch: Batch) -> None:
        with self._state:
            if self._leader is not batch:
                return
            self._leader = self._queue.popleft() if self._queue else None
            if self._leader is not None:
                self._leader.turn.release()

    def _desert(self, batch: Batch) -> None:
        """The thread was interrupted (a signal, in the main thread): nobody may wait for it to commit."""
        with self._state:
            if batch in self._queue:
                self._queue.remove(batch)
        self._hand_over(batch)
