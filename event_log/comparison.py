"""Two calls side by side: which steps of their course both took, and when, and which only one of them did."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from itertools import zip_longest

from eventsourcing.utils import get_topic

from domain.media_sessions.media_session import MediaSession
from event_log.reader import Recorded

LONGEST = 2_000  # steps of a call that is compared: the work grows with the product of both


class TooLong(ValueError):
    """A call has too many steps to be compared."""


@dataclass(frozen=True)
class Place:
    """Where a step is in its call."""

    position: int
    offset_ms: float  # from the start of the call to when the step took effect


@dataclass(frozen=True)
class Compared:
    """A step that both calls took, or only the one that has it."""

    kind: str  # the fact's topic
    a: Place | None
    b: Place | None


def compared(a: Sequence[Recorded], b: Sequence[Recorded]) -> list[Compared]:
    """All steps of two calls, given their facts, in an order that both agree on; paired by kind.

    Measurements of quality are no steps. Raises TooLong.
    """
    steps_a, steps_b = _steps(a), _steps(b)
    kinds_a, kinds_b = [kind for kind, _ in steps_a], [kind for kind, _ in steps_b]
    if max(len(steps_a), len(steps_b)) > LONGEST:
        raise TooLong
    found: list[Compared] = []
    for tag, from_a, to_a, from_b, to_b in SequenceMatcher(None, kinds_a, kinds_b, autojunk=False).get_opcodes():
        part_a, part_b = steps_a[from_a:to_a], steps_b[from_b:to_b]
        if tag == "equal":
            found += [Compared(kind, place, other) for (kind, place), (_, other) in zip(part_a, part_b, strict=True)]
        else:
            found += _apart(part_a, part_b)
    return found


def _apart(a: Sequence[tuple[str, Place]], b: Sequence[tuple[str, Place]]) -> Iterator[Compared]:
    """What only one of them did, the one's and the other's in turn."""
    for of_a, of_b in zip_longest(a, b):
        if of_a is not None:
            yield Compared(of_a[0], of_a[1], None)
        if of_b is not None:
            yield Compared(of_b[0], None, of_b[1])


def _steps(facts: Sequence[Recorded]) -> list[tuple[str, Place]]:
    start = facts[0].fact.timestamp
    millisecond = timedelta(milliseconds=1)
    return [
        (get_topic(type(fact)), Place(position, (fact.timestamp - start) / millisecond))
        for position, _, fact in facts
        if not isinstance(fact, MediaSession.QualitySampled)
    ]
