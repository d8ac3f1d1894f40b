"""Datagrams in batches, and one by one where the system has no batches: both do the same."""

import socket
from collections.abc import Callable, Iterator

import pytest

from media.sfu.transport.datagram_batches import boxes
from media.sfu.transport.datagrams import (
    BATCH,
    MAX_DATAGRAM,
    Inbox,
    OneByOneInbox,
    OneByOneOutbox,
    Outbox,
    Sockaddr,
    packed,
    unpacked,
)

Boxes = Callable[[socket.socket], tuple[Inbox, Outbox]]


def one_by_one(sock: socket.socket) -> tuple[Inbox, Outbox]:
    return OneByOneInbox(sock), OneByOneOutbox(sock)


@pytest.fixture(params=[boxes, one_by_one], ids=["batches", "one by one"])
def made(request: pytest.FixtureRequest) -> Boxes:
    kind: Boxes = request.param
    return kind


@pytest.fixture(params=["127.0.0.1", "::1"])
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[socket.socket, socket.socket]]:
    family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as one, socket.socket(family, socket.SOCK_DGRAM) as other:
        for each in (one, other):
            each.setblocking(False)
            each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
            try:
                each.bind((request.param, 0))
            except OSError:
                pytest.skip(f"This machine has no {request.param}.")
        yield one, other


def put(outbox: Outbox, data: bytes, to: Sockaddr) -> None:
    outbox.slots[outbox.next][: len(data)] = data
    outbox.commit(len(data), to)


def test_what_is_put_in_is_sent_with_the_next_flush_and_names_its_sender(
    made: Boxes, pair: tuple[socket.socket, socket.socket]
) -> None:
    one, other = pair
    (_, outbox), (inbox, _) = made(one), made(other)
    to = packed(other.getsockname())
    put(outbox, b"first", to)
    put(outbox, b"second", to)
    assert inbox.receive() == []
    outbox.flush()
    sender = packed(one.getsockname())
    assert inbox.receive() == [(sender, b"first"), (sender, b"second")]
    assert unpacked(sender) == one.getsockname()


def test_a_full_outbox_is_sent_by_itself(made: Boxes, pair: tuple[socket.socket, socket.socket]) -> None:
    one, other = pair
    (_, outbox), (inbox, _) = made(one), made(other)
    everything = [number.to_bytes(2, "big") for number in range(BATCH + 3)]
    for each in everything:
        put(outbox, each, packed(other.getsockname()))
    assert [data for _, data in inbox.receive()] == everything[:BATCH]
    outbox.flush()
    assert [data for _, data in inbox.receive()] == everything[BATCH:]


def test_one_that_cannot_be_sent_keeps_none_of_the_others(
    made: Boxes, pair: tuple[socket.socket, socket.socket]
) -> None:
    one, other = pair
    (_, outbox), (inbox, _) = made(one), made(other)
    to = packed(other.getsockname())
    nowhere = packed((other.getsockname()[0], 0))  # no port: refused by the kernel
    for data, target in ((b"before", to), (b"lost", nowhere), (b"after", to)):
        put(outbox, data, target)
    outbox.flush()
    assert [data for _, data in inbox.receive()] == [b"before", b"after"]


def test_empty_and_too_long_datagrams_are_left_out(made: Boxes, pair: tuple[socket.socket, socket.socket]) -> None:
    one, other = pair
    inbox, _ = made(other)
    for size in (0, MAX_DATAGRAM, MAX_DATAGRAM + 1, 9000, 1):
        one.sendto(bytes(size), other.getsockname())
    assert [len(data) for _, data in inbox.receive()] == [MAX_DATAGRAM, 1]


@pytest.mark.parametrize("address", [("192.0.2.1", 8443), ("2001:db8::1", 8443, 0, 0), ("fe80::1", 1, 0, 3)])
def test_an_address_is_the_same_there_and_back(address: tuple[str, int]) -> None:
    assert unpacked(packed(address)) == address


def test_a_host_name_is_no_address() -> None:
    with pytest.raises(OSError, match="illegal"):
        packed(("example.org", 1))


def test_once_the_socket_is_closed_nothing_goes_to_what_has_its_number_now(made: Boxes) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        inbox, outbox = made(one)
        number = one.fileno()
    mine, yours = socket.socketpair()
    with mine, yours:
        mine.setblocking(False)
        yours.setblocking(False)
        assert mine.fileno() == number
        put(outbox, b"media", packed(("127.0.0.1", 9)))
        outbox.flush()
        yours.send(b"another's")
        assert inbox.receive() == []
        assert mine.recv(100) == b"another's"
        with pytest.raises(BlockingIOError):
            yours.recv(100)
