"""Private keys that sign notes, written as Go's `sumdb/note` does: "PRIVATE+KEY+name+id+key"."""

import secrets
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from proof.notes.malformed import Malformed, from_base64, is_name, to_base64
from proof.notes.signed_note import Signature
from proof.notes.verifier_key import KEY_SIZE, SignatureType, VerifierKey

PREFIX = "PRIVATE+KEY+"


@dataclass(frozen=True)
class NoteSigner:
    """An Ed25519 key of 32 bytes, under a name."""

    name: str
    secret: bytes = field(repr=False)

    @classmethod
    def new(cls, name: str) -> Self:
        """Raises Malformed if nobody can be called so."""
        if not is_name(name):
            raise Malformed(f'"{name}" can\'t be the name of a key: it has spaces or "+", or is empty.')
        return cls(name, secrets.token_bytes(KEY_SIZE))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises Malformed, in a sentence that doesn't say the secret."""
        name, _, rest = text.strip().removeprefix(PREFIX).partition("+")
        id_, _, encoded = rest.partition("+")
        if not text.startswith(PREFIX) or not is_name(name):
            raise Malformed(f'This is no private key of a log: that begins with "{PREFIX}" and its name.')
        typed = from_base64(encoded, f"The private key of {name}")
        if len(typed) != 1 + KEY_SIZE or typed[0] != SignatureType.ED25519:
            raise Malformed(f"The private key of {name} is of another kind than Ed25519.")
        read = cls(name, typed[1:])
        if read.key.id.hex() != id_:
            raise Malformed(f"The private key of {name} is damaged: its id is {read.key.id.hex()}, and not {id_}.")
        return read

    @cached_property
    def key(self) -> VerifierKey:
        return VerifierKey(self.name, SignatureType.ED25519, self._private.public_key().public_bytes_raw())

    def written(self) -> str:
        """With the secret."""
        typed = bytes([SignatureType.ED25519]) + self.secret
        return f"{PREFIX}{self.name}+{self.key.id.hex()}+{to_base64(typed)}"

    def sign(self, text: str) -> Signature:
        return Signature(self.name, self.key.id, self._private.sign(text.encode()))

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret)
