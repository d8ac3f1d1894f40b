"""The event log at the eventsourcing library's extension point: appends in groups, reads in commit order."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.persistence import (
    ApplicationRecorder,
    Notification,
    ProcessRecorder,
    StoredEvent,
    Subscription,
    Tracking,
)

from event_log.announcer import Announcer
from event_log.appender import Appender
from event_log.columns import Rows
from event_log.era import Era
from event_log.group_commit import Batch, GroupCommit
from event_log.queries import named_queries
from event_log.reads import Reads
from event_log.sandbox import IS_SANDBOX
from event_log.subscription import LogSubscription
from event_log.vault.keys import Keys
from event_log.vault.sealing import Sealer
from event_log.vault.watch import Watch

QUERIES = named_queries(Path(__file__).with_name("recorder.sql"))
CONNECTIONS = 8


class Snapshot(NamedTuple):
    """An aggregate after a version of its stream, in a format that says which code it is for. `state` is JSON."""

    originator_id: UUID
    version: int
    format: str
    state: bytes


class _Sealer(Sealer):
    """In a sandbox, in which nothing is recorded, it only shows. Which that is, is asked when it is first needed."""

    def __init__(self, keys: Keys, reads: Reads) -> None:
        super().__init__(keys)
        self._reads = reads
        self._sandbox: bool | None = None

    @property
    def only_shows(self) -> bool:
        if self._sandbox is None:
            self._sandbox = bool(_first(self._reads.rows(IS_SANDBOX)))
        return self._sandbox


class Recorder(ProcessRecorder):
    """Appends what threads of this process save at the same time as one group. Thread-safe.

    All methods raise the errors of eventsourcing.persistence.
    """

    def __init__(self, database_url: str) -> None:
        """Needs a database that was migrated; connects when it is first used."""
        self._database_url = database_url
        self._era = Era(self._forget_keys)
        self._reads = Reads(database_url, "aggregates", connections=CONNECTIONS, lost=self._era.end)
        self.keys = Keys(self._reads.rows)
        self.sealer = _Sealer(self.keys, self._reads)
        self._watch = Watch(self.keys)
        self._announcer = Announcer(database_url)
        self._appender = Appender(database_url, self._announcer.announce, self._era)
        self._group_commit = GroupCommit(self._appender.commit)

    @property
    def era(self) -> int:
        """Another number as soon as the database may be another one than the one that was read from."""
        return self._era.number

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        tracking: Tracking | None = None,
        era: int | None = None,
        **_: Any,
    ) -> Sequence[int]:
        """Append all of these or none, and return their positions.

        With `tracking`, the consumer moves to that position in the same transaction: exactly once.
        `era`: when what they rest on was read.
        Raises IntegrityError when a version exists already or the one before it doesn't, when the consumer has been at
        that position, or when the era is over;
        OutcomeUnknown, an OperationalError, when the connection was lost meanwhile; any other error: nothing happened.
        """
        if not stored_events and tracking is None:
            return ()
        batch = Batch(Rows.of(stored_events, tracking), era)
        self._group_commit.append(batch)
        if batch.error is not None:
            raise batch.error
        return range(batch.before + 1, batch.before + 1 + len(stored_events))

    def insert_tracking(self, tracking: Tracking) -> None:
        """Move a consumer that had nothing to append. Raises IntegrityError when it has been at that position."""
        self.insert_events((), tracking=tracking)

    def max_tracking_id(self, application_name: str) -> int | None:
        """How far a consumer has come; None when it never has."""
        return _first(self._reads.rows(QUERIES["tracked_position"], (application_name,)))

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """A stream, or the part of it after version `gt` and up to `lte`, oldest or latest first."""
        query = QUERIES["stream_backwards" if desc else "stream"]
        parameters = {"originator_id": originator_id, "gt": gt, "lte": lte, "limit": limit}
        return [StoredEvent(*row) for row in self._reads.rows(query, parameters)]

    def resume(self, originator_id: UUID, formats: Collection[str]) -> tuple[Snapshot | None, list[StoredEvent]]:
        """A snapshot in one of these formats, if there is one, and the stream after it; otherwise the whole stream."""
        parameters = {"originator_id": originator_id, "formats": list(formats)}
        rows = self._reads.rows(QUERIES["resumed"], parameters)
        snapshot = None
        if rows and rows[0][1] in formats:
            snapshot = Snapshot(originator_id, *rows.pop(0))
        return snapshot, [StoredEvent(originator_id, *row) for row in rows]

    def keep(self, snapshot: Snapshot, last_fact: bytes) -> bool:
        """Remember a snapshot in the place of an older one; whether it was taken.

        `last_fact`: the state of the last fact that is in it, so that one of another history is not.
        """
        parameters = snapshot._asdict() | {"last_fact": last_fact.decode(), "snapshot": snapshot.state.decode()}
        return bool(self._reads.rows(QUERIES["keep_snapshot"], parameters))

    def outdated(self, formats: Collection[str], long: int, without: Collection[UUID]) -> list[UUID]:
        """Streams of at least `long` facts whose snapshots are in none of these formats; the longest first, not all."""
        parameters = {"formats": list(formats), "long": long, "without": list(without)}
        return [id_ for (id_,) in self._reads.rows(QUERIES["outdated_snapshots"], parameters)]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """A stretch of the log, in log order."""
        after = (start or 0) - inclusive_of_start
        parameters = {"after": after, "stop": stop, "topics": list(topics) or None, "limit": limit}
        return [
            Notification(id=position, originator_id=originator_id, originator_version=version, topic=topic, state=state)
            for position, originator_id, version, topic, state in self._reads.rows(QUERIES["notifications"], parameters)
        ]

    def max_notification_id(self) -> int | None:
        """The last position; None while the log is empty."""
        return _first(self._reads.rows(QUERIES["last_position"]))

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """Notifications after position `gt`, present and future."""
        return LogSubscription(self, self._database_url, gt, topics)

    def ask(self, query: str, parameters: Any = None) -> list[tuple[Any, ...]]:
        """Run one statement of somebody who keeps something beside the log."""
        return self._reads.rows(query, parameters)

    def _forget_keys(self) -> None:
        """The next database may have others, for the same."""
        self.keys.start_over()

    def close(self) -> None:
        """Announce what is still due and let go of the database. A second call does nothing."""
        self._watch.close()
        self._announcer.close()
        self._appender.close()
        self._reads.close()


def _first(rows: list[tuple[int]]) -> int | None:
    return rows[0][0] if rows else None
