"""The keys of the vault, as threads use them: made when they are first needed, gone soon after they are destroyed."""

import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from domain.kernel.personal import PersonIsErased
from event_log.queries import named_queries
from event_log.vault.key_ring import KeyRing
from event_log.vault.master_key import SIZE, held

QUERIES = named_queries(Path(__file__).with_suffix(".sql"))
LOOK_EVERY = 1.0  # seconds: how long at most a destroyed key is used on

Ask = Callable[[str, Any], list[tuple[Any, ...]]]


class Keys:
    """Those of one database, which `ask` runs a statement in. Thread-safe.

    All methods raise the errors of eventsourcing.persistence, UnknownKey, MasterKeyUnusable and VaultLocked.
    """

    def __init__(self, ask: Ask, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._elapsed = elapsed
        self._ring = KeyRing()
        self._destructions = -1  # that are known of; none before the first look
        self._look_at = 0.0
        self._looking = Lock()

    def sealing(self, subjects: tuple[UUID, ...]) -> AESSIV:
        """What seals a text of theirs, by keys that are made if there are none. Raises PersonIsErased."""
        self._look()
        if lacking := self._ring.lacks(subjects):
            self._learn(lacking)
            if new := self._ring.lacks(lacking):
                self._make(new)
        cipher = self._ring.cipher(subjects)
        if cipher is None:
            raise PersonIsErased
        return cipher

    def opening(self, subjects: tuple[UUID, ...]) -> AESSIV | None:
        """What opens a text of theirs; None if a key of it is destroyed."""
        self._look()
        if lacking := self._ring.lacks(subjects):
            self._learn(lacking)
        return self._ring.cipher(subjects)

    def fetch(self, subjects: Iterable[UUID]) -> None:
        """Have these keys at hand, for many texts at once."""
        if lacking := self._ring.lacks(set(subjects)):
            self._learn(lacking)

    def destroy(self, subjects: Sequence[UUID]) -> int:
        """For ever; whoever has no key can never get one either. Returns how many weren't destroyed before."""
        ((count,),) = self._ask(QUERIES["destroy"], (list(subjects),))
        self._ring.forget(subjects)
        return int(count)

    def _learn(self, subjects: list[UUID]) -> None:
        self._ring.learn(self._ask(QUERIES["known"], (subjects,)))

    def _make(self, subjects: list[UUID]) -> None:
        """Whoever is first makes them."""
        wrapped = [held().wrap(secrets.token_bytes(SIZE), subject) for subject in subjects]
        self._ask(QUERIES["make"], {"subjects": subjects, "wrapped": wrapped})
        self._learn(subjects)

    def _look(self) -> None:
        """Let go of what others have destroyed meanwhile."""
        if self._elapsed() < self._look_at or not self._looking.acquire(blocking=False):
            return
        try:
            if self._destructions < 0:
                ((self._destructions,),) = self._ask(QUERIES["destructions"], None)
            elif gone := self._ask(QUERIES["destroyed"], (self._destructions,)):
                self._destructions = gone[-1][0]
                self._ring.forget(subject for _, subject in gone)
            self._look_at = self._elapsed() + LOOK_EVERY
        finally:
            self._looking.release()
