"""The master key: it wraps all keys of the vault, and is kept in a file, outside the database."""

import hmac
import os
import secrets
from base64 import b64decode, b64encode
from pathlib import Path
from stat import S_IMODE
from typing import Final, NamedTuple, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

SIZE = 32  # bytes
OTHERS = 0o077  # what nobody but the owner of the file may do with it
NOBODY = UUID(int=0)  # whose the key is that identifies


class MasterKeyUnusable(Exception):
    """The file has no key, or can't be trusted to keep it; in a sentence."""


class VaultLocked(RuntimeError):
    """Something personal is to be read or written before this process was given the master key."""


class MasterKey:
    """Wraps keys, each bound to whose it is; and has one that identifies, which outlives it."""

    def __init__(self, secret: bytes) -> None:
        """`secret`: 32 bytes. From it come the key that wraps and, if it's a vault's first, the one that identifies."""
        self._wrapping = AESSIV(_derived(secret, b"ringlog vault: wrap", 64))
        self.identity = _derived(secret, b"ringlog vault: identify", SIZE)

    def proof(self) -> bytes:
        """The key that identifies, wrapped: whoever can unwrap it has the master key. Of one vault always the same."""
        return self.wrap(self.identity, NOBODY)

    def identifying_by(self, proof: bytes) -> Self:
        """With the key that a vault identifies by. Raises MasterKeyUnusable if it isn't that vault's master key."""
        self.identity = self.unwrap(proof, NOBODY)
        return self

    def in_place_of(self, other: "MasterKey") -> Self:
        """Identifies as the other one did."""
        self.identity = other.identity
        return self

    def wrap(self, key: bytes, subject: UUID) -> bytes:
        return self._wrapping.encrypt(key, [subject.bytes])

    def unwrap(self, wrapped: bytes, subject: UUID) -> bytes:
        """Raises MasterKeyUnusable if another master key wrapped it, or for somebody else."""
        try:
            return self._wrapping.decrypt(wrapped, [subject.bytes])
        except InvalidTag:
            raise MasterKeyUnusable(f"The key of {subject} was wrapped by another master key.") from None

    def digest(self, text: str) -> bytes:
        """By which a text can be found again by whoever has this key, and by nobody else: 32 bytes."""
        return hmac.digest(self.identity, text.encode(), "sha256")


def read_master_key(file: Path) -> MasterKey:
    """Raises FileNotFoundError, MasterKeyUnusable, OSError."""
    if S_IMODE(file.stat().st_mode) & OTHERS:
        raise MasterKeyUnusable(f"{file} may be read by others: `chmod 600` it, or others can read what is sealed.")
    try:
        secret = b64decode(file.read_bytes().strip(), validate=True)
    except ValueError:
        secret = b""
    if len(secret) != SIZE:
        raise MasterKeyUnusable(f"{file} has no master key: that is {SIZE} bytes in Base64.")
    return MasterKey(secret)


def make_master_key(file: Path) -> None:
    """Keep a new one in a file that isn't there yet. Raises FileExistsError, OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(b64encode(secrets.token_bytes(SIZE)) + b"\n")
        opened.flush()
        os.fsync(descriptor)


# The one that this process has: it serves one installation, so everything in it unwraps keys by the same.


class _Held(NamedTuple):
    key: MasterKey
    file: Path | None


_HELD: Final[dict[str, _Held]] = {}


def hold(key: MasterKey, file: Path | None = None) -> None:
    """From now on this process unwraps by this key; and by the one it is rotated to, which is found by its file."""
    _HELD["key"] = _Held(key, file)


def held() -> MasterKey:
    """Raises VaultLocked."""
    return _held().key


def unwrapped(wrapped: bytes, subject: UUID) -> bytes:
    """By the master key, also if it was rotated meanwhile. Raises MasterKeyUnusable, VaultLocked."""
    key, file = _held()
    try:
        return key.unwrap(wrapped, subject)
    except MasterKeyUnusable:
        for other in [] if file is None else _there(file):
            try:
                unwrapped = other.unwrap(wrapped, subject)
            except MasterKeyUnusable:
                continue
            hold(other.in_place_of(key), file)
            return unwrapped
        raise


def next_file(file: Path) -> Path:
    """Where the master key is that it is, or was, to be rotated to."""
    return file.with_name(f"{file.name}.new")


def _there(file: Path) -> list[MasterKey]:
    found = []
    for each in (file, next_file(file)):
        try:
            found.append(read_master_key(each))
        except (OSError, MasterKeyUnusable):
            continue
    return found


def _held() -> _Held:
    try:
        return _HELD["key"]
    except KeyError:
        raise VaultLocked("This process wasn't given the vault's master key.") from None


def _derived(secret: bytes, purpose: bytes, size: int) -> bytes:
    return HKDFExpand(SHA256(), size, purpose).derive(secret)
