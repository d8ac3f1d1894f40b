"""The follower of the log that carries out the policies, each fact's consequences exactly once."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import ClassVar

import psycopg
from eventsourcing.persistence import PersistenceError, Tracking

from domain.calls.calls_of_user import CallsOfUser
from domain.consequences.consequences import Consequences
from domain.consequences.policies import NAME, Policies
from domain.kernel.errors import DomainError, TryAgain
from event_log import Follower, LogReader, NotYet, Recorded
from event_log.application import Ringlog
from event_log.follower import LOOK_ANYWAY, Tell, untold
from projections.calls_of_user import ViewsStandStill

logger = logging.getLogger(__name__)

REMEMBER_EVERY = 1_000  # positions: so many facts without consequences may be looked at again after a restart


class PolicyFollower(Follower):
    """One per worker. What follows from a fact is recorded together with how far the follower has come."""

    name = NAME
    passing: ClassVar[tuple[type[Exception], ...]] = (psycopg.Error, PersistenceError, TryAgain)

    def __init__(
        self,
        log: Ringlog,
        reader: LogReader,
        consequences: Consequences,
        calls_of_user: CallsOfUser,
        *,
        rest: Callable[[datetime], float] = lambda _by: LOOK_ANYWAY,
        tell: Tell = untold,
    ) -> None:
        """`rest`: what is done when all that was recorded by a moment has had its consequences; see Follower.rest."""
        self._remembered = log.tracked(NAME)
        super().__init__(reader, self._remembered, tell=tell)
        self._log = log
        self._consequences = consequences
        self._policies = Policies(consequences, calls_of_user)
        self._rest = rest
        self._read_at = consequences.clock()

    @contextmanager
    def turn(self) -> Iterator[int]:
        self._read_at = self._consequences.clock()
        yield self.position

    def handle(self, batch: Sequence[Recorded]) -> None:
        """Raises TryAgain when another worker has been there first."""
        for recorded in batch:
            if self._policies.concern(recorded.fact):
                self._carry_out(recorded)
            self.position = recorded.position
        if self.position - self._remembered >= REMEMBER_EVERY:
            self._log.track(NAME, self.position)
            self._remembered = self.position

    def start_over(self) -> int:
        """From what is remembered: that was put back along with the log."""
        self._remembered = self._log.tracked(NAME)
        return min(self._reader.end(), self._remembered)

    def rest(self) -> float:
        """However long the last batch took: what was recorded since it was read has yet to have its consequences."""
        return self._rest(self._read_at)

    def _carry_out(self, recorded: Recorded) -> None:
        fact = recorded.fact
        try:
            if self._consequences.record(lambda: self._policies.carry_out(fact), Tracking(NAME, recorded.position)):
                self._remembered = recorded.position
                self.recorded = True
        except ViewsStandStill as problem:
            raise NotYet(str(problem)) from problem
        except TryAgain:
            raise
        except DomainError as refusal:
            logger.info("Nothing follows from %s: %s", fact.reference(), refusal)
