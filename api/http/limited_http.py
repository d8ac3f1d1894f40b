"""uvicorn's HTTP protocol, with limits on the size, number and time of what somebody sends.

uvicorn's parser (llhttp, by httptools) joins the pieces of a header as they come, however many, and anew with each; and
nothing limits for how long a request may stay unfinished. These count what is fed to the parser, and what it has found.
"""

import asyncio
from asyncio import TimerHandle
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from api.http.client_addresses import TOO_MANY_CONNECTIONS, TOO_MANY_REFUSALS
from api.http.limited_config import LimitedConfig
from api.http.refusals import HttpRefusal

FED_AT_ONCE = 16_384  # bytes: three thousand of the smallest chunks

MALFORMED = HttpRefusal(400, "MALFORMED_REQUEST", "This is no HTTP request.")
HEAD_TOO_LARGE = HttpRefusal(431, "HEADERS_TOO_LARGE", "The request's headers are too large, or too many.")
BODY_TOO_LARGE = HttpRefusal(413, "REQUEST_TOO_LARGE", "The request is too large.")
TOO_SLOW = HttpRefusal(408, "REQUEST_TOO_SLOW", "The request didn't arrive whole in time.")
TOO_MANY_PIPELINED = HttpRefusal(429, "TOO_MANY_REQUESTS", "Wait for answers before you send further requests.")
FULL = HttpRefusal(503, "TOO_MANY_CONNECTIONS", "There are too many connections.")


class OverLimit(Exception):
    """What is received goes beyond a limit."""

    def __init__(self, refusal: HttpRefusal) -> None:
        super().__init__(refusal.sentence)
        self.refusal = refusal


class LimitedHttp(HttpToolsProtocol):
    """One connection until it ends or becomes a WebSocket; see `ConnectionLimits`."""

    def __init__(
        self,
        config: LimitedConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._limits = config.connection_limits
        self._addresses = config.addresses
        self._is_proxy = config.is_proxy
        self._counted: str | None = None
        self._timer: TimerHandle | None = None
        self._unfinished = True  # a request is awaited, or has begun
        self._just_begun = False
        self._named = 0  # bytes of what the parser has found: URL, headers, trailers
        self._unnamed = 0  # bytes fed since the read that the request began in, without its body
        self._body = 0

    # The connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast("asyncio.Transport", transport))
        host = self.client[0] if self.client is not None else None
        if len(self.connections) > self._limits.connections:
            self._refuse(FULL)
        elif host is not None and not self._is_proxy(host) and (reason := self._enter(host)):
            self._refuse(reason)
        else:
            self._await(self._limits.head_within)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._leave()
        super().connection_lost(exc)

    def timeout_keep_alive_handler(self) -> None:
        self._close()

    def handle_websocket_upgrade(self) -> None:
        self._stop_waiting()
        self._leave()
        super().handle_websocket_upgrade()

    # What is received

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        if self.transport.is_closing():
            return
        if self._timer is None:
            self._await(self._limits.head_within)
        try:
            self._feed(data)
        except httptools.HttpParserUpgrade:
            if self._should_upgrade():
                self.handle_websocket_upgrade()
        except httptools.HttpParserError as problem:
            cause = problem.__context__
            self._refuse(cause.refusal if isinstance(cause, OverLimit) else MALFORMED)
        except OverLimit as cause:
            self._refuse(cause.refusal)

    def _feed(self, data: bytes) -> None:
        """What belongs to an earlier request isn't held against the one that begins in the same piece."""
        for begin in range(0, len(data), FED_AT_ONCE):
            piece = data[begin : begin + FED_AT_ONCE]
            self._just_begun = False
            self.parser.feed_data(piece)
            if self._just_begun:
                continue
            self._unnamed += len(piece)
            if self._unfinished and self._unnamed > self._limits.head:
                raise OverLimit(HEAD_TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if len(self.pipeline) >= self._limits.pipelined:
            raise OverLimit(TOO_MANY_PIPELINED)
        self._unfinished = self._just_begun = True
        self._named = self._unnamed = self._body = 0

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._name(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._name(name + value)
        if len(self.headers) > self._limits.headers:
            raise OverLimit(HEAD_TOO_LARGE)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._await(self._limits.body_within)

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        self._unnamed -= len(body)
        self._body += len(body)
        if self._body > self._limits.body:
            raise OverLimit(BODY_TOO_LARGE)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._stop_waiting()
        self._unfinished = False

    def _name(self, found: bytes) -> None:
        self._named += len(found)
        if self._named > self._limits.head:
            raise OverLimit(HEAD_TOO_LARGE)

    # Refusing

    def _await(self, within: float) -> None:
        """The head of a request, or the rest of it."""
        self._stop_waiting()
        self._timer = self.loop.call_later(within, self._refuse, TOO_SLOW)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, refusal: HttpRefusal) -> None:
        """Says so, unless the client would take it for the answer to something else."""
        if self._counted is not None:
            self._addresses.refused(self._counted)
        answering = self.cycle is not None and not self.cycle.response_complete
        if not self.pipeline and not (answering and self.cycle.response_started):
            self.transport.write(refusal.as_http())
        self._close()

    def _close(self) -> None:
        """Ends the connection when the client has taken what it was sent, which it has some time for."""
        self._stop_waiting()
        self.transport.close()
        self._timer = self.loop.call_later(self._limits.linger, self.transport.abort)

    # Counting

    def _enter(self, host: str) -> HttpRefusal | None:
        if self._addresses.is_turned_away(host):
            return TOO_MANY_REFUSALS
        if not self._addresses.enter(host):
            return TOO_MANY_CONNECTIONS
        self._counted = host
        return None

    def _leave(self) -> None:
        if self._counted is not None:
            self._addresses.leave(self._counted)
            self._counted = None
