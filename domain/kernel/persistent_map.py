"""A mapping that is a value: aggregates hold their state in such, and change it by assigning another one."""

from collections.abc import Iterator, Mapping
from typing import Generic, Self, TypeVar
from uuid import UUID

V = TypeVar("V")

BITS = 5
BRANCHES = 1 << BITS  # on each of two levels: as good as constant for up to a hundred thousand values


class PersistentMap(Mapping[UUID, V], Generic[V]):
    """Values by id. Another one with one value changed is made as fast from ten thousand values as from ten.

    A trie of two levels, since the last bits of our ids are spread evenly: only the way to the value is copied.
    """

    __slots__ = ("_branches", "_length")

    def __init__(self, values: Mapping[UUID, V] | None = None) -> None:
        buckets: dict[tuple[int, int], dict[UUID, V]] = {}
        for id_, value in (values or {}).items():
            buckets.setdefault(_way(id_), {})[id_] = value
        nothing: Mapping[UUID, V] = {}
        ways = range(BRANCHES)
        self._branches = tuple(tuple(buckets.get((one, two), nothing) for two in ways) for one in ways)
        self._length = len(values or ())

    def having(self, id_: UUID, value: V) -> Self:
        """The same with this value."""
        branch, bucket = _way(id_)
        buckets = self._branches[branch]
        changed = {**buckets[bucket], id_: value}
        twin = object.__new__(type(self))
        twin._length = self._length + len(changed) - len(buckets[bucket])
        buckets = (*buckets[:bucket], changed, *buckets[bucket + 1 :])
        twin._branches = (*self._branches[:branch], buckets, *self._branches[branch + 1 :])
        return twin

    def __getitem__(self, id_: UUID) -> V:
        branch, bucket = _way(id_)
        return self._branches[branch][bucket][id_]

    def __iter__(self) -> Iterator[UUID]:
        return (id_ for branch in self._branches for bucket in branch for id_ in bucket)

    def __len__(self) -> int:
        return self._length

    def __repr__(self) -> str:
        return repr(dict(self))


def _way(id_: UUID) -> tuple[int, int]:
    number = id_.int
    return number & (BRANCHES - 1), (number >> BITS) & (BRANCHES - 1)
