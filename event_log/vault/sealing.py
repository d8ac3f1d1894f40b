"""Sealed texts: AES-SIV (RFC 5297), bound to the place where they stand.

AES-SIV needs no random number, so the same text at the same place is sealed to the same bytes: a view that is rebuilt
is the same byte for byte. No two texts of the log stand at the same place.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from domain.kernel.personal import Erased, PersonIsErased, Unreadable
from event_log.vault.key_ring import UnknownKey

UNREADABLE = b"?"  # is sealed in the place of a text that can't be read; no ciphertext is that short

Cipher = AESSIV | UnknownKey | None
"""None where a key is destroyed, the error where it is missing, for whoever only shows what there is."""


class NotAsSealed(Exception):
    """A sealed text was changed, or moved from where it was sealed."""


class OpeningCiphers(Protocol):
    """What Keys are to an Opener."""

    def opening(self, subjects: tuple[UUID, ...]) -> AESSIV | None:
        """What opens a text of theirs; None if a key of it is destroyed."""


class Ciphers(OpeningCiphers, Protocol):
    """What Keys are to a Sealer."""

    def sealing(self, subjects: tuple[UUID, ...]) -> AESSIV:
        """What seals a text of theirs. Raises PersonIsErased."""

    def fetch(self, subjects: Iterable[UUID]) -> None:
        """Have these keys at hand, for opening many texts at once."""

    def lost(self, subjects: Sequence[UUID]) -> list[UUID]:
        """Those of these that had a key, which the vault lacks."""

    def provide(self, subjects: Iterable[UUID]) -> None:
        """Have these keys at hand, new ones where there are none, for sealing many texts at once."""


class Opener:
    """Opens by the keys of one database. Raises what these do."""

    def __init__(self, keys: OpeningCiphers, *, only_shows: bool = False) -> None:
        """only_shows: what is sealed under a key that the vault lacks is Unreadable, and raises no UnknownKey."""
        self._keys = keys
        self._only_shows = only_shows

    @property
    def only_shows(self) -> bool:
        return self._only_shows

    def open(self, sealed: bytes, subjects: tuple[UUID, ...], place: bytes) -> str:
        """The text, or Erased, as is one of no bytes. Raises NotAsSealed."""
        if sealed == UNREADABLE:
            return Unreadable()
        return _opened(self._cipher(subjects) if sealed else None, sealed, place)

    def _cipher(self, subjects: tuple[UUID, ...]) -> Cipher:
        try:
            return self._keys.opening(subjects)
        except UnknownKey as unknown:
            if self.only_shows:
                return unknown
            raise


class Sealer(Opener):
    """Seals and opens by the keys of one database. All raise what Keys do. Thread-safe."""

    def __init__(self, keys: Ciphers, *, only_shows: bool = False) -> None:
        super().__init__(keys, only_shows=only_shows)
        self.keys = keys

    def seal(self, text: str, subjects: tuple[UUID, ...], place: bytes) -> bytes:
        """Raises PersonIsErased. Whoever only shows makes no key: without one it is UNREADABLE."""
        if isinstance(text, Unreadable):
            return UNREADABLE
        cipher = self._cipher(subjects) if self.only_shows else self.keys.sealing(subjects)
        if cipher is None:
            raise PersonIsErased
        return UNREADABLE if isinstance(cipher, UnknownKey) else cipher.encrypt(text.encode(), [place])

    def provide(self, subjects: Iterable[UUID]) -> None:
        """Have what seals for these at hand, for sealing many texts at once."""
        (self.keys.fetch if self.only_shows else self.keys.provide)(subjects)

    def opening(self, of: Collection[tuple[UUID, ...]]) -> "Opening":
        """What opens many texts of these, whose keys are fetched together."""
        self.keys.fetch({subject for subjects in of for subject in subjects})
        return Opening({subjects: self._cipher(subjects) for subjects in of})


class Opening:
    """Opens texts of a few at once, by the keys that they had a moment ago."""

    def __init__(self, ciphers: Mapping[tuple[UUID, ...], Cipher]) -> None:
        self._ciphers = ciphers

    def open(self, sealed: bytes, subjects: tuple[UUID, ...], place: bytes) -> str:
        """As an Opener does."""
        if sealed == UNREADABLE:
            return Unreadable()
        return _opened(self._ciphers[subjects] if sealed else None, sealed, place)


def _opened(cipher: Cipher, sealed: bytes, place: bytes) -> str:
    if cipher is None:
        return Erased()
    if isinstance(cipher, UnknownKey):
        return Unreadable()
    try:
        return cipher.decrypt(sealed, [place]).decode()
    except InvalidTag:
        raise NotAsSealed(f"What is sealed at {place.decode()!r} was changed, or moved there.") from None
