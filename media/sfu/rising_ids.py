"""Ids that say which of two things came first."""

import secrets
import time
from uuid import UUID

VERSION_AND_VARIANT = 0x7 << 76 | 0b10 << 62
TIME, RANDOM_A, RANDOM_B = 80, 64, 62  # bits below the milliseconds; below the 12 random bits; of the last field


class RisingIds:
    """UUIDs of version 7 (RFC 9562 §5.7), each higher than the one before, also after the clock was set back (§6.2)."""

    def __init__(self) -> None:
        self._last = UUID(int=0)

    def next(self) -> UUID:
        milliseconds = time.time_ns() // 1_000_000
        random = secrets.randbits(12) << RANDOM_A | secrets.randbits(RANDOM_B)
        made = UUID(int=milliseconds << TIME | VERSION_AND_VARIANT | random)
        self._last = made if made > self._last else UUID(int=self._last.int + 1)
        return self._last
