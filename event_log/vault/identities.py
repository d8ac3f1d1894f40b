"""The index from external ids to ids. It has keyed hashes, so it tells nothing to whoever lacks the master key."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import NamedTuple
from uuid import UUID, uuid4, uuid5

from eventsourcing.persistence import IntegrityError, PersistenceError

from domain.directory.room import Room
from domain.directory.user import User
from domain.kernel.aggregate import Root
from domain.kernel.fact import topic_of
from domain.kernel.identities import Kind
from domain.kernel.ids import NAMESPACE
from event_log.queries import named_queries
from event_log.vault.keys import Ask
from event_log.vault.master_key import held

QUERIES = named_queries(Path(__file__).with_suffix(".sql"))
FIRST: dict[Kind, str] = {"user": topic_of(User.Registered), "room": topic_of(Room.Created)}
MOST = 100_000  # that are remembered


class Remembered(NamedTuple):
    """What was found in an era."""

    id: UUID
    era: int


class VaultIdentities:
    """Those of one database, which `ask` runs a statement in. Thread-safe.

    Only `identify` remembers what it found, until it is told to let go, or an `era` ends, as the database may be an
    earlier one then. All methods that take external ids, but `at_hand`, raise VaultLocked.
    """

    def __init__(self, ask: Ask, era: Callable[[], int]) -> None:
        self._ask = ask
        self._era = era
        self._remembered: OrderedDict[tuple[Kind, str], Remembered] = OrderedDict()
        self._forgotten = 0  # times
        self._changing = Lock()

    def of(self, kind: Kind, external_id: str) -> UUID | None:
        return self.known(kind, [external_id]).get(external_id)

    def known(self, kind: Kind, external_ids: Iterable[str]) -> dict[str, UUID]:
        """In two round trips at most; in one if all are known."""
        wanted = dict.fromkeys(external_ids)
        found = self._identified(kind, wanted)
        if lacking := wanted.keys() - found.keys():
            found |= self._given(kind, dict.fromkeys(lacking))
        return found

    def claim(self, kind: Kind, new: Mapping[str, Root]) -> None:
        if not new:
            return
        era = self._era()
        ids = self._made(kind, {external_id: aggregate.id for external_id, aggregate in new.items()})
        for external_id, aggregate in new.items():
            if ids.get(external_id) != aggregate.id:
                raise IntegrityError("Another one was the first to be found by this external id.")
            aggregate.era = era

    def identify(self, kind: Kind, external_id: str) -> UUID:
        era, forgotten, remembered = self._era(), self._forgotten, self._remembered.get((kind, external_id))
        if remembered is not None and remembered.era == era:
            return remembered.id
        try:
            found = self._identified(kind, [external_id]) or self._made(kind, {external_id: uuid4()})
        except PersistenceError:
            if remembered is None:
                raise
            return remembered.id  # nothing is erased, or decided, while the database is away
        with self._changing:
            if forgotten == self._forgotten:  # otherwise it may be gone already
                self._remembered[kind, external_id] = Remembered(found[external_id], era)
            while len(self._remembered) > MOST:
                self._remembered.popitem(last=False)
        return found[external_id]

    def at_hand(self, kind: Kind, external_id: str) -> UUID | None:
        """What `identify` would say, if it can be told without asking the database."""
        remembered = self._remembered.get((kind, external_id))
        return None if remembered is None or remembered.era != self._era() else remembered.id

    def let_go(self) -> None:
        """Keys were destroyed, so whoever is remembered may be erased, as far as anybody knows."""
        with self._changing:
            self._forgotten += 1
            self._remembered.clear()

    def forget(self, ids: Sequence[UUID]) -> int:
        """Nothing leads to these any more, in the database. Returns to how many something did."""
        forgotten = self._ask(QUERIES["forget"], (list(ids),))
        self.let_go()
        return len(forgotten)

    def _identified(self, kind: Kind, external_ids: Iterable[str]) -> dict[str, UUID]:
        named = _digests(kind, external_ids)
        return {named[bytes(digest)]: id_ for digest, id_ in self._ask(QUERIES["identified"], {"digests": list(named)})}

    def _made(self, kind: Kind, proposed: Mapping[str, UUID]) -> dict[str, UUID]:
        """The ids given now, and those that others gave first."""
        given = self._given(kind, proposed)
        if lacking := proposed.keys() - given.keys():
            given |= self._identified(kind, lacking)
        return given

    def _given(self, kind: Kind, proposed: Mapping[str, UUID | None]) -> dict[str, UUID]:
        named = _digests(kind, proposed)
        parameters = {
            "digests": list(named),
            "proposed": [proposed[external_id] for external_id in named.values()],
            "derived": [_derived(kind, external_id) for external_id in named.values()],
            "first": FIRST[kind],
        }
        return {named[bytes(digest)]: id_ for digest, id_ in self._ask(QUERIES["identify"], parameters)}


def _digests(kind: Kind, external_ids: Iterable[str]) -> dict[bytes, str]:
    """The external ids by their digests."""
    key = held()
    return {key.digest(f"{kind}:{external_id}"): external_id for external_id in external_ids}


def _derived(kind: Kind, external_id: str) -> UUID:
    """The id that versions before 1.1 gave."""
    return uuid5(NAMESPACE, f"{kind}:{external_id}")
