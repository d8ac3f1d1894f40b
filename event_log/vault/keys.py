"""The keys of the vault, as threads use them: made when they are first needed, gone soon after they are destroyed."""

import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from domain.kernel.personal import PersonIsErased
from event_log.queries import named_queries
from event_log.vault.key_ring import KeyRing, UnknownKey
from event_log.vault.master_key import NOBODY, SIZE, MasterKeyUnusable, held, unwrapped

QUERIES = named_queries(Path(__file__).with_suffix(".sql"))
ROTATIONS = 3  # of the master key that may happen while keys are made
FEW = 20  # keys, of which each may as well be made in vain
LOOK_EVERY = 1.0  # seconds: how long at most a destroyed key is used on

Ask = Callable[[str, Any], list[tuple[Any, ...]]]


class Destruction(NamedTuple):
    """Of a key. They are numbered in the order of their commits."""

    number: int
    subject: UUID


NONE = Destruction(0, UUID(int=0))  # yet


class Keys:
    """Those of one database, which `ask` runs a statement in. Thread-safe.

    All methods raise the errors of eventsourcing.persistence, UnknownKey, MasterKeyUnusable and VaultLocked. Where
    keys are made, UnknownKey is for whoever had one that this vault lacks: what is sealed under that would be lost.
    """

    def __init__(self, ask: Ask, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._elapsed = elapsed
        self._ring = KeyRing()
        self._newest: Destruction | None = None  # that is known of; None before the first look
        self._look_at = 0.0
        self._looking = Lock()
        self._listeners: list[Callable[[], None]] = []

    def tell(self, listener: Callable[[], None]) -> None:
        """It is called when keys are destroyed, or within a second if others destroy them, for as long as one looks."""
        self._listeners.append(listener)

    def sealing(self, subjects: tuple[UUID, ...]) -> AESSIV:
        """What seals a text of theirs, by keys that are made if there are none. Raises PersonIsErased."""
        self.look()
        ring = self._ring
        if (ready := ring.ready(subjects)) is not None:
            return ready
        held = ring.held(subjects)
        held |= self._provide(ring, subjects)
        cipher = ring.cipher(subjects, held)
        if cipher is None:
            raise PersonIsErased
        return cipher

    def opening(self, subjects: tuple[UUID, ...]) -> AESSIV | None:
        """What opens a text of theirs; None if a key of it is destroyed."""
        self.look()
        ring = self._ring
        if (ready := ring.ready(subjects)) is not None:
            return ready
        held = ring.held(subjects)
        if lacking := ring.lacks(subjects):
            held |= self._learn(ring, lacking)
        return ring.cipher(subjects, held)

    def fetch(self, subjects: Iterable[UUID]) -> None:
        """Have these keys at hand, for opening many texts at once."""
        self.look()
        ring = self._ring
        if lacking := ring.lacks(set(subjects)):
            self._learn(ring, lacking)

    def provide(self, subjects: Iterable[UUID]) -> None:
        """Have these keys at hand, new ones where there are none, for sealing many texts at once."""
        self.look()
        self._provide(self._ring, set(subjects))

    def lost(self, subjects: Sequence[UUID]) -> list[UUID]:
        """Those of these that had a key, of which the vault knows nothing any more."""
        return [subject for (subject,) in self._ask(QUERIES["lost"], (list(subjects),))]

    def start_over(self) -> None:
        """The database may be at an earlier state now: whose keys it doesn't have, it may make others for."""
        self._ring, self._newest, self._look_at = KeyRing(), None, 0.0

    def destroy(self, subjects: Sequence[UUID]) -> int:
        """For ever; whoever has no key can never get one either. Returns how many weren't destroyed before."""
        ((count,),) = self._ask(QUERIES["destroy"], (list(subjects),))
        self._forget(subjects)
        return int(count)

    def look(self) -> None:
        """Once a second, let go of what others have destroyed meanwhile."""
        if self._elapsed() < self._look_at or not self._looking.acquire(blocking=False):
            return
        try:
            asked_at = self._elapsed()  # the answer may come late, and is as of then
            self._take_in(self._newest)
            self._look_at = asked_at + LOOK_EVERY
        finally:
            self._looking.release()

    def _provide(self, ring: KeyRing, subjects: Iterable[UUID]) -> dict[UUID, bytes]:
        """Those that weren't at hand."""
        lacking, keys = ring.lacks(subjects), {}
        if len(lacking) > FEW:
            keys = self._learn(ring, lacking)
            lacking = [subject for subject in ring.lacks(lacking) if subject not in keys]
        return keys | self._learn_or_make(ring, lacking) if lacking else keys

    def _learn(self, ring: KeyRing, subjects: list[UUID]) -> dict[UUID, bytes]:
        return ring.learn(self._ask(QUERIES["known"], (subjects,)))

    def _learn_or_make(self, ring: KeyRing, subjects: list[UUID]) -> dict[UUID, bytes]:
        """Whoever is first makes them, wrapped by the master key that the vault has by then.

        All in one order, so that nobody waits in a circle.
        """
        ordered = sorted(subjects)
        keys: dict[UUID, bytes] = {}
        for _ in range(ROTATIONS):
            master = held()
            wrapped = [master.wrap(secrets.token_bytes(SIZE), subject) for subject in ordered]
            parameters = {"subjects": ordered, "wrapped": wrapped, "proof": master.proof()}
            keys |= ring.learn(self._ask(QUERIES["known_or_made"], parameters))
            ordered = [subject for subject in ring.lacks(ordered) if subject not in keys]
            if not ordered:
                return keys
            if lost := self.lost(ordered):
                raise UnknownKey(lost)
            for (proof,) in self._ask(QUERIES["proof"], None):
                unwrapped(bytes(proof), NOBODY)
        raise MasterKeyUnusable("The master key is rotated again and again.")

    def _take_in(self, known: Destruction | None) -> None:
        """What was destroyed since the newest destruction that is known of, which is there again."""
        if known is None:
            self._newest = next(iter(self._destructions("newest_destruction")), NONE)
            self._ring = KeyRing()  # what was learnt before may be destroyed by now
            self._forget([])
            return
        since = self._destructions("destructions_since", known.number)
        if known != NONE and since[:1] != [known]:
            self.start_over()
        elif new := [each for each in since if each != known]:
            self._newest = new[-1]
            self._forget([each.subject for each in new])

    def _forget(self, subjects: Sequence[UUID]) -> None:
        self._ring.forget(subjects)
        for listener in self._listeners:
            listener()

    def _destructions(self, query: str, *parameters: int) -> list[Destruction]:
        return [Destruction(number, subject) for number, subject in self._ask(QUERIES[query], parameters)]
