"""uvicorn's WebSocket protocol, with a limit on how many frames somebody sends."""

import asyncio
from asyncio import TimerHandle
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import CloseCode

from api.http.limited_config import LimitedConfig
from api.live.limits.rate_limiter import RateLimiter

PIECE = 2048  # bytes: some three hundred of the smallest frames


class LimitedWebSocket(WebSocketsSansIOProtocol):
    """A WebSocket: so many frames, of whatever kind, and time for its client to take what was sent before the end."""

    def __init__(
        self,
        config: LimitedConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._limits = config.connection_limits
        self._rate = RateLimiter(config.connection_limits.frames_per_second, config.connection_limits.frame_burst)
        self._lingering: TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """Piece by piece: what is read at once may have more frames than anybody should wait for."""
        for begin in range(0, len(data), PIECE):
            if self.transport.is_closing():
                return
            super().data_received(data[begin : begin + PIECE])

    def handle_events(self) -> None:
        if all(self._rate.allows() for _ in self.conn.events):
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
            self._lingering = self.loop.call_later(self._limits.linger, self.transport.abort)

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
