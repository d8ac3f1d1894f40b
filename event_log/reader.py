"""The log from a reader's side: facts in the order in which they were committed."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from eventsourcing.persistence import MapperDeserialisationError, PersistenceError
from eventsourcing.utils import TopicError, get_topic

from domain.kernel.fact import Fact
from event_log.mapper import FactMapper
from event_log.queries import named_queries
from event_log.reads import Reads
from event_log.tail import LogTail
from event_log.vault.keys import Keys
from event_log.vault.sealing import Sealer

QUERIES = named_queries(Path(__file__).with_name("reader.sql"))
CONNECTIONS = 2
LAST = 2**63 - 1  # the last position that there can ever be


Row = tuple[int, datetime, str, UUID, int, bytes]


class LogWentBack(PersistenceError):
    """The log isn't the one that was read up to here: the database was put back to an earlier state."""


class Recorded(NamedTuple):
    """A fact at its place in the log. Positions count from 1, without gaps."""

    position: int
    recorded_at: datetime  # by the database's clock; the fact's own `timestamp` says when it took effect
    fact: Fact


class UnreadableFact(NamedTuple):
    """A row of the log that says nothing any more: somebody changed it, or it is of a newer program's kind."""

    position: int
    recorded_at: datetime
    topic: str
    originator_id: UUID
    originator_version: int
    reason: str


class LogReader:
    """Reads the log. Whoever has seen a position has nothing below it still to come. Thread-safe.

    All methods raise the errors of eventsourcing.persistence.
    """

    def __init__(self, database_url: str, *, only_shows: bool = False, causes: bool = True) -> None:
        """Connects when it is first asked.

        only_shows: for whoever decides and records nothing by what is read. Texts whose key the vault lacks are
        Unreadable for them; for others, all methods that read facts raise UnknownKey.
        causes: without, facts have no attribute `cause`, and no sealed address has to be opened for it.
        """
        self._database_url = database_url
        self._reads = Reads(database_url, "log reader", connections=CONNECTIONS, lost=self._lost)
        self._keys = Keys(self._reads.rows)
        self.sealer = Sealer(self._keys, only_shows=only_shows)
        self._mapper = FactMapper(self.sealer, causes=causes)
        self._last: Row | None = None

    def read(self, after: int, limit: int = 500) -> list[Recorded]:
        """Up to `limit` facts that follow position `after`, in log order; none at the end of the log.

        Raises LogWentBack when the log ends before `after`, or has another fact there than was read last.
        """
        self._keys.look()
        rows: list[Row] = self._reads.rows(QUERIES["after"], {"after": after, "rows": limit + (after > 0)})
        if after > 0 and not _continues(rows, after, self._last):
            raise LogWentBack(f"The log isn't the one that was read up to position {after}.")
        self._last = rows[-1] if rows else None
        return self._recorded(rows[1:] if after > 0 else rows)

    def of_kinds(self, kinds: Iterable[type[Fact]], after: int, until: int) -> list[Recorded]:
        """The facts of these kinds that follow position `after`, up to `until`, in log order."""
        parameters = {"topics": [get_topic(kind) for kind in kinds], "after": after, "until": until}
        return self._recorded(self._reads.rows(QUERIES["of_kinds"], parameters))

    def of(self, originator_ids: Sequence[UUID], *, until: int = LAST) -> list[Recorded]:
        """All facts of these streams, in log order, up to position `until`."""
        streams = {"originator_ids": list(originator_ids), "until": until}
        return self._recorded(self._reads.rows(QUERIES["streams"], streams))

    def at(self, positions: Sequence[int]) -> list[Recorded]:
        """The facts at these positions, in log order; nothing for those where there is none."""
        return self._recorded(self._reads.rows(QUERIES["at"], (list(positions),)))

    def shown_at(self, positions: Sequence[int]) -> list[Recorded | UnreadableFact]:
        """As `at`, for whoever shows what there is: a fact that can't be read keeps no other from being shown."""
        rows: list[Row] = self._reads.rows(QUERIES["at"], (list(positions),))
        try:
            return list(self._recorded(rows))
        except (MapperDeserialisationError, TopicError):
            return [self._shown(row) for row in rows]

    def of_these(
        self, originator_ids: Collection[UUID], kinds: Iterable[type[Fact]], *, until: int = LAST
    ) -> list[Recorded]:
        """The facts of these streams that are of these kinds, in log order, up to position `until`."""
        topics = [get_topic(kind) for kind in kinds]
        return self._recorded(self._reads.rows(QUERIES["streams_of_kinds"], (list(originator_ids), topics, until)))

    def last_of(self, originator_id: UUID, kinds: Iterable[type[Fact]], *, until: int = LAST) -> Recorded | None:
        """The last fact of this stream that is of one of these kinds, up to position `until`; None if there is none."""
        topics = [get_topic(kind) for kind in kinds]
        found = self._recorded(self._reads.rows(QUERIES["last_of_kinds"], (originator_id, topics, until)))
        return found[0] if found else None

    def position_at(self, moment: datetime) -> int:
        """The last position that was recorded by then; 0 if none was."""
        position: int = self._reads.rows(QUERIES["position_at"], (moment,))[0][0]
        return position

    def end(self) -> int:
        """The last position; 0 while the log is empty. Whoever met LogWentBack may start over from here."""
        self._last = None
        last: int = self._reads.rows(QUERIES["last_position"])[0][0]
        return last

    def tail(self) -> LogTail:
        """What lets its reader sleep until something is appended."""
        return LogTail(self._database_url)

    def close(self) -> None:
        """Let go of the database. A second call does nothing."""
        self._reads.close()

    def _recorded(self, rows: list[Row]) -> list[Recorded]:
        facts = self._mapper.decode(row[2:] for row in rows)
        return [Recorded(row[0], row[1], fact) for row, fact in zip(rows, facts, strict=True)]

    def _shown(self, row: Row) -> Recorded | UnreadableFact:
        try:
            return self._recorded([row])[0]
        except (MapperDeserialisationError, TopicError) as error:
            return UnreadableFact(*row[:5], reason=str(error))

    def _lost(self) -> None:
        """A connection, and what was remembered of the database with it: what comes back may be an earlier state."""
        self._keys.start_over()


def _continues(rows: list[Row], after: int, known: Row | None) -> bool:
    """Whether the rows begin with the fact at position `after`, which is the known one if that was there."""
    if not rows or rows[0][0] != after:
        return False
    return known is None or known[0] != after or known == rows[0]
