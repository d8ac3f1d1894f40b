"""Public keys of those who sign notes, written as one line (https://c2sp.org/signed-note, "Verifier keys")."""

import hashlib
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from proof.notes.malformed import Malformed, from_base64, is_name, to_base64

KEY_SIZE = 32  # bytes
TIME_SIZE = 8  # bytes


class SignatureType(IntEnum):
    """What a key signs, by the byte that stands before it."""

    ED25519 = 1  # the note's text: logs
    COSIGNATURE = 4  # the note's text and when: witnesses (https://c2sp.org/tlog-cosignature)


@dataclass(frozen=True)
class VerifierKey:
    """A name, what is signed, and an Ed25519 public key of 32 bytes."""

    name: str
    type: SignatureType
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes by which signatures say, with the name, whose they are."""
        return hashlib.sha256(f"{self.name}\n".encode() + self._typed()).digest()[:4]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises Malformed."""
        name, _, rest = text.strip().partition("+")
        id_, _, key = rest.partition("+")
        if not is_name(name) or not key:
            raise Malformed(f'"{text}" is no verifier key: that is a name, an id and a key with "+" between them.')
        typed = from_base64(key, f"The verifier key of {name}")
        if len(typed) != 1 + KEY_SIZE or typed[0] not in tuple(SignatureType):
            raise Malformed(f"The verifier key of {name} is of another kind than Ed25519.")
        read = cls(name, SignatureType(typed[0]), typed[1:])
        if read.id.hex() != id_:
            raise Malformed(f"The verifier key of {name} is damaged: its id is {read.id.hex()}, and not {id_}.")
        return read

    @classmethod
    def of_log(cls, text: str) -> Self:
        """One that signs for logs. Raises Malformed, also for a witness's."""
        read = cls.parse(text)
        if read.type is not SignatureType.ED25519:
            raise Malformed(f"The verifier key of {read.name} is a witness's, which cosigns: no log signs with it.")
        return read

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{to_base64(self._typed())}"

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether this key signed the note's text so."""
        signed, raw = text.encode(), signature
        if self.type is SignatureType.COSIGNATURE:
            time, raw = cosigned_at(signature), signature[TIME_SIZE:]
            if time is None:
                return False
            signed = f"cosignature/v1\ntime {time}\n{text}".encode()
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(raw, signed)
        except (InvalidSignature, ValueError):
            return False
        return True

    def _typed(self) -> bytes:
        return bytes([self.type]) + self.public


def cosigned_at(signature: bytes) -> int | None:
    """When a witness says that it signed, in seconds since 1970; None if that is no cosignature."""
    if len(signature) != TIME_SIZE + 64:
        return None
    time = int.from_bytes(signature[:TIME_SIZE], "big")
    return time if time < 1 << 63 else None
