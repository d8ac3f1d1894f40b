"""Where a client is: learned from its checks, followed when it moves, never taken on trust."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from random import Random
from uuid import uuid4

import pytest
from aioice import stun as reference

from media.sfu.transport.datagrams import packed
from media.sfu.transport.ice_lite import (
    ASK_EVERY,
    CONSENT_EVERY,
    CONSENT_LASTS,
    MAX_ADDRESSES,
    MAX_HANDSHAKE_QUEUE,
    PATH_IS_STALE,
    IceCredentials,
    IceLite,
)
from media.sfu.transport.udp_port import UdpPort
from media.sfu.wire import stun
from tests.media.conftest import Reported, Room
from tests.media.peers import Tone, until

CLIENT = IceCredentials("client", "c" * 24)


class Time:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Network:
    """An address of a client, and what has arrived there."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.address: tuple[str, int] = self.socket.getsockname()

    def asked(self) -> list[reference.Message]:
        """The checks that have come; nothing else has."""
        found = []
        while True:
            try:
                found.append(reference.parse_message(self.socket.recv(2048)))
            except BlockingIOError:
                return found

    def consents(self, ice: IceLite, password: str = CLIENT.password) -> None:
        """Answers the last check."""
        *_, asked = self.asked()
        assert asked.check_message_integrity(CLIENT.password.encode())
        ice.consent(success(asked.transaction_id, password), self.address)


@pytest.fixture
def port() -> Iterator[UdpPort]:
    port = UdpPort("127.0.0.1", 0)
    yield port
    port.close()


@pytest.fixture
def networks() -> Iterator[list[Network]]:
    with ExitStack() as stack:
        networks = [Network() for _ in range(2)]
        for network in networks:
            stack.enter_context(network.socket)
        yield networks


@pytest.fixture
def wifi(networks: list[Network]) -> Network:
    return networks[0]


@pytest.fixture
def mobile(networks: list[Network]) -> Network:
    return networks[1]


def check(credentials: IceCredentials, *, nominates: bool = False) -> stun.BindingRequest:
    message = reference.Message(reference.Method.BINDING, reference.Class.REQUEST)
    message.attributes["USERNAME"] = f"{credentials.ufrag}:client"
    if nominates:
        message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(credentials.password.encode())
    request = stun.parse(bytes(message))
    assert isinstance(request, stun.BindingRequest)
    return request


def success(transaction_id: bytes, password: str) -> stun.BindingSuccess:
    message = reference.Message(reference.Method.BINDING, reference.Class.RESPONSE, transaction_id)
    message.add_message_integrity(password.encode())
    answer = stun.parse(bytes(message))
    assert isinstance(answer, stun.BindingSuccess)
    return answer


def test_the_first_genuine_check_says_where_the_client_is_once_it_has_answered_one(
    port: UdpPort, wifi: Network
) -> None:
    ice = IceLite(port, Time(), CLIENT)
    assert ice.check(check(IceCredentials(ice.credentials.ufrag, "x" * 28)), wifi.address) is None
    assert not wifi.asked()
    assert ice.check(check(ice.credentials), wifi.address)
    assert ice.remote is None
    wifi.consents(ice)
    assert ice.remote == wifi.address


def test_the_server_checks_as_a_controlled_agent_does(port: UdpPort, wifi: Network) -> None:
    ice = IceLite(port, Time(), CLIENT)
    ice.check(check(ice.credentials), wifi.address)
    (asked,) = wifi.asked()
    assert asked.attributes["USERNAME"] == f"client:{ice.credentials.ufrag}"
    assert asked.attributes["PRIORITY"] == 110 << 24 | 0xFFFF << 8 | 0xFF
    assert asked.attributes.keys() >= {"ICE-CONTROLLED", "MESSAGE-INTEGRITY", "FINGERPRINT"}


def test_nothing_is_sent_to_whom_a_client_only_pretends_to_be(port: UdpPort, wifi: Network, mobile: Network) -> None:
    time, random = Time(), Random(1)
    ice, victim = IceLite(port, time, CLIENT), mobile
    ice.check(check(ice.credentials), wifi.address)
    wifi.consents(ice)
    for _ in range(100):
        ice.check(check(ice.credentials, nominates=True), victim.address)
        ice.consent(success(random.randbytes(12), CLIENT.password), victim.address)
        time.now += 0.7
        ice.send(b"media")
        assert ice.remote == wifi.address
        ice.check(check(ice.credentials), wifi.address)
    assert len({asked.transaction_id for asked in victim.asked()}) == 1


def test_who_answers_with_another_password_has_not_consented(port: UdpPort, wifi: Network) -> None:
    ice = IceLite(port, Time(), CLIENT)
    ice.check(check(ice.credentials), wifi.address)
    wifi.consents(ice, password="x" * 24)
    assert ice.remote is None


def test_one_address_is_asked_less_often_than_it_may_be_checked(port: UdpPort, wifi: Network) -> None:
    time = Time()
    ice = IceLite(port, time, CLIENT)
    for _ in range(100):
        ice.check(check(ice.credentials), wifi.address)
        time.now += ASK_EVERY / 10
    assert len(wifi.asked()) <= 11


def test_the_client_picks_its_path(port: UdpPort, wifi: Network, mobile: Network) -> None:
    ice = IceLite(port, Time(), CLIENT)
    for network in (wifi, mobile):
        ice.check(check(ice.credentials), network.address)
        network.consents(ice)
    assert ice.remote == wifi.address
    ice.check(check(ice.credentials, nominates=True), mobile.address)
    assert ice.remote == mobile.address


def test_when_a_path_is_silent_any_other_takes_over(port: UdpPort, wifi: Network, mobile: Network) -> None:
    time = Time()
    ice = IceLite(port, time, CLIENT)
    ice.check(check(ice.credentials, nominates=True), wifi.address)
    wifi.consents(ice)
    time.now += PATH_IS_STALE + 0.1
    ice.check(check(ice.credentials), mobile.address)
    mobile.consents(ice)
    assert ice.remote == mobile.address


def test_consent_is_asked_for_again_and_is_over_when_nobody_answers(port: UdpPort, wifi: Network) -> None:
    time = Time()
    ice = IceLite(port, time, CLIENT)
    ice.check(check(ice.credentials), wifi.address)
    wifi.consents(ice)
    for _ in range(60):
        time.now += 1
        ice.keep_consent()
    assert ice.remote is None
    assert ice.target is None
    assert CONSENT_LASTS / CONSENT_EVERY / 1.5 <= len(wifi.asked()) <= CONSENT_LASTS / CONSENT_EVERY * 1.5
    ice.check(check(ice.credentials), wifi.address)
    wifi.consents(ice)
    for _ in range(60):
        time.now += 1
        ice.keep_consent()
        if int(time.now) % 10 == 0:
            wifi.consents(ice)
    assert ice.remote == wifi.address


def test_what_comes_from_an_address_goes_to_who_has_shown_to_be_there(port: UdpPort, wifi: Network) -> None:
    there, pretends = (IceLite(port, Time(), CLIENT) for _ in range(2))
    pretends.check(check(pretends.credentials), wifi.address)
    wifi.asked()
    there.check(check(there.credentials), wifi.address)
    wifi.consents(there)
    pretends.check(check(pretends.credentials), wifi.address)
    assert port._by_address == {packed(wifi.address): there}


async def test_a_client_that_sends_checks_in_the_name_of_another_gets_it_no_media(
    room: Room, reported: Reported
) -> None:
    speaker_id, listener_id = uuid4(), uuid4()
    async with room.peer(speaker_id) as speaker, room.peer(listener_id) as listener:
        speaker.publish(Tone(440))
        await speaker.negotiate()
        listener.receive()
        await listener.negotiate()
        await listener.hears(440)
        ice = room.sfu._peers[listener_id].ice
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as victim:
            victim.bind(("127.0.0.1", 0))
            victim.setblocking(False)
            victim.sendto(check(ice.credentials, nominates=True).data, ("127.0.0.1", room.sfu.udp_port))
            await until(lambda: victim.getsockname() in ice._paths)
            for ear in listener.ears.values():
                ear.empty()
            await listener.hears(440)
            arrived = [victim.recv(2048) for _ in range(2)]
            assert {data[:2] for data in arrived} == {b"\x00\x01", b"\x01\x01"}
            with pytest.raises(BlockingIOError):
                victim.recv(2048)


def test_after_a_restart_old_and_new_credentials_are_good_and_older_ones_are_not(port: UdpPort, wifi: Network) -> None:
    ice = IceLite(port, Time(), CLIENT)
    first = ice.credentials
    ice.restart(CLIENT)
    second = ice.credentials
    assert ice.check(check(first), wifi.address)
    assert ice.check(check(second), wifi.address)
    ice.restart(CLIENT)
    assert ice.check(check(first), wifi.address) is None
    assert ice.check(check(second), wifi.address)


def test_a_check_is_answered_by_the_credentials_that_it_was_asked_with(
    port: UdpPort, wifi: Network, mobile: Network
) -> None:
    ice = IceLite(port, Time(), CLIENT)
    first = ice.credentials
    ice.restart(IceCredentials("anew", "d" * 24))
    ice.check(check(first), wifi.address)
    wifi.consents(ice)
    assert ice.remote == wifi.address
    ice.check(check(ice.credentials), mobile.address)
    (asked,) = mobile.asked()
    assert asked.attributes["USERNAME"] == f"anew:{ice.credentials.ufrag}"
    assert asked.check_message_integrity(b"d" * 24)


def test_only_genuine_media_is_a_sign_of_life(port: UdpPort) -> None:
    time = Time()
    ice = IceLite(port, time, CLIENT)
    ice.on_media = lambda data: data.endswith(b"genuine")
    time.now += 5
    ice.receive(b"\x80forged")
    assert ice.last_seen == 100.0
    ice.receive(b"\x80genuine")
    assert ice.last_seen == 105.0


async def test_handshakes_are_queued_up_to_a_bound_and_reading_ends_with_the_path(port: UdpPort) -> None:
    ice = IceLite(port, Time(), CLIENT)
    for number in range(MAX_HANDSHAKE_QUEUE + 10):
        ice.receive(bytes([22, number]))
    ice.close()
    with pytest.raises(ConnectionError):
        await ice._recv()


def test_a_client_has_a_bounded_number_of_addresses_and_keeps_the_one_in_use(port: UdpPort, wifi: Network) -> None:
    ice = IceLite(port, Time(), CLIENT)
    ice.check(check(ice.credentials, nominates=True), wifi.address)
    wifi.consents(ice)
    for number in range(100):
        ice.check(check(ice.credentials), ("127.0.1.1", 1000 + number))
    assert len(port._by_address) == MAX_ADDRESSES
    assert port._by_address[packed(wifi.address)] is ice
    ice.close()
    assert not port._by_address
    assert not port._by_ufrag
    assert not port._by_transaction
