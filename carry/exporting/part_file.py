"""A file that is being made: under another name until it is whole, and nobody else's meanwhile."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from carry.exporting.wanted import CannotExport

SUFFIX = ".part"


@contextmanager
def part_of(file: Path) -> Iterator[tuple[BinaryIO, Callable[[], None]]]:
    """What there is of it so far, and what says that it is whole. Nobody but the owner may read either.

    Raises CannotExport, OSError.
    """
    if file.exists():
        raise CannotExport(f"{file} is there already: name another file, or remove it.")
    part = file.with_name(file.name + SUFFIX)
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotExport(f"{part} is being written by another export.") from None
        if file.exists() or not _is_still(part, opened):
            raise CannotExport(f"{file} was made by another export at this moment.")
        os.fchmod(opened.fileno(), 0o600)  # whoever made it, and however

        def whole() -> None:
            opened.flush()
            os.fsync(opened.fileno())
            part.replace(file)
            _keep(file.parent)

        yield opened, whole


def _is_still(part: Path, opened: BinaryIO) -> bool:
    """Whether what was opened has that name: whoever had it before may have given it another meanwhile."""
    return part.exists() and os.path.samestat(part.stat(), os.fstat(opened.fileno()))


def _keep(folder: Path) -> None:
    """Names in it are on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
