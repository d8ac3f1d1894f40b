"""Keys in hand: unwrapped, remembered, and let go of when they are destroyed."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from event_log.vault.master_key import unwrapped

MOST = 100_000  # keys, and ciphers, that are remembered


class UnknownKey(Exception):
    """Something is sealed under a key that the vault never had: it isn't erased, the vault is incomplete."""


class _Destroyed:
    """In the place of a key."""


DESTROYED: Final = _Destroyed()
Key = bytes | _Destroyed


class KeyRing:
    """Thread-safe. Holds what it is told of; whoever has it asks the database for what it lacks."""

    def __init__(self) -> None:
        self._keys: OrderedDict[UUID, Key] = OrderedDict()
        self._ciphers: OrderedDict[tuple[UUID, ...], AESSIV] = OrderedDict()
        self._changing = Lock()

    def lacks(self, subjects: Iterable[UUID]) -> list[UUID]:
        """Those of whose keys nothing is known."""
        keys = self._keys
        return [subject for subject in subjects if subject not in keys]

    def learn(self, wrapped: Iterable[tuple[UUID, bytes | None]]) -> None:
        """Take in keys as the vault has them. Raises MasterKeyUnusable, VaultLocked."""
        keys, gone = {}, []
        for subject, key in wrapped:
            if key is None:
                gone.append(subject)
            else:
                keys[subject] = unwrapped(bytes(key), subject)
        with self._changing:
            self._remember(keys)
        self.forget(gone)

    def forget(self, subjects: Iterable[UUID]) -> None:
        """Their keys are destroyed. That isn't unlearnt from somebody who was told of a key before."""
        gone = set(subjects)
        if not gone:
            return
        with self._changing:
            self._keys.update(dict.fromkeys(gone, DESTROYED))
            for of in [of for of in self._ciphers if not gone.isdisjoint(of)]:
                del self._ciphers[of]

    def is_destroyed(self, subject: UUID) -> bool:
        return self._keys.get(subject) is DESTROYED

    def cipher(self, subjects: tuple[UUID, ...]) -> AESSIV | None:
        """What seals and opens what is all of theirs; None if a key is destroyed. Raises UnknownKey."""
        cipher = self._ciphers.get(subjects)
        return self._made(subjects) if cipher is None else cipher

    def ready(self, subjects: tuple[UUID, ...]) -> AESSIV | None:
        """That cipher, if it was used before; None if there is more to look at."""
        return self._ciphers.get(subjects)

    def _made(self, subjects: tuple[UUID, ...]) -> AESSIV | None:
        with self._changing:
            secret = b""
            for subject in subjects:
                key = self._keys.get(subject)
                if key is None:
                    raise UnknownKey(f"The vault has no key of {subject}, and none was destroyed.")
                if isinstance(key, _Destroyed):
                    return None
                secret += key
            info = b"ringlog seal" + b"".join(subject.bytes for subject in subjects)
            cipher = AESSIV(HKDF(SHA256(), 64, None, info).derive(secret))
            self._ciphers[subjects] = cipher
            while len(self._ciphers) > MOST:
                self._ciphers.popitem(last=False)
            return cipher

    def _remember(self, keys: Mapping[UUID, bytes]) -> None:
        self._keys.update({subject: key for subject, key in keys.items() if self._keys.get(subject) is not DESTROYED})
        while len(self._keys) > MOST + len(keys):
            self._keys.popitem(last=False)
