"""Finds facts by index, newest first: what a search costs depends on what it finds, not on how long the log is."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from event_log.reader import LogReader, Recorded, UnreadableFact
from event_log.reads import Reads
from event_log.search.criteria import Criteria
from event_log.search.statements import SQL
from event_log.search.texts import words_for

ENOUGH = 5_000  # facts that have a key: of more than that, it doesn't matter how many there are


class Found(NamedTuple):
    """Facts, newest first; and up to where the log was indexed: what was recorded after that isn't among them."""

    facts: list[Recorded | UnreadableFact]
    indexed: int


class LogSearch:
    """Thread-safe. All methods raise the errors of eventsourcing.persistence."""

    def __init__(self, database_url: str) -> None:
        """Connects when it is first asked."""
        self._reads = Reads(database_url, "search", connections=2)
        self._reader = LogReader(database_url, only_shows=True)

    def find(self, criteria: Criteria, limit: int, before: int | None = None, after: int = 0) -> Found:
        """Up to `limit` facts that meet all criteria, the newest ones between two positions, both excluded."""
        words = None if criteria.text is None else words_for(criteria.text)
        indexed: int = self._reads.rows(SQL["indexed" if words is None else "indexed_with_words"])[0][0]
        if words is None and criteria.text is not None:
            return Found([], indexed)  # no word was given, so nothing has it
        first, last = self._between(criteria, after, indexed + 1 if before is None else min(before, indexed + 1))
        statement, parameters = self._statement(criteria, words)
        found = self._reads.rows(statement, parameters | {"first": first, "last": last, "limit": limit})
        facts = self._reader.shown_at([position for (position,) in found])
        return Found(facts[::-1], indexed)

    def close(self) -> None:
        """Let go of the database. A second call does nothing."""
        self._reads.close()
        self._reader.close()

    def _between(self, criteria: Criteria, after: int, before: int) -> tuple[int, int]:
        """The first and the last position that can be meant. Moments are searched for in the log by halves."""
        first, last = after + 1, before - 1
        if criteria.since is not None:
            first = max(first, self._position_before(criteria.since) + 1)
        if criteria.until is not None:
            last = min(last, int(self._reads.rows(SQL["position_at"], {"moment": criteria.until})[0][0]))
        return first, last

    def _position_before(self, moment: Any) -> int:
        return int(self._reads.rows(SQL["position_before"], {"moment": moment})[0][0])

    def _statement(self, criteria: Criteria, words: str | None) -> tuple[str, dict[str, Any]]:
        """Goes through the facts that meet the rarest criterion, and looks each up by the others."""
        keys = self._rarest_first(list(criteria.keys()))
        parameters: dict[str, Any] = {f"keys_{number}": list(each) for number, each in enumerate(keys)}
        others = [_HAS_KEY.format(number=number) for number in range(1, len(keys))]
        if words is not None:
            parameters["words"] = words
        if keys:
            conditions = "".join(f" AND {each}" for each in (*others, *([_HAS_WORDS] if words else [])))
            return _BY_KEY.format(conditions=conditions), parameters
        if words:
            return _BY_WORDS, parameters
        return _ALL, parameters

    def _rarest_first(self, keys: list[tuple[UUID, ...]]) -> list[tuple[UUID, ...]]:
        if len(keys) < 2:
            return keys
        return sorted(keys, key=self._frequency)

    def _frequency(self, keys: Sequence[UUID]) -> int:
        parameters = {"keys": list(keys), "enough": ENOUGH}
        return int(self._reads.rows(SQL["frequency"], parameters)[0][0])


# A fact that has two of the keys is found by both, and counted once.
_BY_KEY = """
SELECT DISTINCT found.position
FROM unnest(%(keys_0)s::uuid[]) AS asked (key)
CROSS JOIN LATERAL (
    SELECT p.position FROM search.postings p
    WHERE p.key = asked.key AND p.position BETWEEN %(first)s AND %(last)s {conditions}
    ORDER BY p.position DESC LIMIT %(limit)s
) AS found
ORDER BY found.position DESC LIMIT %(limit)s
"""
_BY_WORDS = """
SELECT p.position FROM search.texts p
WHERE p.words @@ to_tsquery('simple', %(words)s) AND p.position BETWEEN %(first)s AND %(last)s
ORDER BY p.position DESC LIMIT %(limit)s
"""
_ALL = """
SELECT p.position FROM log.events p
WHERE p.position BETWEEN %(first)s AND %(last)s
ORDER BY p.position DESC LIMIT %(limit)s
"""
_HAS_WORDS = (
    "EXISTS (SELECT FROM search.texts t WHERE t.position = p.position AND t.words @@ to_tsquery('simple', %(words)s))"
)
_HAS_KEY = (
    "EXISTS (SELECT FROM search.postings o WHERE o.key = ANY (%(keys_{number})s::uuid[]) AND o.position = p.position)"
)
