"""The event log: every fact there is, in one order, appended fast and read without missing any.

It is a persistence module of the eventsourcing library: an application whose environment has PERSISTENCE_MODULE set to
"event_log" and DATABASE_URL to a migrated PostgreSQL database saves to it. Whoever is to do something with each fact
is a Follower.
"""

from event_log.factory import Factory
from event_log.follower import Follower, NotYet
from event_log.group_commit import OutcomeUnknown
from event_log.reader import LogReader, LogWentBack, Recorded
from event_log.schema import migrate
from event_log.tail import LogTail

__all__ = [
    "Factory",
    "Follower",
    "LogReader",
    "LogTail",
    "LogWentBack",
    "NotYet",
    "OutcomeUnknown",
    "Recorded",
    "migrate",
]
