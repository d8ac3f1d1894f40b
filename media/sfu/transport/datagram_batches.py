"""recvmmsg(2) and sendmmsg(2): a batch of datagrams by one system call. Python has neither, so they come from libc."""

import ctypes
import errno
import socket
from itertools import compress

from media.sfu.transport.datagrams import (
    BATCH,
    MAX_DATAGRAM,
    SLOT,
    Inbox,
    OneByOneInbox,
    OneByOneOutbox,
    Outbox,
    Sockaddr,
    sockaddr_size,
)

_libc = ctypes.CDLL(None, use_errno=True)
NO_ROOM = (errno.EAGAIN, errno.EWOULDBLOCK, errno.ENOBUFS)


class _Iovec(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("size", ctypes.c_size_t))


class _Message(ctypes.Structure):
    """`struct msghdr`."""

    _fields_ = (
        ("name", ctypes.c_void_p),
        ("name_size", ctypes.c_uint32),
        ("vectors", ctypes.c_void_p),
        ("vector_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_size", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    )


class _Header(ctypes.Structure):
    """`struct mmsghdr`."""

    _fields_ = (("message", _Message), ("size", ctypes.c_uint32))


class _Batch:
    """The kernel's view of BATCH slots, each with an address and a length; all of it stays where it is in memory."""

    def __init__(self, name_size: int) -> None:
        self._data, self._names = (ctypes.c_char * (BATCH * SLOT))(), (ctypes.c_char * (BATCH * name_size))()
        self._vectors, self._headers = (_Iovec * BATCH)(), (_Header * BATCH)()
        data, names = ctypes.addressof(self._data), ctypes.addressof(self._names)
        for i in range(BATCH):
            vector, message = self._vectors[i], self._headers[i].message
            vector.base, vector.size = data + SLOT * i, MAX_DATAGRAM + 1
            message.name, message.name_size = names + name_size * i, name_size
            message.vectors, message.vector_count = ctypes.addressof(vector), 1
        self.addresses = tuple(data + SLOT * i for i in range(BATCH))
        self.slots = _sliced(self._data, SLOT)
        self.names = _sliced(self._names, name_size)
        self.sizes_to_send = memoryview(self._vectors).cast("B").cast("L")[1::2]
        words = ctypes.sizeof(_Header) // 4
        self.sizes_received = memoryview(self._headers).cast("B").cast("I")[_Header.size.offset // 4 :: words]

    def address(self, first: int) -> int:
        """Where the headers from this one on are."""
        return ctypes.addressof(self._headers) + first * ctypes.sizeof(_Header)


def _sliced(memory: ctypes.Array[ctypes.c_char], size: int) -> list[memoryview]:
    whole = memoryview(memory).cast("B")
    return [whole[size * i : size * (i + 1)] for i in range(BATCH)]


class BatchInbox:
    """By recvmmsg(2)."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock  # asked for its number each time: once it is closed, another file may have that
        self._batch = _Batch(sockaddr_size(sock))
        self._address = self._batch.address(0)

    def receive(self) -> list[tuple[Sockaddr, bytes]]:
        """See Inbox."""
        count = _libc.recvmmsg(self._socket.fileno(), ctypes.c_void_p(self._address), BATCH, socket.MSG_DONTWAIT, None)
        batch = self._batch
        sizes = batch.sizes_received[: max(0, count)].tolist()
        arrived = [
            (bytes(name), bytes(slot[:size])) for name, slot, size in zip(batch.names, batch.slots, sizes, strict=False)
        ]
        return list(compress(arrived, (0 < size <= MAX_DATAGRAM for size in sizes)))


class BatchOutbox:
    """By sendmmsg(2)."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock  # asked for its number each time: once it is closed, another file may have that
        self._batch = _Batch(sockaddr_size(sock))
        self._names, self._sizes = self._batch.names, self._batch.sizes_to_send
        self.slots, self.addresses = self._batch.slots, self._batch.addresses
        self.next = 0

    def commit(self, size: int, to: Sockaddr) -> None:
        """See Outbox."""
        at = self.next
        self._sizes[at] = size
        self._names[at][:] = to
        self.next = at + 1
        if self.next == BATCH:
            self.flush()

    def flush(self) -> None:
        """See Outbox."""
        sent, filled, self.next = 0, self.next, 0
        while sent < filled:
            start = ctypes.c_void_p(self._batch.address(sent))
            count = _libc.sendmmsg(self._socket.fileno(), start, filled - sent, socket.MSG_DONTWAIT)
            if count < 0:
                if ctypes.get_errno() in NO_ROOM:
                    return
                count = 1  # the first one can't be sent; the others may
            sent += count


def boxes(sock: socket.socket) -> tuple[Inbox, Outbox]:
    """The best the system has for this socket."""
    if hasattr(_libc, "recvmmsg") and hasattr(_libc, "sendmmsg"):
        return BatchInbox(sock), BatchOutbox(sock)
    return OneByOneInbox(sock), OneByOneOutbox(sock)
