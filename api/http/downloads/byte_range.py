"""Which part of a file a client asks for (RFC 9110 §14)."""

import re
from typing import NamedTuple

SINGLE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)
LONGEST_NUMBER = 18  # digits


class ByteRange(NamedTuple):
    """From `begin` up to, without, `end`."""

    begin: int
    end: int


class Unsatisfiable(Exception):
    """The file has no such part."""


def byte_range(header: str | None, size: int) -> ByteRange | None:
    """The part to send; None for all of it: no header, one that isn't understood, or several parts.

    Raises Unsatisfiable.
    """
    asked = SINGLE.fullmatch(header.strip()) if header else None
    if asked is None or max(map(len, asked.groups())) > LONGEST_NUMBER:
        return None
    first, last = asked.groups()
    if not first and not last:
        return None
    begin = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    if first and last and int(last) < begin:
        return None
    if begin >= size:
        raise Unsatisfiable
    return ByteRange(begin, end)
