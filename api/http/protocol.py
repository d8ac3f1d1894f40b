"""The server's protocols with the bounds that uvicorn's have not: size, number and time of what somebody sends.

uvicorn's parser (llhttp, by httptools) joins the pieces of a header as they come, however many, and anew with each; and
nothing limits for how long a request may stay unfinished. These count what is fed to the parser, and what it has found.
"""

import asyncio
from asyncio import TimerHandle
from collections.abc import Callable
from typing import Any

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import CloseCode

from api.http.bounds import Addresses, Bounds
from api.http.refusals import Refusal
from api.live.pace import Pace

FED_AT_ONCE = 16_384  # bytes: three thousand of the smallest chunks
PIECE = 2048  # bytes: some three hundred of the smallest frames

MALFORMED = Refusal(400, "MALFORMED_REQUEST", "This is no HTTP request.")
HEAD_TOO_LARGE = Refusal(431, "HEADERS_TOO_LARGE", "The request's headers are too large, or too many.")
BODY_TOO_LARGE = Refusal(413, "REQUEST_TOO_LARGE", "The request is too large.")
TOO_SLOW = Refusal(408, "REQUEST_TOO_SLOW", "The request didn't arrive whole in time.")
TOO_MANY_PIPELINED = Refusal(429, "TOO_MANY_REQUESTS", "Wait for answers before you send further requests.")
TOO_MANY_REFUSALS = Refusal(429, "TOO_MANY_REFUSALS", "Your requests were in vain too often: wait a moment.")
FULL = Refusal(503, "TOO_MANY_CONNECTIONS", "There are too many connections.")
TOO_MANY_CONNECTIONS = Refusal(429, "TOO_MANY_CONNECTIONS", "There are too many connections from your address.")


class OutOfBounds(Exception):
    """What is received goes beyond a bound."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence)
        self.refusal = refusal


class BoundedConfig(uvicorn.Config):
    """What uvicorn's protocols are made with, and the bounds. Connections of proxies are many clients'."""

    def __init__(
        self, app: Any, bounds: Bounds, addresses: Addresses, is_proxy: Callable[[str], bool], **settings: Any
    ) -> None:
        super().__init__(
            app, http=BoundedHttp, ws=BoundedWebSocket, timeout_keep_alive=bounds.idle, proxy_headers=False, **settings
        )
        self.bounds = bounds
        self.addresses = addresses
        self.is_proxy = is_proxy


class BoundedHttp(HttpToolsProtocol):
    """One connection until it ends or becomes a WebSocket; see `Bounds`."""

    def __init__(
        self,
        config: BoundedConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._bounds = config.bounds
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

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        host = self.client[0] if self.client is not None else None
        if len(self.connections) > self._bounds.connections:
            self._refuse(FULL)
        elif host is not None and not self._is_proxy(host) and (reason := self._enter(host)):
            self._refuse(reason)
        else:
            self._await(self._bounds.head_within)

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
            self._await(self._bounds.head_within)
        try:
            self._feed(data)
        except httptools.HttpParserUpgrade:
            if self._should_upgrade():
                self.handle_websocket_upgrade()
        except httptools.HttpParserError as problem:
            cause = problem.__context__
            self._refuse(cause.refusal if isinstance(cause, OutOfBounds) else MALFORMED)
        except OutOfBounds as cause:
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
            if self._unfinished and self._unnamed > self._bounds.head:
                raise OutOfBounds(HEAD_TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if len(self.pipeline) >= self._bounds.pipelined:
            raise OutOfBounds(TOO_MANY_PIPELINED)
        self._unfinished = self._just_begun = True
        self._named = self._unnamed = self._body = 0

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._name(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._name(name + value)
        if len(self.headers) > self._bounds.headers:
            raise OutOfBounds(HEAD_TOO_LARGE)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._await(self._bounds.body_within)

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        self._unnamed -= len(body)
        self._body += len(body)
        if self._body > self._bounds.body:
            raise OutOfBounds(BODY_TOO_LARGE)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._stop_waiting()
        self._unfinished = False

    def _name(self, found: bytes) -> None:
        self._named += len(found)
        if self._named > self._bounds.head:
            raise OutOfBounds(HEAD_TOO_LARGE)

    # Refusing

    def _await(self, within: float) -> None:
        """The head of a request, or the rest of it."""
        self._stop_waiting()
        self._timer = self.loop.call_later(within, self._refuse, TOO_SLOW)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, refusal: Refusal) -> None:
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
        self._timer = self.loop.call_later(self._bounds.linger, self.transport.abort)

    # Counting

    def _enter(self, host: str) -> Refusal | None:
        if self._addresses.tires(host):
            return TOO_MANY_REFUSALS
        if not self._addresses.enter(host):
            return TOO_MANY_CONNECTIONS
        self._counted = host
        return None

    def _leave(self) -> None:
        if self._counted is not None:
            self._addresses.leave(self._counted)
            self._counted = None


class BoundedWebSocket(WebSocketsSansIOProtocol):
    """A WebSocket: so many frames, of whatever kind, and time for its client to take what was sent before the end."""

    def __init__(
        self,
        config: BoundedConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._bounds = config.bounds
        self._pace = Pace(config.bounds.frames_per_second, config.bounds.frame_burst)
        self._lingering: TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """Piece by piece: what is read at once may have more frames than anybody should wait for."""
        for begin in range(0, len(data), PIECE):
            if self.transport.is_closing():
                return
            super().data_received(data[begin : begin + PIECE])

    def handle_events(self) -> None:
        if all(self._pace.allows() for _ in self.conn.events):
            super().handle_events()
        else:
            self._fail(CloseCode.POLICY_VIOLATION, "Too many frames in a short time")

    def send_receive_event_to_app(self) -> None:
        """A text that is none is the client's mistake, and no traceback of ours (RFC 6455 §8.1)."""
        if self.curr_msg_data_type == "text" and not _is_text(b"".join(self.frames)):
            self._fail(CloseCode.INVALID_DATA, "Texts have to be UTF-8")
        else:
            super().send_receive_event_to_app()

    def _fail(self, code: CloseCode, reason: str) -> None:
        self.conn.fail(code, reason)
        self.handle_parser_exception()

    async def run_asgi(self) -> None:
        await super().run_asgi()
        if not self.disconnected:
            self._lingering = self.loop.call_later(self._bounds.linger, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._lingering is not None:
            self._lingering.cancel()
        super().connection_lost(exc)


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
