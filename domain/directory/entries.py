"""Users or rooms by what the chat product calls them, as many as one use case is about."""

from collections.abc import Iterable
from typing import Generic, TypeVar

from domain.directory.room import Room
from domain.directory.user import User
from domain.kernel.identities import Kind
from domain.kernel.log import Log

A = TypeVar("A", User, Room)


class Entries(Generic[A]):
    """Each is loaded once, so that whoever is named twice is changed twice."""

    def __init__(self, log: Log, kind: type[A], external_ids: Iterable[str]) -> None:
        """Asks for all ids at once."""
        self._log = log
        self._type: type[A] = kind
        self._kind: Kind = "user" if kind is User else "room"
        self.ids = log.identities.known(self._kind, external_ids)
        self._loaded: dict[str, A | None] = {}
        self._new: dict[str, A] = {}

    def find(self, external_id: str) -> A | None:
        """What the directory has; there may be an id, and nothing that has it yet."""
        if external_id not in self._loaded:
            id_ = self.ids.get(external_id)
            self._loaded[external_id] = None if id_ is None else self._log.look_up(self._type, id_)
        return self._loaded[external_id]

    def all(self, external_ids: Iterable[str]) -> tuple[A, ...]:
        """Those of them that the directory has."""
        found = (self.find(external_id) for external_id in external_ids)
        return tuple(entry for entry in found if entry is not None)

    def add(self, entry: A) -> A:
        """A new one."""
        self._loaded[entry.external_id] = self._new[entry.external_id] = entry
        return entry

    def claim(self) -> None:
        """Have the new ones found from now on. Raises IntegrityError if somebody else added one of them first."""
        self._log.identities.claim(self._kind, self._new)
