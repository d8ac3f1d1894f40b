"""Followers of the log: each does something with every fact there is, in log order, and then with every new one.

There are three: the projector (`projections/engine/projector.py`), the policies (`worker/policy_follower.py`) and the
media server (`media/node/follower.py`). To write one, subclass Follower in a file of its own in its role's package,
with a name, with what it does with facts, and where it starts over when the log was put back to an earlier state:

    class Webhooks(Follower):
        name = "webhooks"

        def handle(self, batch: Sequence[Recorded]) -> None:
            self._send([recorded for recorded in batch if wanted(recorded.fact)])
            self._log.track(self.name, batch[-1].position)

        def start_over(self) -> int:
            return min(self._reader.end(), self._log.tracked(self.name))

and run it on a thread: `Webhooks(reader, after=log.tracked("webhooks"), tell=followers.note).run(stop)`. The leader
(`worker/leader.py`) starts what only one worker may do, the worker's process what each does. What `/health` shall
miss is listed in `api/http/health.py`. This one sends some facts twice when it dies between sending and remembering.
One that remembers its position in the transaction of what it does, as the policies and the views do, handles each
fact exactly once.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event
from typing import ClassVar, Protocol

import psycopg
from eventsourcing.persistence import PersistenceError

from event_log.reader import LogReader, LogWentBack, Recorded
from event_log.tail import LogTail
from event_log.vault.key_ring import UnknownKey

BATCH = 500  # facts
LOOK_ANYWAY = 1.0  # seconds: a process that died right after an append has told nobody of it
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 1.0  # seconds between attempts while the database is away

logger = logging.getLogger(__name__)


class Tell(Protocol):
    """By its name, how far a follower has come, and why it doesn't come further, if that takes somebody."""

    def __call__(self, name: str, position: int, trouble: str | None = None, /) -> None: ...


def untold(_name: str, _position: int, _trouble: str | None = None, /) -> None:
    """Nobody wants to know."""


class NotYet(Exception):
    """A follower can't go on for the moment. It is handed the facts after its position again after a rest."""


class Follower(ABC):
    """Goes on through any loss of the database, and never skips a fact: what a handler raises ends it.

    Where a key is missing it stands still until that is there, or given up.
    """

    name: ClassVar[str]
    """What /health and the program's output call it."""
    passing: ClassVar[tuple[type[Exception], ...]] = (psycopg.Error, PersistenceError)
    """Errors that pass: it lets go of the database, and goes on after a pause."""

    def __init__(self, reader: LogReader, after: int = 0, *, batch: int = BATCH, tell: Tell = untold) -> None:
        """`batch`: how many facts it is handed at once, at most.

        `tell` is called after each look at the log, and at least every second.
        """
        self.position = after  # up to which everything is handled
        self.recorded = False  # for `handle` to set when it records facts itself: it doesn't rest before those
        self._reader = reader
        self._batch = batch
        self._tell = tell
        self._pause = SHORTEST_PAUSE

    # What makes a follower

    @abstractmethod
    def handle(self, batch: Sequence[Recorded]) -> None:
        """Do what is to be done about these facts. Raises NotYet, having set `position` if it has handled some."""

    @abstractmethod
    def start_over(self) -> int:
        """The log was put back to an earlier state. Returns the position to go on after: its present end, or before."""

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Around a stretch of following without a loss of the database."""
        yield

    @contextmanager
    def turn(self) -> Iterator[int]:
        """Around each batch. Gives the position after which it begins, for those that keep it elsewhere."""
        yield self.position

    def rest(self) -> float:
        """Do what is to be done when all is handled. Returns for how many seconds at most it may then sleep."""
        return LOOK_ANYWAY

    # How it runs

    def run(self, stop: Event) -> None:
        """Follow the log until `stop` is set. Raises what `handle` raises, unless it passes."""
        while not stop.is_set():
            try:
                self.follow(stop)
            except self.passing as problem:
                logger.warning("%s: standing still, trying again in %.1f s: %s", self.name, self._pause, problem)
                stop.wait(self._pause)
                self._pause = min(2 * self._pause, LONGEST_PAUSE)
            except Exception:
                logger.exception("%s: facts could not be handled", self.name)
                raise

    def follow(self, stop: Event) -> None:
        """As `run`, but raises what passes, too."""
        with self.connected(), self._reader.tail() as tail:
            while not stop.is_set():
                self._go_on(stop, tail)

    def run_once(self) -> int:
        """Handle the next facts, and say how many there were. Raises LogWentBack, NotYet, and as `follow`."""
        self.recorded = False
        with self.turn() as after:
            batch = self._reader.read(after, self._batch)
            if batch:
                self.handle(batch)
        self.position = batch[-1].position if batch else after
        self._tell(self.name, self.position)
        return len(batch)

    def _go_on(self, stop: Event, tail: LogTail) -> None:
        try:
            handled = self.run_once()
        except NotYet as problem:
            logger.warning("%s: waiting at position %d: %s", self.name, self.position, problem)
            self._tell(self.name, self.position)
            stop.wait(self.rest())
        except UnknownKey as problem:
            logger.critical("%s: standing still after position %d: %s", self.name, self.position, problem)
            self._tell(self.name, self.position, str(problem))
            stop.wait(self.rest())
        except LogWentBack as problem:
            logger.warning("%s: starting over: %s", self.name, problem)
            self.position = self.start_over()
        else:
            self._pause = SHORTEST_PAUSE
            if handled < self._batch and not self.recorded:
                tail.wait(self.rest())
