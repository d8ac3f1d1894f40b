"""Who is speaking, as the media process reports it to those who watch a call (`speakers` hears it)."""

import json
import threading
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg_pool import ConnectionPool

from runtime.presence.database import QUERIES

MOST = 32  # speakers of one call that are named, the loudest


class SpeakerReports:
    """What is to be told, of each call only the latest. Thread-safe."""

    def __init__(self, pool: ConnectionPool[Connection[Any]], node_id: str) -> None:
        self._pool = pool
        self._node_id = node_id
        self._lock = threading.Lock()
        self._untold: dict[UUID, Sequence[UUID]] = {}

    def note(self, call_id: UUID, session_ids: Sequence[UUID]) -> None:
        """`tell` has to be called some time after."""
        with self._lock:
            self._untold[call_id] = session_ids[:MOST]

    def tell(self) -> None:
        """Tell what is noted by now. Raises psycopg.Error; nothing is lost then, and it has to be called again."""
        if untold := self._noted():
            calls = [{"call_id": str(call), "session_ids": list(map(str, ids))} for call, ids in untold.items()]
            with self._pool.connection() as connection:
                connection.execute(QUERIES["speak"], {"calls": json.dumps(calls), "node_id": self._node_id})
            self._told(untold)

    def _noted(self) -> dict[UUID, Sequence[UUID]]:
        with self._lock:
            return dict(self._untold)

    def _told(self, untold: dict[UUID, Sequence[UUID]]) -> None:
        with self._lock:
            for call_id, session_ids in untold.items():
                if self._untold[call_id] is session_ids:
                    del self._untold[call_id]
