"""How much of the log a destruction concerns."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Extent:
    """What can't be read any more: the facts that are about a destroyed key's owner, up to when that began.

    digest: SHA-256, hexadecimal, over the position (8 bytes, big-endian) and the SHA-256 of the stored state of each of
    them, in log order; so whoever has the log can make sure which they were.
    """

    first_position: int
    last_position: int
    facts: int
    digest: str
