"""Where a client is: learned from its checks, followed when it moves, never taken on trust."""

from collections.abc import Iterator

import pytest
from aioice import stun as reference

from media import stun
from media.datagrams import packed
from media.ice_lite import MAX_ADDRESSES, MAX_HANDSHAKE_QUEUE, PATH_IS_STALE, IceCredentials, IceLite
from media.udp_port import UdpPort

WIFI, MOBILE = ("192.0.2.1", 1000), ("198.51.100.1", 2000)


class Time:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def port() -> Iterator[UdpPort]:
    port = UdpPort("127.0.0.1", 0)
    yield port
    port.close()


def check(credentials: IceCredentials, *, nominates: bool = False) -> stun.BindingRequest:
    message = reference.Message(reference.Method.BINDING, reference.Class.REQUEST)
    message.attributes["USERNAME"] = f"{credentials.ufrag}:client"
    if nominates:
        message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(credentials.password.encode())
    request = stun.parse(bytes(message))
    assert request
    return request


def test_the_first_genuine_check_says_where_the_client_is(port: UdpPort) -> None:
    ice = IceLite(port, Time())
    assert ice.remote is None
    assert ice.check(check(IceCredentials(ice.credentials.ufrag, "x" * 28)), WIFI) is None
    assert ice.remote is None
    assert ice.check(check(ice.credentials), WIFI)
    assert ice.remote == WIFI


def test_the_client_picks_its_path(port: UdpPort) -> None:
    ice = IceLite(port, Time())
    ice.check(check(ice.credentials), WIFI)
    ice.check(check(ice.credentials), MOBILE)
    assert ice.remote == WIFI
    ice.check(check(ice.credentials, nominates=True), MOBILE)
    assert ice.remote == MOBILE


def test_when_a_path_is_silent_any_other_takes_over(port: UdpPort) -> None:
    time = Time()
    ice = IceLite(port, time)
    ice.check(check(ice.credentials, nominates=True), WIFI)
    time.now += PATH_IS_STALE + 0.1
    ice.check(check(ice.credentials), MOBILE)
    assert ice.remote == MOBILE


def test_after_a_restart_old_and_new_credentials_are_good_and_older_ones_are_not(port: UdpPort) -> None:
    ice = IceLite(port, Time())
    first = ice.credentials
    ice.restart()
    second = ice.credentials
    assert ice.check(check(first), WIFI)
    assert ice.check(check(second), WIFI)
    ice.restart()
    assert ice.check(check(first), WIFI) is None
    assert ice.check(check(second), WIFI)


def test_only_genuine_media_is_a_sign_of_life(port: UdpPort) -> None:
    time = Time()
    ice = IceLite(port, time)
    ice.on_media = lambda data: data.endswith(b"genuine")
    time.now += 5
    ice.receive(b"\x80forged")
    assert ice.last_seen == 100.0
    ice.receive(b"\x80genuine")
    assert ice.last_seen == 105.0


async def test_handshakes_are_queued_up_to_a_bound_and_reading_ends_with_the_path(port: UdpPort) -> None:
    ice = IceLite(port, Time())
    for number in range(MAX_HANDSHAKE_QUEUE + 10):
        ice.receive(bytes([22, number]))
    ice.close()
    with pytest.raises(ConnectionError):
        await ice._recv()


def test_a_client_has_a_bounded_number_of_addresses_and_keeps_the_one_in_use(port: UdpPort) -> None:
    ice = IceLite(port, Time())
    ice.check(check(ice.credentials, nominates=True), WIFI)
    for number in range(100):
        ice.check(check(ice.credentials), ("203.0.113.1", 1000 + number))
    assert len(port._by_address) == MAX_ADDRESSES
    assert port._by_address[packed(WIFI)] is ice
    ice.close()
    assert not port._by_address
    assert not port._by_ufrag
