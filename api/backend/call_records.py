"""Call records, read from the log when they are asked for: they need no view, and are never behind."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from domain.kernel.errors import UnknownCall
from event_log import LogReader
from event_log.records.reading import read_record
from event_log.records.record import CallRecord
from runtime.thread_pools import in_thread


class CallRecords:
    """Of all calls, whoever may see them."""

    def __init__(self, database_url: str) -> None:
        """Connects when it is first asked."""
        self._reader = LogReader(database_url)

    async def of_calls(self, call_ids: Sequence[UUID]) -> dict[UUID, CallRecord]:
        """By call; none for what is no call. Raises the errors of eventsourcing.persistence."""
        records = await asyncio.gather(*(in_thread(self._find, call_id) for call_id in call_ids))
        return {record.id: record for record in records if record is not None}

    def close(self) -> None:
        """Let go of the database."""
        self._reader.close()

    def _find(self, call_id: UUID) -> CallRecord | None:
        try:
            return read_record(self._reader, call_id)
        except UnknownCall:
            return None
