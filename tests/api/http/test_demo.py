"""As whom a demo can be tried: told to whoever sits at its machine, and to nobody else."""

import socket
from collections.abc import Sequence

import httpx
import pytest
from pydantic import SecretStr

from api.access.tokens import Role, Tokens
from api.http.app import framed
from api.http.demo import OfferedUser, OfferedUsers, demo_routes
from api.http.server import server_config
from ringlog.demo import offered_users
from runtime.config import Config
from tests.api.http.wire import running
from tests.api.world import SECRET
from tests.system.running import free_port

HERE = ("127.0.0.1", 5000)
ADA = OfferedUser("Ada Lovelace", Role.MEMBER, "a token")


def one() -> Sequence[OfferedUser]:
    return [ADA]


def demo(peer: tuple[str, int] = HERE, users: OfferedUsers | None = one) -> httpx.AsyncClient:
    config = Config()
    transport = httpx.ASGITransport(framed(demo_routes(config, users), config), client=peer)
    return httpx.AsyncClient(transport=transport, base_url="http://localhost:8080")


def test_it_has_everybody_by_name_and_role_with_a_token_that_is_theirs() -> None:
    config = Config(jwt_key=SecretStr(SECRET))
    users = offered_users(config)
    assert [(user.name, user.role) for user in users][:2] == [("Ada Lovelace", "member"), ("Grace Hopper", "member")]
    assert {user.role for user in users} == {Role.MEMBER, Role.GUEST, Role.ADMIN, Role.AUDITOR}
    ada = Tokens.of(config).verify(users[0].token)
    assert (ada.external_id, ada.role) == ("ada", Role.MEMBER)


@pytest.mark.parametrize("peer", [HERE, ("::1", 5000), ("::ffff:127.0.0.1", 5000)])
async def test_whoever_asks_on_the_machine_itself_is_told(peer: tuple[str, int]) -> None:
    async with demo(peer) as http:
        for headers in ({}, {"host": "127.0.0.1:8080"}, {"host": "[::1]:8080"}, {"origin": "http://localhost:8080"}):
            answer = await http.get("/demo", headers=headers)
            assert answer.status_code == 200, headers
            assert answer.json() == {"users": [{"name": "Ada Lovelace", "role": "member", "token": "a token"}]}
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "localhost.evil.example:8080"},
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:9000"},
        {"origin": "null"},
        {"x-forwarded-for": "127.0.0.1"},
        {"forwarded": "for=127.0.0.1"},
        {"x-real-ip": "127.0.0.1"},
        {"via": "1.1 proxy"},
    ],
)
async def test_pages_of_others_and_whoever_comes_through_a_proxy_are_told_that_there_is_nothing(
    headers: dict[str, str],
) -> None:
    async with demo() as http:
        answer = await http.get("/demo", headers=headers)
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]) == (404, {"code": "NOT_FOUND"})


async def test_whoever_asks_from_elsewhere_is_told_that_there_is_nothing() -> None:
    async with demo(("192.0.2.7", 5000)) as http:
        assert (await http.get("/demo")).status_code == 404


async def test_there_is_nothing_where_this_is_no_demo() -> None:
    async with demo(users=None) as http:
        assert (await http.get("/demo")).status_code == 404


@pytest.mark.parametrize("trusted", ["", "127.0.0.1"])
async def test_a_proxy_gets_nothing_whoever_it_speaks_for(trusted: str) -> None:
    """Over a socket, behind what believes proxies. A trusted one gets nothing for itself either."""
    port = free_port(socket.SOCK_STREAM)
    config = Config.model_validate({"trusted_proxies": trusted, "port": port})
    app = framed(demo_routes(config, one), config)
    async with running(server_config(app, config)), httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        for claimed in ("127.0.0.1", "127.0.0.1, 127.0.0.1", "203.0.113.9"):
            assert (await http.get("/demo", headers={"x-forwarded-for": claimed})).status_code == 404
        assert (await http.get("/demo")).status_code == (404 if trusted else 200)
