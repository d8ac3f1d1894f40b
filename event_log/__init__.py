"""The event log: every fact there is, in one order, appended fast and read without missing any.

It is a persistence module of the eventsourcing library: an application whose environment has PERSISTENCE_MODULE set to
"event_log" and DATABASE_URL to a migrated PostgreSQL database saves to it. Readers follow it with a LogReader,
and sleep on a LogTail meanwhile.
"""

from event_log.factory import Factory
from event_log.group_commit import OutcomeUnknown
from event_log.reader import LogReader, LogWentBack, Recorded
from event_log.schema import migrate
from event_log.tail import LogTail

__all__ = ["Factory", "LogReader", "LogTail", "LogWentBack", "OutcomeUnknown", "Recorded", "migrate"]
