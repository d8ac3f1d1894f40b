"""Keys that anybody can tell: each is a hash of whose it is. For what is written once and has to be read for ever."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from domain.kernel.personal import PersonIsErased
from event_log.vault.key_ring import KeyRing
from event_log.vault.master_key import MasterKey, hold
from event_log.vault.sealing import Sealer
from tests.master_key import SECRET


class KnownKeys:
    """Of everybody but those who were destroyed."""

    def __init__(self) -> None:
        self._ring = KeyRing()
        self._master = MasterKey(SECRET)

    def sealing(self, subjects: tuple[UUID, ...]) -> AESSIV:
        cipher = self.opening(subjects)
        if cipher is None:
            raise PersonIsErased
        return cipher

    def opening(self, subjects: tuple[UUID, ...]) -> AESSIV | None:
        self.fetch(subjects)
        return self._ring.cipher(subjects)

    def fetch(self, subjects: Iterable[UUID]) -> None:
        lacking = self._ring.lacks(subjects)
        self._ring.learn((each, self._master.wrap(sha256(each.bytes).digest(), each)) for each in lacking)

    def lost(self, subjects: Sequence[UUID]) -> list[UUID]:
        self.fetch(subjects)
        return self._ring.lacks(subjects)

    def provide(self, subjects: Iterable[UUID]) -> None:
        self.fetch(subjects)

    def destroy(self, subject: UUID) -> None:
        self._ring.learn([(subject, None)])


def known_sealer() -> Sealer:
    """Seals and opens by known keys, in a process that has the master key of tests."""
    hold(MasterKey(SECRET))
    return Sealer(KnownKeys())
