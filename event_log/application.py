"""The event-sourced application: where aggregates are loaded from and recorded to."""

from collections.abc import Iterator, Mapping
from threading import Lock
from typing import ClassVar, TypeVar
from uuid import UUID

from eventsourcing.application import AggregateNotFoundError, Application, ProcessingEvent
from eventsourcing.persistence import Notification, Tracking

from domain.kernel.aggregate import Root
from domain.kernel.errors import DomainError, LogIsReadOnly, NotFound
from domain.kernel.fact import Fact
from domain.kernel.log import Committed
from domain.kernel.turns import Turns
from event_log.loading import Aggregates
from event_log.mapper import FactMapper
from event_log.recorder import Recorder
from event_log.renewal import USUAL, Pace, SnapshotRenewal
from event_log.snapshots import EVERY
from event_log.vault.identities import VaultIdentities
from event_log.vault.sealing import Sealer

A = TypeVar("A", bound=Root)

PAGE = 100  # facts read at once of a stream that is read backwards


class Ringlog(Application[UUID]):
    """Ringlog's write side. One per process; safe to use from many threads.

    What it remembers of aggregates is forgotten whenever a connection to the database is lost: what comes back may be
    an earlier state, and what was decided on the other one is not recorded. It is forgotten, too, within a second after
    anybody's key was destroyed.
    """

    name = "ringlog"
    env: ClassVar[dict[str, str]] = {
        "PERSISTENCE_MODULE": "event_log",
        "AGGREGATE_CACHE_MAXSIZE": "10000",
    }

    def __init__(self, env: Mapping[str, str] | None = None) -> None:
        super().__init__(env=env)
        self.turns = Turns()
        self.identities = VaultIdentities(self._log.ask, lambda: self._log.era)
        self._read = self.construct_repository()
        self._remembered = self._log.era
        self._forgetting = Lock()
        self._log.keys.tell(self._forget)
        self._log.keys.tell(self.identities.let_go)

    def find(self, kind: type[A], id_: UUID, missing: type[DomainError] = NotFound) -> A:
        """The aggregate as recorded. Raises `missing` if there is none of this kind with this id."""
        aggregate = self.look_up(kind, id_)
        if aggregate is None:
            raise missing
        return aggregate

    def look_up(self, kind: type[A], id_: UUID) -> A | None:
        while True:
            era, aggregates = self._aggregates()
            try:
                aggregate: object = aggregates.get(id_)
            except AggregateNotFoundError:
                return None
            if era == self._log.era:
                break
        if not isinstance(aggregate, kind):
            return None
        aggregate.era = era
        return aggregate

    def newest_first(self, id_: UUID) -> Iterator[Fact]:
        """The facts of a stream, backwards, read as far as they are asked for."""
        before: int | None = None
        while page := self._log.select_events(id_, lte=before, desc=True, limit=PAGE):
            yield from (fact for fact in self._facts.facts(page) if isinstance(fact, Fact))
            before = page[-1].originator_version - 1

    def construct_repository(self) -> Aggregates:
        """Aggregates that are read from their snapshots on."""
        return Aggregates(self.events, self._facts, self._log, int(self.env[self.AGGREGATE_CACHE_MAXSIZE]))

    def snapshot_renewal(self, pace: Pace = USUAL) -> SnapshotRenewal:
        """What renews the snapshots that other code made."""
        return SnapshotRenewal(self._log, self._facts, self.construct_repository(), pace)

    def _aggregates(self) -> tuple[int, Aggregates]:
        """The era, and the aggregates that were read in it."""
        with self._forgetting:
            if self._remembered != self._log.era:
                self._remembered = self._log.era
                self._read = self.construct_repository()
            return self._remembered, self._read

    def _forget(self) -> None:
        """Keys were destroyed: all texts that are remembered may be sealed under them, as far as anybody knows."""
        with self._forgetting:
            self._read = self.construct_repository()

    def commit(self, *aggregates: Root, tracking: Tracking | None = None) -> Committed:
        """Record the pending events of all `aggregates`, and `tracking`, together or not at all.

        Raises eventsourcing's IntegrityError if another use case recorded to one of them first, the tracking position
        was recorded before, or a connection to the database was lost since they were loaded; LogIsReadOnly.
        """
        if self.read_only and (tracking is not None or any(each.pending_events for each in aggregates)):
            raise LogIsReadOnly
        unit: ProcessingEvent[UUID] = ProcessingEvent(tracking=tracking)
        eras = [aggregate.era for aggregate in aggregates if aggregate.era is not None]
        unit.collect_events(*aggregates, era=min([*eras, self._log.era]))  # also what is new rests on the vault's keys
        self._facts.provide_keys(unit.events)
        notifications = [recording.notification for recording in self._record(unit)]
        self._keep_snapshots(aggregates, notifications)
        return Committed(notifications[-1].id if notifications else None)

    def _keep_snapshots(self, aggregates: tuple[Root, ...], recorded: list[Notification]) -> None:
        """Now and then, so that nobody has to read more of a long stream."""
        due = {fact.originator_id for fact in recorded if fact.originator_version % EVERY == 0}
        last = {fact.originator_id: fact for fact in recorded}
        for aggregate in aggregates:
            if aggregate.id in due:
                self._read.keep(aggregate, last[aggregate.id])

    @property
    def read_only(self) -> bool:
        """Whether the database is a sandbox, which it stays for ever."""
        return self._log.sealer.only_shows

    def tracked(self, consumer: str) -> int:
        """The log position up to which `consumer` has done its work; 0 before it did any."""
        return self._log.max_tracking_id(consumer) or 0

    def track(self, consumer: str, position: int) -> None:
        """Remember that `consumer` has done its work up to `position`."""
        self._log.insert_tracking(Tracking(consumer, position))

    @property
    def sealer(self) -> Sealer:
        """What seals and opens by the keys of this log's vault."""
        return self._log.sealer

    @property
    def _facts(self) -> FactMapper:
        assert isinstance(self.mapper, FactMapper)
        return self.mapper

    @property
    def _log(self) -> Recorder:
        assert isinstance(self.recorder, Recorder)
        return self.recorder

    def end_of_log(self) -> int:
        """The position of the newest event; 0 in an empty log."""
        return self.recorder.max_notification_id() or 0
