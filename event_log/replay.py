"""Replays what happened: each fact in log order, what it changed, and the state after it."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from domain.kernel.aggregate import Root
from event_log import Recorded

BOOKKEEPING = {"_id", "_version", "_created_on", "_modified_on", "_pending_events"}


@dataclass(frozen=True)
class Change:
    """One field of an aggregate, before and after; `before` is None for a new aggregate."""

    field: str
    before: object
    after: object


@dataclass(frozen=True)
class Step:
    """One fact and what it did. `state` holds every replayed aggregate as it is after the fact."""

    recorded: Recorded
    changes: tuple[Change, ...]
    state: Mapping[UUID, Root]

    @property
    def aggregate(self) -> Root:
        """The one that the fact happened to."""
        return self.state[self.recorded.fact.originator_id]


def replay(facts: Iterable[Recorded], *, after: int = 0) -> Iterator[Step]:
    """The facts one by one, applied to the aggregates they happened to, which start from nothing.

    Those up to position `after` are applied, and are no steps.
    """
    state: dict[UUID, Root] = {}
    for recorded in facts:
        before = state.get(recorded.fact.originator_id)
        skipped = recorded.position <= after
        now: Root | None = recorded.fact.mutate(before if skipped else deepcopy(before))
        assert now is not None
        if skipped:
            state[now.id] = now
        else:
            state = {**state, now.id: now}
            yield Step(recorded, _changes(before, now), MappingProxyType(state))


def _changes(before: Root | None, after: Root) -> tuple[Change, ...]:
    old = {} if before is None else vars(before)
    return tuple(
        Change(field, old.get(field), value)
        for field, value in vars(after).items()
        if field not in BOOKKEEPING and (before is None or old[field] != value)
    )
