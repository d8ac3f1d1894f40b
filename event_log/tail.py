"""Lets a reader sleep until something is appended."""

import time
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import Connection

from event_log.announcer import CHANNEL
from event_log.connection import connect

RECONNECT_PAUSE = 0.2  # seconds


class LogTail:
    """Wakes its reader after appends. It only says "look again": the reader may have seen what woke it."""

    def __init__(self, database_url: str) -> None:
        """Listens from when it is entered as a context manager; that raises psycopg.OperationalError."""
        self._database_url = database_url
        self._connection: Connection[Any] | None = None

    def __enter__(self) -> Self:
        """Start to listen."""
        self._listen()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening."""
        self._hang_up()

    def wait(self, timeout: float) -> bool:
        """True as soon as something was appended since the last wait, or may have been while the connection was lost.

        False after `timeout` seconds. Appends by a process that died at once are announced by nobody, so look then too.
        """
        deadline = time.monotonic() + timeout
        while True:
            try:
                if self._connection is None:
                    self._listen()
                    return True
                return self._told(self._connection, deadline)
            except psycopg.Error:
                self._hang_up()
                if time.monotonic() >= deadline:
                    return False
                time.sleep(max(0.0, min(RECONNECT_PAUSE, deadline - time.monotonic())))

    def _listen(self) -> None:
        self._connection = connect(self._database_url, "tail", f"LISTEN {CHANNEL}")

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _told(self, connection: Connection[Any], deadline: float) -> bool:
        patience = max(0.0, deadline - time.monotonic())
        return bool(list(connection.notifies(timeout=patience, stop_after=1)))
