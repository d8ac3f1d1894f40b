"""Who wants to know which keys changed: the part of change notification that needs no database."""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Iterable
from heapq import heappop, heappush
from itertools import count
from types import TracebackType
from typing import Self, TypeVar

from projections.change_keys import EVERYTHING

Listener = TypeVar("Listener")

REMEMBERED = 1024
"""Notifications whose keys are kept for those who just started to listen."""


class Watch:
    """Wakes whoever iterates over it once after any number of changes of its keys; yields the last position seen.

    It counts from `async with` on, so a state read inside is never older than what the watch tells of.
    """

    def __init__(self, watches: "Watches", keys: Collection[str]) -> None:
        self._watches = watches
        self._keys = frozenset(keys)
        self._changed = asyncio.Event()

    async def __aenter__(self) -> Self:
        for key in self._keys:
            self._watches.watches.setdefault(key, {})[self] = None
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _forget(self._watches.watches, self._keys, self)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> int:
        await self._changed.wait()
        self._changed.clear()
        return self._watches.position

    def wake(self) -> None:
        """Say that something changed."""
        self._changed.set()


class Guard:
    """Calls `alarm` when any of its keys changed, before any watch hears of the same change."""

    def __init__(self, watches: "Watches", alarm: Callable[[], None]) -> None:
        self._watches = watches
        self._keys: frozenset[str] = frozenset()
        self.alarm = alarm

    def protect(self, keys: frozenset[str]) -> None:
        """Listen for these keys instead of the former ones."""
        if keys == self._keys:
            return
        self.close()
        self._keys = keys
        for key in keys:
            self._watches.guards.setdefault(key, {})[self] = None

    def close(self) -> None:
        """Listen for nothing any more."""
        _forget(self._watches.guards, self._keys, self)
        self._keys = frozenset()


class Watches:
    """The watches and guards of one process. A notification costs a look-up per key and a call per watch of it."""

    def __init__(self) -> None:
        self.position = 0
        self.sequence = 0
        """Counts notifications; see `changed_since`."""
        self.watches: dict[str, dict[Watch, None]] = {}
        self.guards: dict[str, dict[Guard, None]] = {}
        self.hearers: list[Callable[[frozenset[str]], None]] = []
        """Told all keys that changed, after guards and watches; not that something may have been missed."""
        self._recent: deque[frozenset[str]] = deque(maxlen=REMEMBERED)
        self._awaited: list[tuple[int, int, asyncio.Future[None]]] = []
        self._turn = count()

    def changed(self, position: int, keys: Iterable[str]) -> None:
        """The views passed this log position and these keys changed; guards are told first.

        Positions only rise, unless the database was put back to an earlier state: then everyone has to look again.
        """
        keys = frozenset(keys)
        if position < self.position or EVERYTHING in keys:
            self.stands_at(position)
            self.missed()
            return
        self.sequence += 1
        self._recent.append(keys)
        for guard in _listening(self.guards, keys):
            guard.alarm()
        for watch in _listening(self.watches, keys):
            watch.wake()
        for hear in self.hearers:
            hear(keys)
        self.passed(position)

    def missed(self) -> None:
        """Notifications may have been lost: everyone has to look again."""
        self.sequence += REMEMBERED + 1
        self._recent.clear()
        for guard in _listening(self.guards, tuple(self.guards)):
            guard.alarm()
        for watch in _listening(self.watches, tuple(self.watches)):
            watch.wake()

    def changed_since(self, sequence: int, keys: frozenset[str]) -> bool:
        """Whether any of the keys may have changed after `sequence`; yes if that is too long ago to know."""
        newer = self.sequence - sequence
        if newer > len(self._recent):
            return True
        return any(not keys.isdisjoint(self._recent[-age]) for age in range(1, newer + 1))

    def stands_at(self, position: int) -> None:
        """By what the database says, the views are at this log position, which may be lower than before."""
        self.position = 0
        self.passed(position)

    def passed(self, position: int) -> None:
        """The views passed this log position."""
        self.position = max(self.position, position)
        while self._awaited and self._awaited[0][0] <= self.position:
            reached = heappop(self._awaited)[2]
            if not reached.done():
                reached.set_result(None)

    async def reached(self, position: int, within: float) -> bool:
        """Whether the views passed the position within `within` seconds."""
        if position <= self.position:
            return True
        reached = asyncio.get_running_loop().create_future()
        heappush(self._awaited, (position, next(self._turn), reached))
        await asyncio.wait([reached], timeout=within)
        reached.cancel()
        return position <= self.position


def _listening(register: dict[str, dict[Listener, None]], keys: Iterable[str]) -> Iterable[Listener]:
    """Each listener of any of the keys once; a copy, since an alarm may change the register."""
    return {listener: None for key in keys for listener in register.get(key, ())}


def _forget(register: dict[str, dict[Listener, None]], keys: Iterable[str], listener: Listener) -> None:
    for key in keys:
        listeners = register.get(key)
        if listeners is not None:
            listeners.pop(listener, None)
            if not listeners:
                del register[key]
