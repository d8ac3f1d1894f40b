"""Loading aggregates: from a snapshot where there is one, and keeping new ones of long streams."""

import logging
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.application import AggregateNotFoundError, ProjectorFunction, Repository
from eventsourcing.persistence import EventStore, PersistenceError, StoredEvent

from domain.kernel.aggregate import Root
from domain.kernel.personal import PersonIsErased
from event_log.mapper import FactMapper
from event_log.recorder import Recorder
from event_log.sealed_snapshots import opened, seal
from event_log.snapshots import EVERY, StateNotDeclared, format_of, formats
from event_log.vault.key_ring import UnknownKey

logger = logging.getLogger(__name__)


class Aggregates(Repository[UUID]):
    """The library's repository, with snapshots that are read along with the stream: in one round trip."""

    def __init__(self, events: EventStore[UUID], mapper: FactMapper, recorder: Recorder, cache_maxsize: int) -> None:
        """Remembers up to `cache_maxsize` aggregates, and reads only what is new of them."""
        super().__init__(events, cache_maxsize=cache_maxsize)
        self._mapper = mapper
        self._log = recorder
        self._formats = formats()

    def _reconstruct_aggregate(
        self, aggregate_id: UUID, version: int | None, projector_func: ProjectorFunction[Any, Any]
    ) -> Any:
        """As the library's. Raises AggregateNotFoundError."""
        if version is not None:
            return super()._reconstruct_aggregate(aggregate_id, version, projector_func)
        start, stream = self._resume(aggregate_id)
        aggregate = projector_func(start, iter(self._mapper.facts(stream)))
        if aggregate is None:
            raise AggregateNotFoundError(aggregate_id)
        if len(stream) >= EVERY:
            self.keep(aggregate, stream[-1])
        return aggregate

    def _resume(self, aggregate_id: UUID) -> tuple[Root | None, Sequence[StoredEvent]]:
        """The aggregate of its snapshot, if there is one that can still be read, and the stream after it."""
        snapshot, stream = self._log.resume(aggregate_id, self._formats.keys())
        if snapshot is None:
            return None, stream
        snapshot_format = self._formats[snapshot.format]
        readable = opened(snapshot, snapshot_format.kind, self._log.sealer)
        if readable is None:
            return None, self._log.select_events(aggregate_id)
        return snapshot_format.aggregate(readable), stream

    def keep(self, aggregate: Root, last: StoredEvent) -> bool:
        """Take a snapshot if it may have a long stream; whether it was taken. Best effort: nothing rests on it.

        `last` is its last fact.
        """
        snapshot_format = format_of(type(aggregate))
        if snapshot_format is None:
            return False
        try:
            snapshot = seal(snapshot_format.snapshot(aggregate), snapshot_format.kind, self._log.sealer)
            return self._log.keep(snapshot, last.state)
        except PersonIsErased:
            pass
        except (PersistenceError, UnknownKey) as problem:
            logger.warning("No snapshot of %s: %s", aggregate.id, problem)
        except (StateNotDeclared, msgspec.MsgspecError):
            logger.exception("No snapshot of %s", aggregate.id)
        return False
