r"""A leaf of the tree: what of an event is hashed, and how. Version 1.

    entry = "ringlog/leaf/v1\n" ‖ u64 position ‖ 16 bytes originator ‖ i32 version ‖ i64 recorded_at in µs since 1970
            ‖ u8 length of the topic ‖ topic ‖ SHA-256 of the state's bytes
    leaf  = SHA-256(0x00 ‖ entry)          RFC 6962, section 2.1; integers are big-endian

Every column is bound, as it is stored: what is sealed as ciphertext, what is old before it is upcast. The digest of the
state stands for the state, since entries of C2SP tlog-tiles are at most 65,535 bytes, and so that they hold no text.
The leaf at position n has index n - 1.
"""

from hashlib import sha256
from struct import Struct
from typing import NamedTuple

HEADER = b"ringlog/leaf/v1\n"
LONGEST_TOPIC = 255  # bytes

_FIXED = Struct("!Q16siQ")
_64_BITS = (1 << 64) - 1


class Row(NamedTuple):
    """A row of the log as it is stored, undecoded."""

    position: int
    originator: bytes  # 16 bytes
    version: int
    recorded_at: int  # µs since 1970
    topic: bytes
    state: bytes


def entry_of(row: Row) -> bytes:
    """What is hashed, 101 bytes and the topic. Raises ValueError when the topic is too long to be one of ours."""
    position, originator, version, recorded_at, topic, state = row
    # Modulo 2^64, so that PostgreSQL's `infinity` has a leaf too.
    fixed = _FIXED.pack(position & _64_BITS, originator, version, recorded_at & _64_BITS)
    return b"".join((HEADER, fixed, bytes((len(topic),)), topic, sha256(state).digest()))


def moved(entry: bytes, position: int) -> bytes:
    """The leaf's hash of the same event at another position."""
    return sha256(b"\x00" + HEADER + (position & _64_BITS).to_bytes(8, "big") + entry[len(HEADER) + 8 :]).digest()


def leaf_of(row: Row) -> bytes:
    """The leaf's hash, 32 bytes. Raises ValueError as `entry_of`."""
    return sha256(b"\x00" + entry_of(row)).digest()
