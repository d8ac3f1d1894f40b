"""Tells a database from an earlier state of itself: a restored backup, a replica that lacked the last commits."""

from threading import Lock


class Era:
    """Ends whenever a connection is lost: the next one may lead to a log that lacks what was read in this era.

    So what was decided in an era is recorded in the same one only. Thread-safe.
    """

    def __init__(self) -> None:
        self.number = 0
        self._ending = Lock()

    def end(self) -> None:
        """A connection was lost."""
        with self._ending:
            self.number += 1
