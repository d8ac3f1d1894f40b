"""The index from external ids to ids. It has keyed hashes, so it tells nothing to whoever lacks the master key."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from uuid import UUID, uuid4, uuid5

from eventsourcing.persistence import IntegrityError, PersistenceError

from domain.directory.room import Room
from domain.directory.user import User
from domain.kernel.aggregate import Root
from domain.kernel.fact import topic_of
from domain.kernel.identities import Kind
from domain.kernel.ids import NAMESPACE
from event_log.queries import named_queries
from event_log.vault.keys import LOOK_EVERY, Ask
from event_log.vault.keys import QUERIES as KEYS
from event_log.vault.master_key import held

QUERIES = named_queries(Path(__file__).with_suffix(".sql"))
FIRST: dict[Kind, str] = {"user": topic_of(User.Registered), "room": topic_of(Room.Created)}
MOST = 100_000  # that are remembered


class VaultIdentities:
    """Those of one database, which `ask` runs a statement in. Thread-safe.

    Only `identify` remembers what it found. It lets go of that within a second after an erasure, whoever did it, and
    when `era` changes, as the database may be an earlier one then. All methods but `at_hand` raise VaultLocked.
    """

    def __init__(self, ask: Ask, era: Callable[[], int], elapsed: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._era = era
        self._elapsed = elapsed
        self._remembered: OrderedDict[tuple[Kind, str], UUID] = OrderedDict()
        self._remembered_in: int | None = None  # an era; None before the first look
        self._destructions = 0  # of keys, that are known of
        self._look_at = 0.0
        self._looking = Lock()
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
        self._look()
        if (remembered := self._remembered.get((kind, external_id))) is not None:
            return remembered
        known_of = self._remembered_in, self._destructions
        id_ = self.of(kind, external_id) or self._made(kind, {external_id: uuid4()})[external_id]
        with self._changing:
            if known_of == (self._era(), self._destructions):  # otherwise it may be gone already
                self._remembered[kind, external_id] = id_
            while len(self._remembered) > MOST:
                self._remembered.popitem(last=False)
        return id_

    def at_hand(self, kind: Kind, external_id: str) -> UUID | None:
        """What `identify` would say, if that can be told without waiting for anything."""
        return None if self._is_time() else self._remembered.get((kind, external_id))

    def forget(self, ids: Sequence[UUID]) -> int:
        """Nothing leads to these any more. Returns to how many something did.

        For ids whose keys are destroyed: other processes learn of that.
        """
        self._let_go(ids)
        return len(self._ask(QUERIES["forget"], (list(ids),)))

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

    def _look(self) -> None:
        """Let go of those whose keys others have destroyed meanwhile, and of all that is of another era."""
        if not self._is_time() or not self._looking.acquire(blocking=False):
            return
        try:
            with suppress(PersistenceError):  # nothing is erased, or decided, while the database is away
                if (era := self._era()) == self._remembered_in:
                    self._let_go_of_destroyed()
                else:
                    self._begin(era)
            self._look_at = self._elapsed() + LOOK_EVERY
        finally:
            self._looking.release()

    def _is_time(self) -> bool:
        return self._elapsed() >= self._look_at or self._remembered_in != self._era()

    def _begin(self, era: int) -> None:
        ((destructions,),) = self._ask(KEYS["destructions"], None)
        with self._changing:
            self._remembered.clear()
            self._remembered_in, self._destructions = era, destructions

    def _let_go_of_destroyed(self) -> None:
        if gone := self._ask(KEYS["destroyed"], (self._destructions,)):
            with self._changing:
                self._destructions = gone[-1][0]
            self._let_go(subject for _, subject in gone)

    def _let_go(self, ids: Iterable[UUID]) -> None:
        if gone := set(ids):
            with self._changing:
                for called in [called for called, id_ in self._remembered.items() if id_ in gone]:
                    del self._remembered[called]


def _digests(kind: Kind, external_ids: Iterable[str]) -> dict[bytes, str]:
    """The external ids by their digests."""
    key = held()
    return {key.digest(f"{kind}:{external_id}"): external_id for external_id in external_ids}


def _derived(kind: Kind, external_id: str) -> UUID:
    """The id that versions before 1.1 gave."""
    return uuid5(NAMESPACE, f"{kind}:{external_id}")
