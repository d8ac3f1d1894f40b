"""The host that a client says it has reached."""

import pytest
from starlette.requests import Request

from api.http.hosts import host_asked, is_loopback, is_this_machine


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8080", "127.0.0.1", "127.8.9.1:80", "[::1]", "[::1]:8080"])
def test_what_is_this_machine_for_everybody(host: str) -> None:
    asked = host_asked(Request({"type": "http", "headers": [(b"host", host.encode())]}))
    assert asked == host.lower()
    assert is_this_machine(asked)


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil@localhost", "10.0.0.1", "[::2]:80"],
)
def test_what_is_not(host: str) -> None:
    assert not is_this_machine(host)


@pytest.mark.parametrize("host", ["", "a b", "a;script-src *", "a,b", "a'b", "évil.example", "a/b", "a:b", "a:123456"])
def test_what_is_no_host_is_none(host: str) -> None:
    assert host_asked(Request({"type": "http", "headers": [(b"host", host.encode())]})) is None


def test_an_address_that_stands_for_one_of_ipv4_is_as_that() -> None:
    assert is_loopback("::ffff:127.0.0.1")
    assert not is_loopback("::ffff:10.0.0.1")
    assert not is_loopback("testclient")
