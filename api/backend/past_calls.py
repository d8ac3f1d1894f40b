"""Calls as they were, and how they became so: read from the log when it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
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

    @classmethod
    def of(cls, past: Past) -> Self:
        return cls(views_then(past), RecordsThen(past), past.moment)


class PastCalls:
    """Of all calls, whoever may see them. All methods raise the errors of eventsourcing.persistence."""

    def __init__(self, database_url: str) -> None:
        """Connects when it is first asked."""
        self._reader = LogReader(database_url, only_shows=True)

    async def at(self, position: int) -> Moment | None:
        """None for a position that the log doesn't have."""
        past = await in_thread(past_at, self._reader, position)
        return None if past is None else Moment.of(past)

    async def by(self, moment: datetime) -> Moment:
        """As it was known at a time."""
        return Moment.of(await in_thread(past_by, self._reader, moment))

    async def facts(self, call_id: UUID) -> list[Recorded]:
        """Everything recorded about a call, in log order; nothing if it is none."""
        return await in_thread(self._facts, call_id)

    def close(self) -> None:
        """Let go of the database."""
        self._reader.close()

    def _facts(self, call_id: UUID) -> list[Recorded]:
        try:
            return facts_of_call(self._reader, call_id)
        except UnknownCall:
            return []
