"""Finds facts by index, newest first: what a search costs depends on what it finds, not on how long the log is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

from event_log.reader import LogReader, Recorded, UnreadableFact
from event_log.reads import Reads
from event_log.search.criteria import Criteria
from event_log.search.statements import SQL
from event_log.search.texts import with_texts, words_for

FEW = 500  # facts that are looked up sooner than others are counted
ENOUGH = 5_000  # facts that meet a criterion: of more than that, it doesn't matter how many there are


class Found(NamedTuple):
    """Facts, newest first; and up to where the log was indexed: what was recorded after that isn't among them."""

    facts: list[Recorded | UnreadableFact]
    indexed: int


Stretch = Mapping[str, int]
"""The `first` and the `last` position between which is searched."""


class LogSearch:
    """Thread-safe. All methods raise the errors of eventsourcing.persistence."""

    def __init__(self, database_url: str) -> None:
        """Connects when it is first asked."""
        self._reads = Reads(database_url, "search", connections=2, planned_anew=True)
        self._reader = LogReader(database_url, only_shows=True)

    def find(self, criteria: Criteria, limit: int, before: int | None = None, after: int = 0) -> Found:
        """Up to `limit` facts that meet all criteria, the newest ones between two positions, both excluded."""
        words = None if criteria.text is None else words_for(criteria.text)
        indexed: int = self._reads.rows(SQL["indexed" if words is None else "indexed_with_words"])[0][0]
        if criteria.text is not None:
            kinds = with_texts(criteria.kinds)
            if words is None or (criteria.kinds and not kinds):
                return Found([], indexed)  # no word was given, or by kinds that say none: so nothing has it
            criteria = replace(criteria, kinds=kinds)
        first, last = self._between(criteria, after, indexed + 1 if before is None else min(before, indexed + 1))
        statement, parameters = self._statement(criteria, words, {"first": first, "last": last})
        found = self._reads.rows(statement, {**parameters, "limit": limit})
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

    def _statement(self, criteria: Criteria, words: str | None, stretch: Stretch) -> tuple[str, dict[str, Any]]:
        """Goes through the facts that meet the rarest criterion, and looks each up by the others."""
        keys = list(criteria.keys())
        often = [self._frequency(each, stretch) for each in keys] if len(keys) + (words is not None) > 1 else [0]
        keys = [each for _, each in sorted(zip(often, keys, strict=False), key=lambda pair: pair[0])]
        parameters: dict[str, Any] = {**stretch, **{f"keys_{at}": list(each) for at, each in enumerate(keys)}}
        has_keys = [_HAS_KEY.format(number=number) for number in range(len(keys))]
        if words is None:
            return (_BY_KEY.format(conditions=_and(has_keys[1:])) if keys else _ALL), parameters
        parameters["words"] = words
        rarest = min(often) if keys else ENOUGH
        said = ENOUGH if rarest < FEW else self._frequency_of_words(words, stretch)
        if keys and rarest <= said:
            return _BY_KEY.format(conditions=_and([*has_keys[1:], _HAS_WORDS])), parameters
        by_words = _BY_RARE_WORDS if said < ENOUGH else _BY_FREQUENT_WORDS
        return by_words.format(words=_WORDS, conditions=_and(has_keys)), parameters

    def _frequency(self, keys: Sequence[UUID], stretch: Stretch) -> int:
        return self._count("frequency", {**stretch, "keys": list(keys)})

    def _frequency_of_words(self, words: str, stretch: Stretch) -> int:
        return self._count("frequency_of_words", {**stretch, "words": words})

    def _count(self, query: str, parameters: dict[str, Any]) -> int:
        return int(self._reads.rows(SQL[query], {**parameters, "enough": ENOUGH})[0][0])


def _and(conditions: Sequence[str]) -> str:
    return "".join(f" AND {each}" for each in conditions)


_WORDS = "(SELECT to_tsquery('simple', %(words)s))"  # read once, and not for each text
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
_BY_RARE_WORDS = """
SELECT p.position FROM search.texts p
WHERE p.words @@ {words} AND p.position BETWEEN %(first)s AND %(last)s {conditions}
ORDER BY p.position DESC LIMIT %(limit)s
"""
# The index of words has no order: it would give all texts to choose the newest of. As IS TRUE, it isn't asked.
_BY_FREQUENT_WORDS = """
SELECT p.position FROM search.texts p
WHERE (p.words @@ {words}) IS TRUE AND p.position BETWEEN %(first)s AND %(last)s {conditions}
ORDER BY p.position DESC LIMIT %(limit)s
"""
_ALL = """
SELECT p.position FROM log.events p
WHERE p.position BETWEEN %(first)s AND %(last)s
ORDER BY p.position DESC LIMIT %(limit)s
"""
_HAS_WORDS = f"EXISTS (SELECT FROM search.texts t WHERE t.position = p.position AND t.words @@ {_WORDS})"
_HAS_KEY = (
    "EXISTS (SELECT FROM search.postings o WHERE o.key = ANY (%(keys_{number})s::uuid[]) AND o.position = p.position)"
)
