"""Who follows the log, up to where, and when they last did anything: what `/health` knows of other processes."""

import secrets
import socket
import threading
import time
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from runtime.presence.database import QUERIES

TELL_EVERY = 1.0  # seconds


class Followers:
    """The followers of one process. They note what they do, which costs them nothing; `tell` tells it. Thread-safe.

    What is told is how long ago a follower noted something, by no clock but the database's: a follower that hangs grows
    old however lively its process is, and a process that is frozen tells nothing.
    """

    def __init__(self, pool: ConnectionPool[Connection[Any]]) -> None:
        self._pool = pool
        self._process = f"{socket.gethostname()}-{secrets.token_hex(4)}"
        self._lock = threading.Lock()
        self._noted: dict[str, tuple[int, float, str | None]] = {}

    def note(self, follower: str, position: int, trouble: str | None = None, /) -> None:
        """For a follower to call with the position that it has come to, at least every second.

        trouble: why it doesn't come further, if somebody has to do something about it.
        """
        with self._lock:
            self._noted[follower] = (position, time.monotonic(), trouble)

    def tell(self) -> None:
        """Raises psycopg.Error when the database is out of reach."""
        now = time.monotonic()
        with self._lock:
            noted = list(self._noted.items())
        if noted:
            self._execute(
                "tell_followers",
                followers=[name for name, _ in noted],
                positions=[position for _, (position, _, _) in noted],
                ages=[now - at for _, (_, at, _) in noted],
                troubles=[trouble for _, (_, _, trouble) in noted],
            )

    def withdraw(self) -> None:
        """They end, as they were asked to. Raises psycopg.Error."""
        self._execute("withdraw_followers")

    def _execute(self, query: str, **parameters: object) -> None:
        with self._pool.connection() as connection:
            connection.execute(QUERIES[query], {"process": self._process, **parameters})
