"""Sealed texts: AES-SIV (RFC 5297), bound to the place where they stand.

AES-SIV needs no random number, so the same text at the same place is sealed to the same bytes: a view that is rebuilt
is the same byte for byte. No two texts of the log stand at the same place.
"""

from uuid import UUID

from cryptography.exceptions import InvalidTag

from domain.kernel.personal import Erased
from event_log.vault.keys import Keys


class NotAsSealed(Exception):
    """A sealed text was changed, or moved from where it was sealed."""


class Sealer:
    """Seals and opens by the keys of one database. All raise what Keys do. Thread-safe."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    def seal(self, text: str, subjects: tuple[UUID, ...], place: bytes) -> bytes:
        """Raises PersonIsErased."""
        return self.keys.sealing(subjects).encrypt(text.encode(), [place])

    def open(self, sealed: bytes, subjects: tuple[UUID, ...], place: bytes) -> str:
        """The text, or Erased. Raises NotAsSealed."""
        cipher = self.keys.opening(subjects)
        if cipher is None:
            return Erased()
        try:
            return cipher.decrypt(sealed, [place]).decode()
        except InvalidTag:
            raise NotAsSealed(f"What is sealed at {place!r} was changed, or moved there.") from None
