"""Tells a database from an earlier state of itself: a restored backup, a replica that lacked the last commits."""

from collections.abc import Callable
from threading import Lock


class Era:
    """Ends whenever a connection is lost: the next one may lead to a log that lacks what was read in this era.

    So what was decided in an era is recorded in the same one only. Thread-safe.
    """

    def __init__(self, ending: Callable[[], None]) -> None:
        """`ending` is called before the next one begins: what is remembered of the database is to be forgotten."""
        self.number = 0
        self._forget = ending
        self._ending = Lock()

    def end(self) -> None:
        """A connection was lost."""
        with self._ending:
            self._forget()
            self.number += 1
