"""Call records, read from the log when they are asked for: they need no view, and are never behind."""

import asyncio
import time
from collections.abc import Callable, Sequence
from uuid import UUID

from domain.kernel.errors import UnknownCall
from event_log import LogReader
from event_log.records.reading import read_record
from event_log.records.record import CallRecord
from runtime.thread_pools import in_thread

RESTS = 4  # times as long as the last reading took
REMEMBERED = 1_000  # calls, of which it is known when they were read


class CallRecords:
    """Of all calls, whoever may see them."""

    def __init__(self, database_url: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Connects when it is first asked. `clock`: seconds that never go back."""
        self._reader = LogReader(database_url, only_shows=True)
        self._clock = clock
        self._resting: dict[UUID, float] = {}  # until when

    async def of_calls(self, call_ids: Sequence[UUID]) -> dict[UUID, CallRecord]:
        """By call; none for what is no call. Raises the errors of eventsourcing.persistence."""
        records = await asyncio.gather(*(self._timed(call_id) for call_id in call_ids))
        return {record.id: record for record in records if record is not None}

    def rest(self, call_id: UUID) -> float:
        """For how many seconds those who watch should wait before the next reading.

        A long call's record takes long to make, and a lively one changes often: making it anew each time would leave
        no time for anything else.
        """
        return max(0.0, self._resting.get(call_id, 0.0) - self._clock())

    def close(self) -> None:
        """Let go of the database."""
        self._reader.close()

    async def _timed(self, call_id: UUID) -> CallRecord | None:
        began = self._clock()
        record = await in_thread(self._find, call_id)
        ended = self._clock()
        if len(self._resting) >= REMEMBERED:
            self._resting = {id_: until for id_, until in self._resting.items() if until > ended}
        self._resting[call_id] = ended + RESTS * (ended - began)
        return record

    def _find(self, call_id: UUID) -> CallRecord | None:
        try:
            return read_record(self._reader, call_id)
        except UnknownCall:
            return None
