"""Who is speaking, on the way from the media process to those who watch a call. It passes, so it is no event.

The media process keeps the latest of each call in schema `presence` and notifies; each API process listens on one
connection. Changes come at most every 300 ms per call, and only when the people have changed, not their order.
"""

import asyncio
import json
import logging
import threading
from collections import defaultdict
from collections.abc import AsyncGenerator, Collection, Sequence
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import msgspec
import psycopg
from psycopg import AsyncConnection, Connection
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from api.presence.database import QUERIES

logger = logging.getLogger(__name__)

MOST = 32  # speakers of one call that are named, the loudest
HEARTBEAT = 15.0  # seconds
ANSWER_TIME = 10.0  # seconds
RETRY = 0.5  # seconds


class SpeakerNews:
    """The media process's side: what is to be told, of each call only the latest. Thread-safe."""

    def __init__(self, pool: ConnectionPool[Connection[Any]], node_id: str) -> None:
        self._pool = pool
        self._node_id = node_id
        self._lock = threading.Lock()
        self._news: dict[UUID, Sequence[UUID]] = {}

    def note(self, call_id: UUID, session_ids: Sequence[UUID]) -> bool:
        """Whether `tell` has to be called: the first of several notes says so."""
        with self._lock:
            first = not self._news
            self._news[call_id] = session_ids[:MOST]
        return first

    def tell(self) -> None:
        """Tell all that is noted. Raises psycopg.Error; nothing is lost then, and it has to be called again."""
        while news := self._noted():
            calls = [{"call_id": str(call), "session_ids": list(map(str, ids))} for call, ids in news.items()]
            with self._pool.connection() as connection:
                connection.execute(QUERIES["speak"], {"calls": json.dumps(calls), "node_id": self._node_id})
            self._told(news)

    def _noted(self) -> dict[UUID, Sequence[UUID]]:
        with self._lock:
            return dict(self._news)

    def _told(self, news: dict[UUID, Sequence[UUID]]) -> None:
        with self._lock:
            for call_id, session_ids in news.items():
                if self._news[call_id] is session_ids:
                    del self._news[call_id]


class Said(msgspec.Struct):
    """A notification: who speaks in a call now, loudest first when they began."""

    call_id: UUID
    session_ids: tuple[UUID, ...]


class _Watcher:
    """One who watches a call: only the latest counts, however slowly it is fetched."""

    def __init__(self) -> None:
        self.speaking: tuple[UUID, ...] | None = None
        self.heard = 0  # notifications
        self.news = asyncio.Event()

    def hear(self, speaking: tuple[UUID, ...]) -> None:
        self.heard += 1
        self.learn(speaking)

    def learn(self, speaking: tuple[UUID, ...]) -> None:
        self.speaking = speaking
        self.news.set()


class Speakers:
    """The API's side, one per process: an async context manager. `pool` reads who speaks when somebody comes."""

    def __init__(self, database_url: str, pool: AsyncConnectionPool[AsyncConnection[tuple[Any, ...]]]) -> None:
        self._database_url = database_url
        self._pool = pool
        self._watchers: dict[UUID, set[_Watcher]] = defaultdict(set)

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._keep_listening(), name="speakers")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """The task waits with `asyncio.wait_for`, which can miss being cancelled; so it is told until it has heard."""
        while not self._task.done():
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=1)

    async def watch(self, call_id: UUID) -> AsyncGenerator[tuple[UUID, ...], None]:
        """The sessions that speak in the call now, and again whenever that changes, until the caller stops.

        Loudest first when they began. Whether the caller may see the call is the caller's business, and so is its end.
        """
        watcher = _Watcher()
        self._watchers[call_id].add(watcher)
        try:
            await self._look_up([call_id])
            shown: tuple[UUID, ...] | None = None
            while True:
                await watcher.news.wait()
                watcher.news.clear()
                if watcher.speaking is not None and watcher.speaking != shown:
                    shown = watcher.speaking
                    yield shown
        finally:
            self._watchers[call_id].discard(watcher)
            if not self._watchers[call_id]:
                del self._watchers[call_id]

    async def _look_up(self, call_ids: Collection[UUID]) -> None:
        """Who speaks by the table; what has been heard meanwhile is newer."""
        watchers = [(each, each.heard, call_id) for call_id in call_ids for each in self._watchers[call_id]]
        try:
            async with self._pool.connection() as connection:
                cursor = await connection.execute(QUERIES["speakers"], {"call_ids": list(call_ids)})
                speaking = {call_id: tuple(session_ids) for call_id, session_ids in await cursor.fetchall()}
        except psycopg.Error as problem:
            logger.warning("It can't be seen who is speaking: %s", problem)
            speaking = {}
        for watcher, heard, call_id in watchers:
            if watcher.heard == heard:
                watcher.learn(speaking.get(call_id, ()))

    async def _keep_listening(self) -> None:
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError, TimeoutError) as problem:
                logger.warning("It can't be heard who is speaking: %s; reconnecting", problem)
            await asyncio.sleep(RETRY)

    async def _listen(self) -> None:
        async with await AsyncConnection.connect(self._database_url, autocommit=True) as connection:
            await connection.execute("LISTEN ringlog_speakers")
            await self._look_up(list(self._watchers))
            while True:
                async for notification in connection.notifies(timeout=HEARTBEAT):
                    self._hear(msgspec.json.decode(notification.payload, type=Said))
                await asyncio.wait_for(connection.execute("SELECT 1"), ANSWER_TIME)

    def _hear(self, said: Said) -> None:
        for watcher in self._watchers.get(said.call_id, ()):
            watcher.hear(said.session_ids)
