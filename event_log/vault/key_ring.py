"""Keys in hand: unwrapped, remembered, and let go of when they are destroyed."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from threading import Lock
from types import MappingProxyType
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from event_log.vault.master_key import unwrapped

MOST = 100_000  # keys, and ciphers, that are remembered


NAMED = 10  # ids in a sentence


class UnknownKey(Exception):
    """Something is sealed under a key that the vault doesn't have: it isn't erased, the vault is incomplete."""

    def __init__(self, subjects: Collection[UUID]) -> None:
        """Of these people, rooms or calls."""
        self.subjects = frozenset(subjects)
        named = ", ".join(str(subject) for subject in sorted(self.subjects)[:NAMED])
        more = f" and {len(self.subjects) - NAMED} others" if len(self.subjects) > NAMED else ""
        super().__init__(
            f"The vault has no key of {named}{more}, and none was destroyed. Put back schema `vault` from the newest "
            "backup that has it; `ringlog vault missing` lists all that are lacking, and what else can be done."
        )


Held = Mapping[UUID, bytes]
NOTHING: Held = MappingProxyType({})


class KeyRing:
    """Thread-safe. Holds what it is told of; whoever has it asks the database for what it lacks."""

    def __init__(self) -> None:
        self._keys: OrderedDict[UUID, bytes] = OrderedDict()
        self._destroyed: set[UUID] = set()  # and told of; one that is learnt late is never taken for a key again
        self._ciphers: OrderedDict[tuple[UUID, ...], AESSIV] = OrderedDict()
        self._changing = Lock()

    def lacks(self, subjects: Iterable[UUID]) -> list[UUID]:
        """Those of whose keys nothing is known."""
        keys, destroyed = self._keys, self._destroyed
        return [subject for subject in subjects if subject not in keys and subject not in destroyed]

    def held(self, subjects: Iterable[UUID]) -> dict[UUID, bytes]:
        """The keys of these that are at hand, for whoever is about to use them: others may push them out meanwhile."""
        keys = self._keys
        return {subject: key for subject in subjects if (key := keys.get(subject)) is not None}

    def learn(self, wrapped: Iterable[tuple[UUID, bytes | None]]) -> dict[UUID, bytes]:
        """Take in keys as the vault has them. Returns those there are. Raises MasterKeyUnusable, VaultLocked."""
        keys, gone = {}, []
        for subject, key in wrapped:
            if key is None:
                gone.append(subject)
            else:
                keys[subject] = unwrapped(bytes(key), subject)
        with self._changing:
            self._remember(keys)
        self.forget(gone)
        return keys

    def forget(self, subjects: Iterable[UUID]) -> None:
        """Their keys are destroyed. That isn't unlearnt from somebody who was told of a key before."""
        gone = set(subjects)
        if not gone:
            return
        with self._changing:
            self._destroyed |= gone
            for subject in gone:
                self._keys.pop(subject, None)
            for of in [of for of in self._ciphers if not gone.isdisjoint(of)]:
                del self._ciphers[of]

    def cipher(self, subjects: tuple[UUID, ...], held: Held = NOTHING) -> AESSIV | None:
        """What seals and opens what is all of theirs; None if a key is destroyed. Raises UnknownKey.

        `held`: keys that may have been pushed out since they were learnt.
        """
        cipher = self._ciphers.get(subjects)
        return self._made(subjects, held) if cipher is None else cipher

    def ready(self, subjects: tuple[UUID, ...]) -> AESSIV | None:
        """That cipher, if it was used before; None if there is more to look at."""
        return self._ciphers.get(subjects)

    def _made(self, subjects: tuple[UUID, ...], held: Held) -> AESSIV | None:
        with self._changing:
            if not self._destroyed.isdisjoint(subjects):
                return None
            keys = [self._keys.get(subject) or held.get(subject, b"") for subject in subjects]
            if not all(keys):
                raise UnknownKey([subject for subject, key in zip(subjects, keys, strict=True) if not key])
            info = b"ringlog seal" + b"".join(subject.bytes for subject in subjects)
            cipher = AESSIV(HKDF(SHA256(), 64, None, info).derive(b"".join(keys)))
            self._ciphers[subjects] = cipher
            while len(self._ciphers) > MOST:
                self._ciphers.popitem(last=False)
            return cipher

    def _remember(self, keys: Held) -> None:
        """However many these are, none of them pushes out another."""
        for subject, key in keys.items():
            if subject not in self._destroyed:
                self._keys[subject] = key
                self._keys.move_to_end(subject)
        while len(self._keys) > MOST + len(keys):
            self._keys.popitem(last=False)
