"""The media processes that are up, and which of them carries which call."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg_pool import ConnectionPool

from runtime.presence.database import QUERIES

HEARTBEAT = 2.0  # seconds
UP_FOR = timedelta(seconds=3 * HEARTBEAT)  # after its last heartbeat, by the database's clock, which all have in common


class MediaNode(NamedTuple):
    """A media process: its name, and how to give it orders."""

    node_id: str
    control_url: str
    control_token: str


class Placement(NamedTuple):
    """The node that carries a call, and the call's generation: a higher one each time the call moves."""

    node: MediaNode
    generation: int


class MediaNodes:
    """Thread-safe. All methods raise psycopg.Error when the database is out of reach."""

    def __init__(self, pool: ConnectionPool[Connection[Any]]) -> None:
        self._pool = pool

    def announce(self, node: MediaNode) -> None:
        """The node is up."""
        self._execute("announce_node", **node._asdict())

    def withdraw(self, node_id: str) -> None:
        """The node stops."""
        self._execute("withdraw_node", node_id=node_id)

    def place(self, call_id: UUID) -> Placement | None:
        """The node that carries the call from now on; None while no node is up."""
        rows = self._rows("place_call", call_id=call_id, up_for=UP_FOR)
        return Placement(MediaNode(*rows[0][:3]), rows[0][3]) if rows else None

    def moved(self, generations: Mapping[UUID, int]) -> dict[UUID, int]:
        """Of these calls, those that are of a higher generation by now, and which."""
        known = {"call_ids": list(generations), "generations": list(generations.values())}
        return dict(self._rows("moved_calls", **known))

    def find(self, node_id: str) -> MediaNode | None:
        """The node of this name; None when it is not up any more."""
        rows = self._rows("find_node", node_id=node_id, up_for=UP_FOR)
        return MediaNode(*rows[0]) if rows else None

    def forget_calls(self, call_ids: Collection[UUID]) -> None:
        """These calls are over."""
        self._execute("forget_calls", call_ids=list(call_ids))

    def _rows(self, query: str, **parameters: object) -> list[Any]:
        with self._pool.connection() as connection:
            return connection.execute(QUERIES[query], parameters).fetchall()

    def _execute(self, query: str, **parameters: object) -> None:
        with self._pool.connection() as connection:
            connection.execute(QUERIES[query], parameters)
