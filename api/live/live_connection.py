"""One connection, from its first message to its close: the rules of the protocol."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from typing import Generic

import msgspec
from starlette.websockets import WebSocket

from api.live import messages
from api.live.access import InitRefused
from api.live.endpoint_parts import EndpointParts, V
from api.live.errors import DATABASE_AWAY, RequestRefused, errors_of
from api.live.limits.rate_limiter import RateLimiter
from api.live.limits.user_quota import Quota
from api.live.messages import CloseCode, Complete, ConnectionInit, Ping, Subscribe
from api.live.operation import Operation
from api.live.send_queue import Send, SendQueue

LONGEST_REASON = 123
"""Bytes that fit into a close frame after its code (RFC 6455 §5.5)."""


class LiveConnection(Generic[V]):
    """Reads what the client sends until either side closes."""

    def __init__(self, parts: EndpointParts[V], websocket: WebSocket, send: Send) -> None:
        self._parts = parts
        self._limits = parts.limits
        self._websocket = websocket
        self._send_queue = SendQueue(send, parts.limits, self._too_slow)
        self._rate = RateLimiter(parts.limits.messages_per_second, parts.limits.message_burst)
        self._viewer: V | None = None
        self._quota: Quota | None = None
        self._initialised = False
        self._operations: dict[str, Operation[V]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._patience = asyncio.timeout(None)

    async def run(self) -> None:
        """Serve the connection; returns when it is over."""
        timed_out = partial(self.close, CloseCode.INIT_TIMEOUT, "Connection initialisation timeout")
        self._set_timer(self._limits.init_timeout, timed_out)
        try:
            with suppress(TimeoutError):
                async with self._patience:
                    async for text in self._texts():
                        await self._handle(text)
        finally:
            await self._end()

    def close(self, code: CloseCode, reason: str) -> None:
        """End all operations and close the socket; waits `close_grace` seconds for the client to take note."""
        self._stop_operations()
        self._send_queue.close(code, reason.encode()[:LONGEST_REASON].decode(errors="ignore"))
        if self._patience.when() is None:
            self._patience.reschedule(self._loop.time() + self._limits.close_grace)

    async def _texts(self) -> AsyncIterator[str]:
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            if text is None:
                self.close(CloseCode.BAD_REQUEST, "Only text messages are understood")
            elif self._send_queue.open:
                yield text

    async def _handle(self, text: str) -> None:
        if not self._rate.allows():
            self.close(CloseCode.POLICY_VIOLATION, "Too many messages in a short time")
            return
        if len(text) > self._limits.message:
            self.close(CloseCode.BAD_REQUEST, f"Message is longer than {self._limits.message} characters")
            return
        try:
            message = messages.decode.decode(text)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            self.close(CloseCode.BAD_REQUEST, f"Invalid message: {error}")
            return
        match message:
            case ConnectionInit():
                await self._initialise(message)
            case Subscribe():
                self._subscribe(message)
            case Complete():
                self._complete(message.id)
            case Ping():
                self._send_queue.put(messages.PONG)

    async def _initialise(self, message: ConnectionInit) -> None:
        if self._initialised:
            self.close(CloseCode.TOO_MANY_INITS, "Too many initialisation requests")
            return
        self._initialised = True
        self._cancel_timer()
        try:
            viewer = await self._parts.authenticate(message.payload or {}, self._websocket)
        except InitRefused as error:
            self.close(CloseCode.FORBIDDEN, f"Forbidden: {error}" if str(error) else "Forbidden")
        except DATABASE_AWAY as fault:
            errors_of(fault)
            self.close(CloseCode.TRY_AGAIN_LATER, "The database is out of reach")
        except Exception as fault:  # noqa: BLE001 - errors_of logs it
            errors_of(fault)
            self.close(CloseCode.INTERNAL, "Internal server error")
        else:
            self._admit(viewer)

    def _admit(self, viewer: V) -> None:
        self._viewer, self._quota = viewer, self._parts.admission.quota(viewer.who)
        if self._quota.connect():
            self._send_queue.put(messages.connection_ack(self._parts.now()))
            self._expire()
        else:
            self.close(CloseCode.POLICY_VIOLATION, f"You have {self._limits.connections} connections already")

    def _subscribe(self, message: Subscribe) -> None:
        if self._viewer is None or self._quota is None:
            self.close(CloseCode.UNAUTHORIZED, "Unauthorized")
        elif message.id in self._operations:
            self.close(CloseCode.SUBSCRIBER_ALREADY_EXISTS, f"Subscriber for {message.id} already exists")
        else:
            try:
                self._quota.require_rate()
            except RequestRefused as refusal:
                self._send_queue.put(messages.error(messages.quoted(message.id), errors_of(refusal)))
            else:
                self._start(message, self._viewer, self._quota)

    def _start(self, message: Subscribe, viewer: V, quota: Quota) -> None:
        operation = Operation(self._parts, viewer, quota, self._websocket, message, self._send_queue, self._forget)
        self._operations[message.id] = operation
        self._tasks.add(operation.task)
        operation.task.add_done_callback(self._tasks.discard)

    def _forget(self, operation_id: str) -> None:
        del self._operations[operation_id]

    def _complete(self, operation_id: str) -> None:
        operation = self._operations.pop(operation_id, None)
        if operation is not None:
            operation.stop()

    def _expire(self) -> None:
        """Close when the viewer's token has run out, else look again when it will have."""
        assert self._viewer is not None
        remaining = (self._viewer.expires_at - self._parts.now()).total_seconds()
        if remaining <= 0:
            self.close(CloseCode.FORBIDDEN, "Forbidden: the token expired")
        else:
            self._set_timer(remaining, self._expire)

    def _too_slow(self) -> None:
        self.close(CloseCode.TRY_AGAIN_LATER, "Too slow: messages were not read in time")

    def _set_timer(self, delay: float, act: Callable[[], None]) -> None:
        self._cancel_timer()
        self._timer = self._loop.call_later(delay, act)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _stop_operations(self) -> None:
        for operation in self._operations.values():
            operation.stop()
        self._operations.clear()

    async def _end(self) -> None:
        self._cancel_timer()
        self._stop_operations()
        await self._send_queue.stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._quota is not None:
            self._quota.disconnect()
