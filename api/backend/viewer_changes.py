"""What changed for whom: of all rooms that somebody is a member of, without a watch for each of them.

A thousand rooms for each of ten thousand viewers are ten million watches. So whoever watches all their rooms is known
by their own id only, and who is a member of a room is asked when it changes: once, however many watch it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import Self
from uuid import UUID

from api.live.change_feed import ChangeFeed
from projections.directory import DirectoryQueries
from projections.engine.pool import Pool
from runtime.presence.read_positions import UnreadThreads
from runtime.tasks import ended

logger = logging.getLogger(__name__)

RETRY = 0.5  # seconds
BREATH = 1_000  # members in a row before others get their turn
MOST_ROOMS = 200  # told together: an answer may have 20,000 values, so each room a hundred


@dataclass(frozen=True)
class ViewerChange:
    """Part of what changed.

    rooms: those that did, at most MOST_ROOMS. own: whether what is the viewer's own did. reading: whether what they
    have to read did. batch: rises with what changed in rooms.
    """

    rooms: frozenset[UUID]
    own: bool
    reading: bool
    batch: int


class ViewerWatch:
    """Iterates over what changed for one person; what comes while nobody asks is told together, the earliest first."""

    def __init__(self, changes: "ViewerChanges", user_id: UUID) -> None:
        self._changes = changes
        self._user_id = user_id
        self._stirred = asyncio.Event()
        self._rooms: dict[UUID, None] = {}
        self._own = False
        self._reading = False
        self._batch = 0

    async def __aenter__(self) -> Self:
        self._changes.watches.setdefault(self._user_id, {})[self] = None
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        watches = self._changes.watches[self._user_id]
        del watches[self]
        if not watches:
            del self._changes.watches[self._user_id]

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> ViewerChange:
        await self._stirred.wait()
        rooms = frozenset(islice(self._rooms, MOST_ROOMS))
        for room_id in rooms:
            del self._rooms[room_id]
        own, self._own = self._own, False
        reading, self._reading = self._reading, False
        if not self._rooms:
            self._stirred.clear()
        return ViewerChange(rooms, own, reading, self._batch)

    def room_changed(self, room_id: UUID, batch: int) -> None:
        self._rooms[room_id] = None
        self._batch = batch
        self._stirred.set()

    def own_changed(self) -> None:
        self._own = True
        self._stirred.set()

    def reading_changed(self) -> None:
        self._reading = True
        self._stirred.set()


OWN = {"user": ViewerWatch.own_changed, "reads": ViewerWatch.reading_changed}
"""What changed for whom a change key names."""


class ViewerChanges:
    """Who watches all that they see. What was missed while the database was away, it doesn't know."""

    def __init__(self, directory: DirectoryQueries, threads: UnreadThreads) -> None:
        self._directory = directory
        self._unread = threads
        self.watches: dict[UUID, dict[ViewerWatch, None]] = {}
        self._rooms: set[UUID] = set()
        self._threads: set[UUID] = set()
        self._stirred = asyncio.Event()
        self._batch = 0

    def watch(self, user_id: UUID) -> ViewerWatch:
        """Tells of changes from `async with` on."""
        return ViewerWatch(self, user_id)

    def hear(self, keys: Iterable[str]) -> None:
        """These change keys' things have changed."""
        if not self.watches:
            return
        shared = {"room": self._rooms, "thread": self._threads}
        for key in keys:
            kind, _, id_ = key.partition(":")
            if kind in shared:
                shared[kind].add(UUID(id_))
                self._stirred.set()
            elif kind in OWN:
                for watch in self.watches.get(UUID(id_), ()):
                    OWN[kind](watch)

    async def run(self) -> None:
        """Tell members what changed in their rooms, and readers that there is more to read, for ever."""
        while True:
            await self._stirred.wait()
            self._stirred.clear()
            rooms, self._rooms = self._rooms, set()
            threads, self._threads = self._threads, set()
            try:
                await self._tell_members(rooms)
                await self._tell_readers(threads)
            except Exception:
                logger.exception("can't find out whom %d changes concern; trying again", len(rooms) + len(threads))
                self._rooms |= rooms
                self._threads |= threads
                self._stirred.set()
                await asyncio.sleep(RETRY)

    async def _tell_readers(self, threads: set[UUID]) -> None:
        readers = await self._unread.readers(threads) if threads else []
        for number, user_id in enumerate(readers, start=1):
            for watch in self.watches.get(user_id, ()):
                watch.reading_changed()
            if number % BREATH == 0:
                await asyncio.sleep(0)

    async def _tell_members(self, rooms: set[UUID]) -> None:
        members = await self._directory.seeing(rooms) if rooms else []
        self._batch += 1
        for number, member in enumerate(members, start=1):
            for watch in self.watches.get(member.user_id, ()):
                watch.room_changed(member.room_id, self._batch)
            if number % BREATH == 0:
                await asyncio.sleep(0)


@asynccontextmanager
async def viewer_changes(changes: ChangeFeed, views: Pool) -> AsyncIterator[ViewerChanges]:
    """Those that a feed hears of."""
    made = ViewerChanges(DirectoryQueries(views), UnreadThreads(views))
    changes.hear(made.hear)
    task = asyncio.create_task(made.run(), name="viewer changes")
    try:
        yield made
    finally:
        await ended(task)
