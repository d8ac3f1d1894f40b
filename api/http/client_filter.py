"""Turns away addresses that were refused too often, and WebSockets of web pages of foreign origins."""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from api.http.client_addresses import TOO_MANY_CONNECTIONS, TOO_MANY_REFUSALS, ClientAddresses
from api.http.refusals import HttpRefusal

FOREIGN_ORIGIN = HttpRefusal(403, "ORIGIN_NOT_ALLOWED", "Pages of this origin may not connect.")


class ClientFilter:
    """Middleware. Programs that are no browsers send no `Origin`, and need none (RFC 6455 §10.2)."""

    def __init__(self, app: ASGIApp, addresses: ClientAddresses, origins: Collection[str]) -> None:
        self._app = app
        self._addresses = addresses
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = scope["client"][0] if scope["client"] is not None else ""
        if scope["type"] == "websocket":
            await self._connect(host, scope, receive, send)
        elif self._addresses.is_turned_away(host):
            await TOO_MANY_REFUSALS.response({"Connection": "close"})(scope, receive, send)
        else:
            await self._app(scope, receive, self._counting(host, send))

    def _counting(self, host: str, send: Send) -> Send:
        """Of a user who asks too often, their own limits take care."""

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start" and 400 <= message["status"] < 500 and message["status"] != 429:
                self._addresses.refused(host)
            await send(message)

        return counted

    async def _connect(self, host: str, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._may_come_from_here(scope):
            await _refuse(FOREIGN_ORIGIN, WebSocket(scope, receive, send))
        elif not self._addresses.enter(host):
            await _refuse(TOO_MANY_CONNECTIONS, WebSocket(scope, receive, send))
        else:
            try:
                await self._app(scope, receive, send)
            finally:
                self._addresses.leave(host)

    def _may_come_from_here(self, scope: Scope) -> bool:
        headers = HTTPConnection(scope).headers
        origin = headers.get("origin")
        return origin is None or origin in self._origins or _host_of(origin) == headers.get("host", "").lower()


def _host_of(origin: str) -> str | None:
    """With its port; None if that is no origin."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


async def _refuse(reason: HttpRefusal, websocket: WebSocket) -> None:
    await websocket.receive()
    await websocket.send_denial_response(reason.response())
