"""The one connection on which an API process hears what changed in the views."""

import asyncio
import logging
from collections.abc import Callable, Collection
from types import TracebackType
from typing import LiteralString, Self
from uuid import uuid4

import msgspec
import psycopg
from psycopg import AsyncConnection, sql

from api.live.watches import Guard, Watch, Watches
from runtime.tasks import ended

logger = logging.getLogger(__name__)

CHANNEL = "ringlog_changes"
HEARTBEAT = 15.0
ANSWER_TIME = 10.0
FIRST_RETRY, LAST_RETRY = 0.1, 2.0


class Notification(msgspec.Struct):
    """The payload on the channel: what changed, and the log position that the views passed by that, if they did."""

    keys: frozenset[str]
    position: int | None = None


class ChangeFeed:
    """Hears notifications and passes them on; an async context manager.

    `position_query` returns one bigint, the log position of the views; it is asked after every (re)connect, since
    notifications may have been missed. Then everyone is woken too.
    """

    def __init__(self, database_url: str, *, position_query: LiteralString | None = None) -> None:
        self._database_url = database_url
        self._position_query = position_query
        self._watches = Watches()
        self._mark_channel = f"ringlog_mark_{uuid4().hex}"
        self._mark = 0
        self._unmarked: list[asyncio.Future[None]] = []
        self._marked: dict[int, list[asyncio.Future[None]]] = {}
        self._listening = asyncio.Event()
        self._stirred = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._keep_listening(), name="changes")
        listening = asyncio.create_task(self._listening.wait())
        await asyncio.wait([listening, self._task], return_when=asyncio.FIRST_COMPLETED)
        listening.cancel()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await ended(self._task)
        for future in self._take_waiting():
            future.cancel()

    async def ended(self) -> None:
        """Returns when it listens no more; raises what it ended by."""
        await asyncio.wait([self._task])
        if not self._task.cancelled():
            self._task.result()

    @property
    def position(self) -> int:
        """The last log position that the views are known to have passed."""
        return self._watches.position

    @property
    def sequence(self) -> int:
        """A moment to give to `changed_since`."""
        return self._watches.sequence

    def watch(self, keys: Collection[str]) -> Watch:
        """Wakes after changes of the keys; see `Watch`."""
        return Watch(self._watches, keys)

    def guard(self, alarm: Callable[[], None]) -> Guard:
        """Calls `alarm` synchronously, before any watch is woken by the same change; see `Guard`."""
        return Guard(self._watches, alarm)

    def hear(self, hearer: Callable[[frozenset[str]], None]) -> None:
        """Calls it with all keys of each notification, after guards and watches; not when some were missed."""
        self._watches.hearers.append(hearer)

    def changed_since(self, sequence: int, keys: frozenset[str]) -> bool:
        """Whether any of the keys may have changed after that moment."""
        return self._watches.changed_since(sequence, keys)

    async def reached(self, position: int, within: float) -> bool:
        """Whether the views passed the log position within `within` seconds."""
        return await self._watches.reached(position, within)

    async def caught_up(self) -> None:
        """Returns once everything that was committed before this call has been passed on.

        A state read from the views may already contain a change whose notification is still on its way. PostgreSQL
        delivers in commit order, so a notification to ourselves comes after all of these. Callers that wait at the
        same time share one; while the connection is lost, they wait for the next.
        """
        future = asyncio.get_running_loop().create_future()
        self._unmarked.append(future)
        self._stirred.set()
        await future

    async def _keep_listening(self) -> None:
        retry = FIRST_RETRY
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError, TimeoutError) as error:
                logger.warning("no change notifications: %s; reconnecting", error)
            except Exception:
                logger.exception("a listener failed on a change; reconnecting, so that everyone looks again")
            if self._listening.is_set():
                retry = FIRST_RETRY
                self._listening.clear()
            self._unmarked = self._take_waiting()
            await asyncio.sleep(retry)
            retry = min(2 * retry, LAST_RETRY)

    async def _listen(self) -> None:
        async with await AsyncConnection.connect(self._database_url, autocommit=True) as connection:
            connection.add_notify_handler(lambda notify: self._heard(notify.channel, notify.payload))
            for channel in (CHANNEL, self._mark_channel):
                await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
            if self._position_query:
                row = await (await connection.execute(self._position_query)).fetchone()
                self._watches.stands_at(row[0] if row else 0)
            self._watches.missed()
            self._listening.set()
            while True:
                await self._relay(connection)

    async def _relay(self, connection: AsyncConnection) -> None:
        """Pass on what arrived, then send a mark if someone waits for one, or if it was quiet for long."""
        quiet = not await self._stir(connection.fileno())
        connection.pgconn.consume_input()
        self._hear_pending(connection)
        if self._unmarked or quiet:
            async with asyncio.timeout(ANSWER_TIME):
                await self._send_mark(connection)
            self._hear_pending(connection)

    async def _stir(self, descriptor: int) -> bool:
        """Wait for something to read or someone to mark for; whether either came before the heartbeat."""
        loop = asyncio.get_running_loop()
        if not self._unmarked:
            self._stirred.clear()
        loop.add_reader(descriptor, self._stirred.set)
        try:
            async with asyncio.timeout(HEARTBEAT):
                await self._stirred.wait()
        except TimeoutError:
            return False
        finally:
            loop.remove_reader(descriptor)
        return True

    async def _send_mark(self, connection: AsyncConnection) -> None:
        self._mark += 1
        self._marked[self._mark], self._unmarked = self._unmarked, []
        await connection.execute("SELECT pg_notify(%s, %s)", [self._mark_channel, str(self._mark)])

    def _hear_pending(self, connection: AsyncConnection) -> None:
        while (notify := connection.pgconn.notifies()) is not None:
            self._heard(notify.relname.decode(), notify.extra.decode())

    def _heard(self, channel: str, payload: str) -> None:
        if channel == self._mark_channel:
            self._passed_mark(int(payload))
            return
        try:
            notification = msgspec.json.decode(payload, type=Notification)
        except msgspec.DecodeError:
            logger.exception("unreadable change notification %r; everyone looks again", payload)
            self._watches.missed()
        else:
            position = self.position if notification.position is None else notification.position
            self._watches.changed(position, notification.keys)

    def _passed_mark(self, mark: int) -> None:
        for passed in [sent for sent in self._marked if sent <= mark]:
            for future in self._marked.pop(passed):
                if not future.done():
                    future.set_result(None)

    def _take_waiting(self) -> list[asyncio.Future[None]]:
        waiting = [future for futures in self._marked.values() for future in futures] + self._unmarked
        self._marked.clear()
        return waiting
