"""What everybody meets who comes to the HTTP port: pages of other origins, wrong addresses, proxies."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from api.http.app import build_app
from api.http.server import server_config
from runtime.config import Config
from tests.api.http.wire import UPGRADE, Served, running
from tests.api.world import World
from tests.system.running import free_port

CHAT = "https://chat.example.org"
ME = {"query": "{ viewer { role } }"}


@asynccontextmanager
async def asking(world: World, config: Config) -> AsyncIterator[httpx.AsyncClient]:
    app, live = build_app(config, world.backend)
    headers = {"authorization": f"Bearer {world.token('ada')}"}
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://ringlog", headers=headers) as http:
        yield http
    await live.close()


async def test_addresses_and_methods_that_are_not_there_are_told_in_json(world: World, config: Config) -> None:
    async with asking(world, config) as http:
        nowhere, wrong = await http.get("/nowhere"), await http.get("/graphql")
    assert (nowhere.status_code, nowhere.json()["errors"][0]["extensions"]) == (404, {"code": "NOT_FOUND"})
    assert (wrong.status_code, wrong.json()["errors"][0]["extensions"]) == (405, {"code": "METHOD_NOT_ALLOWED"})
    assert wrong.headers["allow"] == "POST"


async def test_the_page_takes_no_address_of_anything_else(world: World, config: Config, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("the page")
    app, live = build_app(config, world.backend, screens=tmp_path)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://ringlog") as http:
        assert [(await http.get(path)).text for path in ("/", "/call/7")] == ["the page"] * 2
        for path in ("/calls/none/record", "/recordings/none"):
            assert (await http.get(path)).status_code == 401
        assert (await http.get("/health")).headers["content-type"] == "application/json"
        assert (await http.get("/graphql")).status_code == 405
        assert (await http.get("/demo")).status_code == 404
    await live.close()


async def test_answers_are_not_kept_and_not_guessed_at(world: World, config: Config) -> None:
    async with asking(world, config) as http:
        for answer in (await http.post("/graphql", json=ME), await http.get("/health"), await http.get("/nowhere")):
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"


async def test_pages_of_allowed_origins_may_ask_and_others_may_not(world: World, config: Config) -> None:
    preflight = {"access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    async with asking(world, config.model_copy(update={"allowed_origins": (CHAT,)})) as http:
        allowed = await http.options("/graphql", headers={"origin": CHAT, **preflight})
        assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, CHAT)
        answer = await http.post("/graphql", json=ME, headers={"origin": CHAT})
        assert answer.headers["access-control-allow-origin"] == CHAT
        foreign = await http.options("/graphql", headers={"origin": "https://evil.example", **preflight})
        assert "access-control-allow-origin" not in foreign.headers
        (error,) = foreign.json()["errors"]
        assert (foreign.status_code, error["extensions"]) == (403, {"code": "ORIGIN_NOT_ALLOWED"})
        assert "RINGLOG_ALLOWED_ORIGINS" in error["message"]
        download = await http.get("/recordings/none", headers={"origin": CHAT, "range": "bytes=0-9"})
        assert download.headers["access-control-allow-origin"] == CHAT
        assert "Content-Range" in download.headers["access-control-expose-headers"]
    async with asking(world, config) as http:
        assert (
            "access-control-allow-origin"
            not in (await http.post("/graphql", json=ME, headers={"origin": CHAT})).headers
        )


async def _socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(_seen(websocket))
    await websocket.receive()


async def _asked(request: Request) -> JSONResponse:
    return JSONResponse(_seen(request))


def _seen(connection: HTTPConnection) -> str:
    return f"{connection.client.host if connection.client else None} by {connection.url.scheme}"


@asynccontextmanager
async def serving(**settings: object) -> AsyncIterator[Served]:
    """An application behind the real front, which tells clients whom it takes them for."""
    app = Starlette(routes=[Route("/", _asked), WebSocketRoute("/socket", _socket)])
    config = Config.model_validate({"port": free_port(socket.SOCK_STREAM), **settings})
    async with running(server_config(app, config)) as served:
        yield served


def _from(origin: str) -> bytes:
    return UPGRADE.replace(b"\r\n\r\n", f"\r\nOrigin: {origin}\r\n\r\n".encode())


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://ringlog", 101),
        (CHAT, 101),
        ("https://calls.example.org", 101),
        ("https://evil.example", 403),
        ("null", 403),
        ("http://[", 403),
    ],
)
async def test_pages_of_allowed_origins_may_connect_and_others_may_not(origin: str, status: int) -> None:
    async with serving(allowed_origins=CHAT, public_url="https://calls.example.org") as served:
        wire = await served.connect(_from(origin))
        answered, body = await wire.answer()
        assert answered == status
        assert status == 101 or b"ORIGIN_NOT_ALLOWED" in body


async def test_programs_that_are_no_browsers_may_connect() -> None:
    async with serving() as served:
        assert (await (await served.connect(UPGRADE)).answer())[0] == 101


FORWARDED = (
    b"GET / HTTP/1.1\r\nHost: ringlog\r\nX-Forwarded-For: 203.0.113.9, 198.51.100.7\r\nX-Forwarded-Proto: https\r\n\r\n"
)


async def test_nobody_is_believed_whom_they_speak_for() -> None:
    async with serving() as served:
        assert await (await served.connect(FORWARDED)).answer() == (200, b'"127.0.0.1 by http"')


async def test_a_trusted_proxy_is_believed_about_the_last_hop_before_it() -> None:
    async with serving(trusted_proxies="127.0.0.0/8") as served:
        assert await (await served.connect(FORWARDED)).answer() == (200, b'"198.51.100.7 by https"')


async def test_clients_of_a_trusted_proxy_are_counted_each_for_themselves() -> None:
    def through_proxy(client: str) -> bytes:
        return UPGRADE.replace(b"\r\n\r\n", f"\r\nX-Forwarded-For: {client}\r\n\r\n".encode())

    async with serving(trusted_proxies="127.0.0.1", max_connections_per_address="1") as served:
        first = await served.connect(through_proxy("203.0.113.1"))
        other = await served.connect(through_proxy("203.0.113.2"))
        again = await served.connect(through_proxy("203.0.113.1"))
        assert [(await wire.answer())[0] for wire in (first, other, again)] == [101, 101, 429]
