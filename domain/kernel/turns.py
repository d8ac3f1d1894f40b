"""Turns: commands of one process that would record to the same stream go one after the other.

Without it, of all that decide on the same state only the first is recorded, and the others have decided in vain.
Between processes, who comes second still finds out when recording.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from uuid import UUID
from weakref import WeakValueDictionary


class Turns:
    """Thread-safe. A stream has a lock for as long as somebody waits for it."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._turns: WeakValueDictionary[UUID, _Turn] = WeakValueDictionary()

    @contextmanager
    def at(self, stream: UUID) -> Iterator[None]:
        """Wait until nobody else is at this stream, and keep others away."""
        with self._guard:
            turn = self._turns.setdefault(stream, _Turn())
        with turn.lock:
            yield


class _Turn:
    __slots__ = ("__weakref__", "lock")

    def __init__(self) -> None:
        self.lock = Lock()
