"""What was found out of some things, by their ids."""

from collections.abc import Callable, Collection, Mapping
from threading import Lock
from typing import Generic, TypeVar
from uuid import UUID

T = TypeVar("T")


class Known(Generic[T]):
    """Finds out of each thing once, and keeps it. Thread-safe."""

    def __init__(self, find: Callable[[Collection[UUID]], Mapping[UUID, T]]) -> None:
        """`find`: those of the things that there are."""
        self._find = find
        self._lock = Lock()
        self._found: dict[UUID, T | None] = {}

    def __contains__(self, id_: UUID) -> bool:
        """Whether it was asked for before."""
        return id_ in self._found

    def of(self, ids: Collection[UUID]) -> dict[UUID, T]:
        """Those that there are. Raises what finding them out does."""
        if any(id_ not in self._found for id_ in ids):
            with self._lock:
                if lacking := [id_ for id_ in ids if id_ not in self._found]:
                    self._found |= dict.fromkeys(lacking) | dict(self._find(lacking))
        return {id_: thing for id_ in ids if (thing := self._found[id_]) is not None}

    def all(self) -> list[T]:
        """All that were found so far."""
        return [thing for thing in tuple(self._found.values()) if thing is not None]
