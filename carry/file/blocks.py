"""The blocks of a file: frames of zstd (RFC 8878), whose lines are events, and skippable ones, which readers pass over.

So `zstd -dc FILE` gives the events and nothing else. What no export would write isn't read: no block is longer than
LONGEST_BLOCK, none comes to more than LONGEST_TEXT, and each says how much that is before a byte of it is unpacked.
"""

from enum import IntEnum
from struct import Struct
from typing import BinaryIO, NamedTuple

import zstandard

from carry.file.problems import Damaged

LONGEST_TEXT = 32 << 20  # bytes of the lines of a block
LONGEST_BLOCK = LONGEST_TEXT + (1 << 20)  # bytes; what can't be compressed grows a little
LEVEL = 3

_HEADER = Struct("<II")
_SKIPPABLE = 0x184D2A50  # RFC 8878, section 3.1.2, and the 15 that follow
MAGIC_SIZE = 4  # bytes


class Kind(IntEnum):
    """Of a skippable block, by what its magic number is beyond the first."""

    MANIFEST = 1
    ANNOUNCED = 2
    VAULT = 3
    SEAL = 4


class Block(NamedTuple):
    """A skippable one."""

    kind: Kind
    content: bytes
    raw: bytes


def skippable(kind: Kind, content: bytes) -> bytes:
    return _HEADER.pack(_SKIPPABLE + kind, len(content)) + content


def begins_as_export(start: bytes) -> bool:
    """Whether these, the first MAGIC_SIZE bytes of a file or all that there are, begin a manifest."""
    return start != b"" and skippable(Kind.MANIFEST, b"").startswith(start)


def packed(text: bytes) -> bytes:
    """As one frame that says how long the text is."""
    return zstandard.ZstdCompressor(level=LEVEL, write_content_size=True, write_checksum=True).compress(text)


def unpacked(frame: bytes, where: str, expected: int | None = None) -> bytes:
    """Raises Damaged, before anything is unpacked if it would be more than it may be, or than is `expected`."""
    try:
        size = zstandard.get_frame_parameters(frame).content_size
        if size > LONGEST_TEXT or expected not in (None, size):
            raise Damaged(f"{where}: it would come to {_told(size)}, which isn't what an export has there.")
        text = zstandard.ZstdDecompressor().decompress(frame, allow_extra_data=False)
    except zstandard.ZstdError as problem:
        raise Damaged(f"{where}: it can't be unpacked ({problem}).") from None
    if len(text) != size:
        raise Damaged(f"{where}: it is another length than it says.")
    return text


def read_block(file: BinaryIO, where: str) -> Block | None:
    """The next block, which has to be a skippable one of ours; None at the end of the file. Raises Damaged, OSError."""
    header = file.read(_HEADER.size)
    if not header:
        return None
    if len(header) < _HEADER.size:
        raise Damaged(f"{where}: the file was cut off.")
    magic, length = _HEADER.unpack(header)
    if magic - _SKIPPABLE not in tuple(Kind):
        raise Damaged(f"{where}: something stands there that no export has.")
    content = read_exactly(file, length, where)
    return Block(Kind(magic - _SKIPPABLE), content, header + content)


def read_exactly(file: BinaryIO, length: int, where: str) -> bytes:
    """Raises Damaged, OSError."""
    if length > LONGEST_BLOCK:
        raise Damaged(f"{where}: a block of {length:,} bytes is longer than any that an export has.")
    content = file.read(length)
    if len(content) < length:
        raise Damaged(f"{where}: the file was cut off.")
    return content


def _told(size: int) -> str:
    return f"{size:,} bytes" if size < 1 << 63 else "it doesn't say how much"
