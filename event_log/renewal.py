"""Renewing snapshots that other code made, before somebody has to wait for what they are of."""

import logging
import threading
import time
from typing import NamedTuple
from uuid import UUID

from eventsourcing.application import project_aggregate
from eventsourcing.persistence import PersistenceError, StoredEvent

from domain.kernel.aggregate import Root
from event_log.loading import Aggregates
from event_log.mapper import FactMapper
from event_log.recorder import Recorder
from event_log.snapshots import formats

logger = logging.getLogger(__name__)


class Pace(NamedTuple):
    """What is worth renewing, and how fast."""

    long: int = 1_000  # facts: the others load in some 50 ms without, and most are of calls that ended long ago
    page: int = 200  # facts read at once
    rest: float = 3.0  # seconds of rest for each one of work: the processor is there for others


USUAL = Pace()


class SnapshotRenewal:
    """Best effort: nothing rests on it, and whoever comes before it loads all facts themselves."""

    def __init__(self, recorder: Recorder, mapper: FactMapper, aggregates: Aggregates, pace: Pace) -> None:
        self._log = recorder
        self._mapper = mapper
        self._aggregates = aggregates
        self._pace = pace

    def run_once(self, stop: threading.Event) -> None:
        """Renews all that it can, those of the longest streams first, until `stop` is set.

        What can't be renewed, as its key is destroyed or a fact isn't readable, is left, and holds up no other.
        Raises PersistenceError when the database is away.
        """
        left: set[UUID] = set()
        while outdated := self._log.outdated(formats(), self._pace.long, left):
            for id_ in outdated:
                if not self._renewed(id_, stop):
                    left.add(id_)
                if stop.is_set():
                    return

    def _renewed(self, id_: UUID, stop: threading.Event) -> bool:
        """Whether a snapshot was taken."""
        era = self._log.era
        try:
            aggregate, last = self._loaded(id_, stop)
            # Facts of two eras may be of two histories, of which only the last one is in the log.
            complete = not stop.is_set() and era == self._log.era
            return complete and aggregate is not None and last is not None and self._aggregates.keep(aggregate, last)
        except PersistenceError:
            raise
        except Exception:  # such as a fact that was tampered with
            logger.exception("No snapshot of %s", id_)
            return False

    def _loaded(self, id_: UUID, stop: threading.Event) -> tuple[Root | None, StoredEvent | None]:
        """The aggregate and its last fact; as far as it came when `stop` was set."""
        aggregate: Root | None = None
        last: StoredEvent | None = None
        while not stop.is_set():
            began = time.monotonic()
            after = last.originator_version if last else None
            page = self._log.select_events(id_, gt=after, limit=self._pace.page)
            if not page:
                break
            aggregate, last = project_aggregate(aggregate, self._mapper.facts(page)), page[-1]
            stop.wait(self._pace.rest * (time.monotonic() - began))
        return aggregate, last
