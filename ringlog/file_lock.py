"""Locks between processes that vanish with whoever holds them, also after `kill -9`."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self


class FileLock:
    """An advisory lock on one file (flock(2)); two locks on one file exclude each other also within a process.

    As a context manager it waits for the lock and holds it exclusively.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def hold(self) -> None:
        """Waits until nobody else holds the lock, shared or not."""
        self._lock(fcntl.LOCK_EX)

    def share(self) -> None:
        """Waits until nobody holds the lock exclusively, then holds it together with others."""
        self._lock(fcntl.LOCK_SH)

    def try_to_hold(self) -> bool:
        """Whether the lock is now held exclusively; if not, it isn't held at all, not even shared."""
        try:
            self._lock(fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            return False
        return True

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _lock(self, operation: int) -> None:
        if self._descriptor is None:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._descriptor, operation)

    def __enter__(self) -> Self:
        self.hold()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
