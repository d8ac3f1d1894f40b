"""Reading a record: it is folded anew each time, so it is never behind the log."""

from uuid import UUID

from event_log.call_streams import facts_of_call
from event_log.reader import LogReader
from event_log.records.fold import call_record
from event_log.records.record import CallRecord


def read_record(reader: LogReader, call_id: UUID) -> CallRecord:
    """The record as it is now. Raises UnknownCall."""
    return call_record(facts_of_call(reader, call_id, thread=False))
