"""Where a media process says that it takes orders: an address that others can reach."""

import socket

import psycopg
import pytest

from media.node.control_address import (
    control_host,
    control_listener,
    control_url,
    reached_by_nobody_else,
    towards_database,
)
from media.sfu.transport.addresses import own_addresses
from runtime.config import Config
from runtime.media_addresses import CannotListen

EVERYWHERE = "0.0.0.0"


def test_one_that_is_bound_to_an_address_is_reached_there() -> None:
    assert control_host(Config(), "127.0.0.1", "10.0.0.5") == "127.0.0.1"
    assert control_host(Config(), "10.0.0.6", "10.0.0.5") == "10.0.0.6"


@pytest.mark.parametrize("bound", [EVERYWHERE, "::"])
def test_one_that_is_bound_to_every_address_is_reached_on_the_network_of_the_database(bound: str) -> None:
    assert control_host(Config(), bound, "10.0.0.5") == "10.0.0.5"


@pytest.mark.parametrize("database_side", [None, "127.0.0.1", "::1"])
def test_one_beside_its_database_is_reached_at_an_address_of_the_machine(database_side: str | None) -> None:
    host = control_host(Config(), EVERYWHERE, database_side)
    assert host == own_addresses(EVERYWHERE)[0]
    assert host != EVERYWHERE


def test_what_is_set_goes_before_what_is_found() -> None:
    config = Config(media_control_advertised_host="media-1.internal")
    assert control_host(config, EVERYWHERE, "10.0.0.5") == "media-1.internal"


def test_who_takes_orders_from_this_machine_alone_is_warned_when_the_database_is_on_another() -> None:
    warning = reached_by_nobody_else("127.0.0.1", "10.0.0.5")
    assert warning is not None
    assert "RINGLOG_MEDIA_CONTROL_HOST" in warning
    for fine in (("127.0.0.1", None), ("127.0.0.1", "127.0.0.1"), ("localhost", "::1"), ("10.0.0.5", "10.0.0.5")):
        assert reached_by_nobody_else(*fine) is None


def test_an_address_of_ipv6_is_in_brackets() -> None:
    assert control_url("2001:db8::1", 9000) == "http://[2001:db8::1]:9000"
    assert control_url("10.0.0.5", 9000) == "http://10.0.0.5:9000"


def test_a_port_that_is_taken_says_what_to_change() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        config = Config(media_control_port=other.getsockname()[1])
        with pytest.raises(CannotListen, match=r"TCP port \d+ of 127\.0\.0\.1 .*in use.* RINGLOG_MEDIA_CONTROL_PORT"):
            control_listener(config)


def test_a_database_behind_a_unix_socket_has_no_side_on_the_network(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        assert towards_database(connection) is None
