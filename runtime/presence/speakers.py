"""Who is speaking, on the way from the media process to those who watch a call. It passes, so it is no event.

The media process keeps the latest of each call in schema `presence` and notifies; each API process listens on one
connection. Changes come at most every 300 ms per call, and only when the people have changed, not their order.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self
from uuid import UUID

import msgspec
import psycopg
from psycopg import AsyncConnection
from psycopg.rows import tuple_row

from projections.engine.pool import Pool
from projections.engine.queries import Queries
from runtime.presence.database import QUERIES
from runtime.tasks import ended

logger = logging.getLogger(__name__)

HEARTBEAT = 15.0  # seconds
ANSWER_TIME = 10.0  # seconds
RETRY = 0.5  # seconds


class Said(msgspec.Struct):
    """A notification: who speaks in a call now, loudest first when they began."""

    call_id: UUID
    session_ids: tuple[UUID, ...]


class Listener:
    """One who listens to a call: only the latest counts, however slowly it is fetched."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self.speaking: tuple[UUID, ...] = ()
        self.heard = 0  # notifications
        self._wake = wake

    def hear(self, speaking: tuple[UUID, ...]) -> None:
        self.heard += 1
        self.learn(speaking)

    def learn(self, speaking: tuple[UUID, ...]) -> None:
        if speaking != self.speaking:
            self.speaking = speaking
            self._wake()


class SpeakersTable(Queries):
    """The latest of each call."""

    async def speakers(self, call_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
        """The sessions that speak, by call; without the calls that nothing is known of."""
        rows = await self._pool.answer(tuple_row, QUERIES["speakers"], {"call_ids": list(call_ids)})
        return {call_id: tuple(session_ids) for call_id, session_ids in rows}


class Speakers:
    """The API's side, one per process: an async context manager. `pool` reads who speaks when somebody comes."""

    def __init__(self, database_url: str, pool: Pool) -> None:
        self._database_url = database_url
        self._table = SpeakersTable(pool)
        self._listeners: dict[UUID, set[Listener]] = defaultdict(set)

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._keep_listening(), name="speakers")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await ended(self._task)

    async def ended(self) -> None:
        """Returns when it listens no more; raises what it ended by."""
        await asyncio.wait([self._task])
        if not self._task.cancelled():
            self._task.result()

    @asynccontextmanager
    async def listen(self, call_id: UUID, wake: Callable[[], None]) -> AsyncIterator[Listener]:
        """Its `speaking` are the sessions that speak in the call, loudest first when they began, until the end.

        `wake` is called whenever that has changed. Whether the caller may see the call is the caller's business.
        """
        listener = Listener(wake)
        self._listeners[call_id].add(listener)
        try:
            try:
                await self._look_up([call_id])
            except psycopg.Error as problem:
                logger.warning("It can't be seen who is speaking: %s", problem)
            yield listener
        finally:
            self._listeners[call_id].discard(listener)
            if not self._listeners[call_id]:
                del self._listeners[call_id]

    async def _look_up(self, call_ids: Collection[UUID]) -> None:
        """Who speaks by the table; what has been heard meanwhile is newer. Raises psycopg.Error."""
        listeners = [(each, each.heard, call_id) for call_id in call_ids for each in self._listeners.get(call_id, ())]
        speaking = await self._table.speakers(call_ids)
        for listener, heard, call_id in listeners:
            if listener.heard == heard:
                listener.learn(speaking.get(call_id, ()))

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
            await self._look_up(list(self._listeners))
            while True:
                async for notification in connection.notifies(timeout=HEARTBEAT):
                    self._hear(notification.payload)
                async with asyncio.timeout(ANSWER_TIME):
                    await connection.execute("SELECT 1")

    def _hear(self, payload: str) -> None:
        """Whoever may connect to the database may notify, so what it says can be anything."""
        try:
            said = msgspec.json.decode(payload, type=Said)
        except msgspec.DecodeError as problem:
            logger.warning("A notification that says who speaks is passed over: %s", problem)
            return
        for listener in self._listeners.get(said.call_id, ()):
            listener.hear(said.session_ids)
