"""Looks for destroyed keys every second, so that they also leave a process that has nothing to do meanwhile."""

from contextlib import suppress
from threading import Event, Thread

from eventsourcing.persistence import PersistenceError

from event_log.vault.keys import LOOK_EVERY, Keys


class Watch:
    """A thread of its own, until it is closed. While the database is away nothing is erased, and it waits."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._closing = Event()
        self._thread = Thread(target=self._run, name="destroyed keys", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """A second call does nothing."""
        self._closing.set()

    def _run(self) -> None:
        while not self._closing.wait(LOOK_EVERY):
            with suppress(PersistenceError):
                self._keys.look()
