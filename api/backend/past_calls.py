"""Calls as they were, and how they became so: read from the log when it is asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self, TypeVar
from uuid import UUID

from api.backend.read_models import ReadModels
from api.backend.views_then import views_then
from domain.kernel.errors import UnknownCall
from domain.threads.thread import Thread
from event_log import LogReader, Recorded
from event_log.call_streams import facts_of_call
from event_log.records.fold import call_record
from event_log.records.record import CallRecord
from projections.past.past import Past, past_at, past_by
from runtime.thread_pools import in_thread

T = TypeVar("T")


class RecordsThen:
    """Call records as they were."""

    def __init__(self, past: Past) -> None:
        self._past = past

    async def of_calls(self, call_ids: Sequence[UUID]) -> dict[UUID, CallRecord]:
        calls = await in_thread(self._past.calls, call_ids)
        return {id_: await in_thread(self._record, call.facts) for id_, call in calls.items()}

    def _record(self, facts: Sequence[Recorded]) -> CallRecord:
        return call_record(each for each in facts if not isinstance(each.fact, Thread.Event))


@dataclass(frozen=True)
class Moment:
    """What there was at some position of the log."""

    views: ReadModels
    records: RecordsThen
    at: datetime
    at_hand: Callable[[UUID], bool]
    """Of which calls, users and rooms the views answer without waiting for anything."""

    @classmethod
    def of(cls, past: Past) -> Self:
        return cls(views_then(past), RecordsThen(past), past.moment, past.at_hand)


class PastCalls:
    """Of all calls, whoever may see them. All methods raise the errors of eventsourcing.persistence."""

    def __init__(self, database_url: str) -> None:
        """Connects when it is first asked."""
        self._reader = LogReader(database_url, only_shows=True)

    async def at(self, position: int, call_id: UUID | None) -> Moment | None:
        """With a call at hand, if there is one to be looked at; None for a position that the log doesn't have."""
        return await in_thread(self._moment, call_id, past_at, position)

    async def by(self, moment: datetime, call_id: UUID | None) -> Moment:
        """As it was known at a time, with a call at hand, if there is one to be looked at."""
        found = await in_thread(self._moment, call_id, past_by, moment)
        assert found is not None
        return found

    async def facts(self, call_id: UUID) -> list[Recorded]:
        """Everything recorded about a call, in log order; nothing if it is none."""
        return await in_thread(self._facts, call_id)

    def close(self) -> None:
        """Let go of the database."""
        self._reader.close()

    def _moment(self, call_id: UUID | None, find: Callable[[LogReader, T], Past | None], when: T) -> Moment | None:
        past = find(self._reader, when)
        if past is not None and call_id is not None:
            past.have_at_hand(call_id)
        return None if past is None else Moment.of(past)

    def _facts(self, call_id: UUID) -> list[Recorded]:
        try:
            return facts_of_call(self._reader, call_id)
        except UnknownCall:
            return []
