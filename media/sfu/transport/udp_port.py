"""The one UDP port all connections share: checks find their connection by ufrag, media by the address it comes from."""

import asyncio
import logging
import socket
from typing import Protocol

from media.sfu.transport.datagram_batches import boxes
from media.sfu.transport.datagrams import BATCH, Address, Sockaddr, packed, unpacked
from media.sfu.wire import stun

logger = logging.getLogger(__name__)

BUFFER_BYTES = 4 << 20
BATCHES_AT_ONCE = 2  # then other tasks get their turn


class Destination(Protocol):
    """A connection on the port."""

    def check(self, request: stun.BindingRequest, address: Address) -> bytes | None:
        """Answer a connectivity check that names one of the connection's ufrags; None when it isn't genuine."""

    def consent(self, success: stun.BindingSuccess, address: Address) -> None:
        """Take the answer to a check of the connection's own."""

    def receive(self, data: bytes) -> None:
        """Take a datagram from an address the connection has been checked from."""


class UdpPort:
    """A non-blocking socket. Nothing is queued: what the kernel doesn't take at once is lost, as on any network.

    What is put into `outbox` while a datagram is received is sent together; otherwise whoever puts it there flushes it.
    """

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.setblocking(False)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER_BYTES)
            self._socket.bind((host, port))
        except OSError:
            self._socket.close()
            raise
        self.number: int = self._socket.getsockname()[1]
        self._inbox, self.outbox = boxes(self._socket)
        self._by_ufrag: dict[str, Destination] = {}
        self._by_address: dict[Sockaddr, Destination] = {}
        self._by_transaction: dict[bytes, Destination] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def open(self) -> None:
        """Begin to receive, on the running loop."""
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._socket.fileno(), self._readable)

    def close(self) -> None:
        """Stop receiving and free the port; closing twice is fine."""
        if self._loop and self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket.fileno())
        self._socket.close()

    def listen(self, ufrag: str, destination: Destination) -> None:
        """Hand checks for this ufrag to the connection."""
        self._by_ufrag[ufrag] = destination

    def route(self, address: Address, destination: Destination, *, verified: bool) -> None:
        """Hand everything from this address to the connection; from another that has it only if it is verified."""
        sockaddr = packed(address)
        if verified or sockaddr not in self._by_address:
            self._by_address[sockaddr] = destination

    def unroute(self, address: Address, destination: Destination) -> None:
        """The connection no longer uses this address."""
        sockaddr = packed(address)
        if self._by_address.get(sockaddr) is destination:
            del self._by_address[sockaddr]

    def expect(self, transaction_id: bytes, destination: Destination) -> None:
        """Hand the answer to this check to the connection."""
        self._by_transaction[transaction_id] = destination

    def expect_no_more(self, transaction_id: bytes) -> None:
        """The answer would come too late."""
        self._by_transaction.pop(transaction_id, None)

    def forget(self, ufrag: str) -> None:
        """No check for this ufrag is answered any more."""
        self._by_ufrag.pop(ufrag, None)

    def send(self, data: bytes, to: Sockaddr) -> None:
        """Send at once."""
        outbox = self.outbox
        outbox.slots[outbox.next][: len(data)] = data
        outbox.commit(len(data), to)
        outbox.flush()

    def _readable(self) -> None:
        """What follows from a batch is sent when all of it has been looked at."""
        for _ in range(BATCHES_AT_ONCE):
            arrived = self._inbox.receive()
            for sender, data in arrived:
                self._dispatch(data, sender)
            self.outbox.flush()
            if len(arrived) < BATCH:
                return

    def _dispatch(self, data: bytes, sender: Sockaddr) -> None:
        try:
            if data[0] < 4:
                self._answer(data, sender)
            elif destination := self._by_address.get(sender):
                destination.receive(data)
        except Exception:  # one broken packet must not stop the port for everybody
            logger.exception("A datagram of %d bytes could not be handled", len(data))

    def _answer(self, data: bytes, sender: Sockaddr) -> None:
        message = stun.parse(data)
        if isinstance(message, stun.BindingRequest):
            destination = self._by_ufrag.get(message.local_ufrag)
            answer = destination.check(message, unpacked(sender)) if destination else None
            if answer:
                self.send(answer, sender)
        elif message and (destination := self._by_transaction.get(message.transaction_id)):
            destination.consent(message, unpacked(sender))
