"""Follows the log and carries out the policies, each fact's consequences exactly once."""

import logging

from eventsourcing.persistence import Tracking

from domain.calls.calls_of_user import CallsOfUser
from domain.consequences.policies import NAME, Policies
from domain.consequences.reactions import Reactions
from domain.kernel.errors import DomainError, TryAgain
from event_log import LogReader, Recorded
from event_log.application import Ringlog

logger = logging.getLogger(__name__)

BATCH = 500  # facts read at once
REMEMBER_EVERY = 1_000  # positions: so many facts without consequences may be looked at again after a restart


class PolicyRunner:
    """One per worker. What follows from a fact is recorded together with how far the runner has come."""

    def __init__(self, log: Ringlog, reader: LogReader, reactions: Reactions, calls_of_user: CallsOfUser) -> None:
        self._log = log
        self._reactions = reactions
        self._policies = Policies(reactions, calls_of_user)
        self._reader = reader
        self._position = self._remembered = log.tracked(NAME)

    @property
    def position(self) -> int:
        """Up to where all that follows is recorded."""
        return self._position

    def run_once(self) -> int:
        """React to the next facts and say how many there were.

        Raises what the database raises, and TryAgain when another worker has been there first; nothing is skipped.
        """
        batch = self._reader.read(self._position, BATCH)
        for recorded in batch:
            if self._policies.concern(recorded.fact):
                self._react(recorded)
            self._position = recorded.position
        if self._position - self._remembered >= REMEMBER_EVERY:
            self._log.track(NAME, self._position)
            self._remembered = self._position
        return len(batch)

    def _react(self, recorded: Recorded) -> None:
        fact = recorded.fact
        try:
            if self._reactions.record(lambda: self._policies.react(fact), Tracking(NAME, recorded.position)):
                self._remembered = recorded.position
        except TryAgain:
            raise
        except DomainError as refusal:
            logger.info("Nothing follows from %s: %s", fact.reference(), refusal)
