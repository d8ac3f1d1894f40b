"""What waits to be sent on one connection: bounded, the newest state of each subscription only."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any, Protocol, cast

from api.live.eager import run_eagerly
from api.live.limits.usage_limits import UsageLimits
from api.live.state import State

logger = logging.getLogger(__name__)

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Source(Protocol):
    """Whose states are sent."""

    def message_of(self, state: State) -> str:
        """The message that shows the state, in which the sending itself may count: it is asked for right before."""


class SendQueue:
    """Sends at once while the socket has room; queues what comes while it has not.

    A state that is still unsent is replaced by a newer one of the same subscription. Whoever lets the queue grow over
    `outgoing_messages` or `outgoing_size`, or takes nothing for `stall` seconds, is too slow: `on_slow` is called once.
    """

    def __init__(self, send: Send, limits: UsageLimits, on_slow: Callable[[], None]) -> None:
        self._send = send
        self._limits = limits
        self._on_slow = on_slow
        self._pending: dict[Source | object, str | State] = {}
        self._pending_size = 0
        self._writer: asyncio.Task[None] | None = None
        self._moved = asyncio.Event()
        self._closing: dict[str, Any] | None = None
        self.open = True

    def put(self, text: str) -> None:
        """Send a message that nothing replaces."""
        if self.open and self._writer is None:
            self._transmit(text)
        else:
            self._queue(object(), text)

    def put_state(self, source: Source, state: State) -> None:
        """Send the state, in place of an unsent earlier one of the same source."""
        if self.open and self._writer is None:
            self._transmit(source.message_of(state))
        else:
            self._queue(source, state)

    async def taken(self, source: Source) -> None:
        """Returns once nothing of the source waits any more: it was handed to the socket, or forgotten."""
        while source in self._pending:
            self._moved.clear()
            await self._moved.wait()

    def discard(self, source: Source) -> bool:
        """Forget the unsent state of the source; whether there was one."""
        dropped = self._pending.pop(source, None)
        if dropped is None:
            return False
        self._pending_size -= _size(dropped)
        self._moved.set()
        return True

    def close(self, code: int, reason: str) -> None:
        """Drop what waits and close the socket; only the first call counts."""
        if not self.open:
            return
        self.open = False
        self._clear()
        self._closing = {"type": "websocket.close", "code": code, "reason": reason}
        if self._writer is None:
            self._step(self._send(self._closing))

    async def stop(self) -> None:
        """Send nothing any more."""
        self.open = False
        self._clear()
        if self._writer is not None:
            self._writer.cancel()
            with suppress(asyncio.CancelledError):
                await self._writer

    def _transmit(self, text: str) -> None:
        self._step(self._send({"type": "websocket.send", "text": text}))

    def _step(self, sending: Awaitable[None]) -> None:
        try:
            rest = run_eagerly(sending)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others of a group are not to suffer from it
            self._lost(error)
        else:
            if rest is not None:
                self._writer = asyncio.create_task(self._write(rest), name="send_queue")

    def _queue(self, source: Source | object, message: str | State) -> None:
        if not self.open:
            return
        replaced = self._pending.get(source)
        self._pending[source] = message
        self._pending_size += _size(message) - (_size(replaced) if replaced is not None else 0)
        if len(self._pending) > self._limits.outgoing_messages or self._pending_size > self._limits.outgoing_size:
            self._on_slow()

    async def _write(self, sending: Awaitable[None]) -> None:
        """Send everything that waits, one after the other, until nothing does."""
        try:
            await self._within_patience(sending)
            while self._pending:
                source, message = next(iter(self._pending.items()))
                del self._pending[source]
                self._pending_size -= _size(message)
                self._moved.set()
                text = message if isinstance(message, str) else cast("Source", source).message_of(message)
                await self._within_patience(self._send({"type": "websocket.send", "text": text}))
            if self._closing is not None:
                await self._send(self._closing)
        except Exception as error:  # noqa: BLE001 - see _step
            self._lost(error)
        finally:
            self._writer = None

    async def _within_patience(self, sending: Awaitable[None]) -> None:
        try:
            async with asyncio.timeout(self._limits.stall):
                await sending
        except TimeoutError:
            self._on_slow()

    def _lost(self, error: Exception) -> None:
        """The peer is gone; the reading side hears of it by itself."""
        logger.debug("connection lost while sending: %s", error)
        self.open = False
        self._clear()

    def _clear(self) -> None:
        self._pending.clear()
        self._pending_size = 0
        self._moved.set()


def _size(message: str | State) -> int:
    return len(message if isinstance(message, str) else message.payload)
