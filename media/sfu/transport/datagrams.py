"""Datagrams by the batch: taken in, and sent out, in one system call for many where the system can (Linux)."""

import ctypes
import socket
from collections.abc import Iterator
from struct import Struct
from typing import Protocol

Address = tuple[str, int] | tuple[str, int, int, int]
Sockaddr = bytes
"""An address as a key: 16 bytes for IPv4, 28 for IPv6, laid out as Linux' `sockaddr_in` and `sockaddr_in6`."""

BATCH = 64  # datagrams
MAX_DATAGRAM = 1500  # bytes
SLOT = 1664  # bytes, so that a datagram can be encrypted in place

_FAMILY = Struct("=H")
_V4 = Struct("!H4s8x")
_V6 = Struct("!HI16s")


def packed(address: Address) -> Sockaddr:
    """Raises OSError when the host is no numeric address."""
    host, port = address[:2]
    if ":" not in host:
        return _FAMILY.pack(socket.AF_INET) + _V4.pack(port, socket.inet_aton(host))
    flow, scope = address[2:] if len(address) == 4 else (0, 0)
    body = _V6.pack(port, flow, socket.inet_pton(socket.AF_INET6, host))
    return _FAMILY.pack(socket.AF_INET6) + body + scope.to_bytes(4, "little")


def unpacked(sockaddr: Sockaddr) -> Address:
    """What Python's sockets call it."""
    if len(sockaddr) == 16:
        port, host = _V4.unpack_from(sockaddr, 2)
        return socket.inet_ntoa(host), port
    port, flow, host = _V6.unpack_from(sockaddr, 2)
    return socket.inet_ntop(socket.AF_INET6, host), port, flow, int.from_bytes(sockaddr[24:], "little")


def sockaddr_size(sock: socket.socket) -> int:
    """Bytes of the addresses this socket deals with."""
    return 28 if sock.family == socket.AF_INET6 else 16


class Inbox(Protocol):
    """What arrives on a non-blocking socket."""

    def receive(self) -> list[tuple[Sockaddr, bytes]]:
        """What has arrived, oldest first, BATCH at most; nothing when nothing has. Empty and too long ones
        are left out.
        """


class Outbox(Protocol):
    """What is to be sent on a non-blocking socket. What the kernel doesn't take at once is lost, as on any network.

    A datagram is written into the slot that is next, and then committed.
    """

    slots: list[memoryview]
    """SLOT bytes each, BATCH of them."""
    addresses: tuple[int, ...]
    """Where they are in memory, for those who write to them from C."""
    next: int
    """The number of the slot to write to."""

    def commit(self, size: int, to: Sockaddr) -> None:
        """The next slot holds a datagram of so many bytes. It is sent with the next `flush`, or once all are full."""

    def flush(self) -> None:
        """Send what is there."""


class OneByOneInbox:
    """A system call for each datagram, as every system can."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock

    def receive(self) -> list[tuple[Sockaddr, bytes]]:
        """See Inbox."""
        return list(self._arrived())

    def _arrived(self) -> Iterator[tuple[Sockaddr, bytes]]:
        for _ in range(BATCH):
            try:
                data, address = self._socket.recvfrom(MAX_DATAGRAM + 1)
            except OSError:
                return
            if 0 < len(data) <= MAX_DATAGRAM:
                yield packed(address), data


class OneByOneOutbox:
    """A system call for each datagram, as every system can."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._waiting: list[tuple[int, Sockaddr]] = []
        memory = [(ctypes.c_char * SLOT)() for _ in range(BATCH)]
        self.slots = [memoryview(each).cast("B") for each in memory]
        self.addresses = tuple(ctypes.addressof(each) for each in memory)
        self.next = 0

    def commit(self, size: int, to: Sockaddr) -> None:
        """See Outbox."""
        self._waiting.append((size, to))
        self.next += 1
        if self.next == BATCH:
            self.flush()

    def flush(self) -> None:
        """See Outbox."""
        waiting, self._waiting, self.next = self._waiting, [], 0
        for slot, (size, to) in zip(self.slots, waiting, strict=False):
            try:
                self._socket.sendto(slot[:size], unpacked(to))
            except OSError:
                continue
