"""Files as they are stored: encrypted in chunks, so that any part can be read, under a key that their head has sealed.

    head  = "RLSEAL" 0x00 0x01 ‖ u64 size of the plain file ‖ file key, sealed (80 bytes)
    chunk = AES-256-GCM under the file key, of 64 KiB of the plain file; the last one of what is left

The file key is random and used for this file alone, so a chunk's number is its nonce. The head is bound to each chunk,
and with it how long the file is: one that was cut off, or chunks that were swapped, aren't taken for it.
"""

from collections.abc import Iterable, Iterator
from struct import Struct
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"RLSEAL\x00\x01"
SIZE = Struct("!Q")
KEY = 80  # bytes of a sealed file key: 64 digits and the tag of AES-SIV
HEAD = len(MAGIC) + SIZE.size + KEY  # bytes
CHUNK = 64 * 1024  # bytes of the plain file
TAG = 16  # bytes
LAID_OUT = CHUNK + TAG  # bytes of a chunk, as it is stored


class NotAsStored(Exception):
    """The file isn't what was stored: it was changed, or cut off."""


class Head(NamedTuple):
    """What a stored file begins with."""

    size: int  # bytes of the plain file
    sealed_key: bytes

    @property
    def written(self) -> bytes:
        return MAGIC + SIZE.pack(self.size) + self.sealed_key

    @classmethod
    def read(cls, begin: bytes) -> Self | None:
        """None of a plain file. Raises NotAsStored."""
        if not begin.startswith(MAGIC):
            return None
        if len(begin) < HEAD:
            raise NotAsStored
        (size,) = SIZE.unpack_from(begin, len(MAGIC))
        return cls(size, begin[HEAD - KEY : HEAD])


class Extent(NamedTuple):
    """What of a stored file has to be read, and the number of its first chunk."""

    begin: int
    end: int
    chunk: int


class Chunks:
    """Of one file, by its file key."""

    def __init__(self, head: Head, key: bytes) -> None:
        self._head = head
        self._bound = head.written
        self._cipher = AESGCM(key)

    def sealed(self, plain: Iterable[bytes]) -> Iterator[bytes]:
        """The stored file, of a plain one in pieces of a chunk's size."""
        yield self._bound
        for number, chunk in enumerate(plain):
            yield self._cipher.encrypt(_nonce(number), chunk, self._bound)

    def extent(self, begin: int, end: int) -> Extent:
        """Where the bytes of the plain file are from `begin` up to, without, `end`."""
        first, last = begin // CHUNK, (max(begin, min(end, self._head.size) - 1)) // CHUNK
        stored = HEAD + self._head.size + TAG * -(-self._head.size // CHUNK)
        return Extent(HEAD + first * LAID_OUT, min(HEAD + (last + 1) * LAID_OUT, stored), first)

    def opened(self, stored: Iterable[bytes], begin: int, end: int) -> Iterator[bytes]:
        """Those bytes, of what was read of the extent in pieces of whatever size. Raises NotAsStored."""
        end = min(end, self._head.size)
        at = begin - begin % CHUNK
        pending = bytearray()
        for piece in stored:
            pending += piece
            whole, at = self._whole(pending, at)
            if whole:
                yield self._cut(whole, at - len(whole), begin, end)
        if at < end:
            raise NotAsStored

    def _whole(self, pending: bytearray, at: int) -> tuple[bytes, int]:
        """What whole chunks there are by now, opened, and where the next one begins."""
        opened = bytearray()
        while at < self._head.size:
            length = min(CHUNK, self._head.size - at)
            if len(pending) < length + TAG:
                break
            try:
                opened += self._cipher.decrypt(_nonce(at // CHUNK), bytes(pending[: length + TAG]), self._bound)
            except InvalidTag:
                raise NotAsStored from None
            del pending[: length + TAG]
            at += length
        return bytes(opened), at

    @staticmethod
    def _cut(opened: bytes, at: int, begin: int, end: int) -> bytes:
        return opened[max(0, begin - at) : max(0, end - at)]


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")
