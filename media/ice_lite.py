"""One client's path to the server (RFC 8445 §2.5): a lite agent, which only answers checks and follows the client."""

import asyncio
import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass

from media import stun
from media.datagrams import Address, Sockaddr, packed
from media.udp_port import UdpPort

ICE_CHARACTERS = string.ascii_letters + string.digits
MAX_ADDRESSES = 16  # per connection; a client has few networks, an attacker with credentials many
MAX_HANDSHAKE_QUEUE = 64  # datagrams; the newest are dropped, DTLS sends them again
PATH_IS_STALE = 2.0  # s of silence after which any checked path may take over


@dataclass(frozen=True, slots=True)
class IceCredentials:
    """What a client must know for its checks to be answered."""

    ufrag: str
    password: str

    @classmethod
    def new(cls) -> "IceCredentials":
        """Fresh random ones (RFC 8445 §5.3: at least 24 and 128 bits)."""
        return cls(*("".join(secrets.choice(ICE_CHARACTERS) for _ in range(size)) for size in (8, 28)))


class IceLite:
    """Knows where its client is. Also the transport that aiortc's DTLS reads from and writes to."""

    __slots__ = (
        "_addresses",
        "_closed",
        "_credentials",
        "_handshake",
        "_now",
        "_port",
        "last_seen",
        "on_media",
        "outbox",
        "remote",
        "target",
    )
    role = "controlled"

    def __init__(self, port: UdpPort, now: Callable[[], float]) -> None:
        self._port = port
        self._now = now
        self._addresses: dict[Address, None] = {}  # checked ones, oldest first
        self._credentials: list[IceCredentials] = []
        self._handshake: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._closed = False
        self.outbox = port.outbox
        self.remote: Address | None = None
        self.target: Sockaddr | None = None  # the same
        self.last_seen = now()  # seconds of the loop's clock
        self.on_media: Callable[[bytes], bool] | None = None  # True when the datagram was genuine
        self.restart()

    @property
    def credentials(self) -> IceCredentials:
        """The ones to tell the client."""
        return self._credentials[-1]

    def restart(self) -> None:
        """New credentials (RFC 8445 §9); the old ones stay good for checks under way."""
        self._credentials.append(IceCredentials.new())
        self._port.listen(self.credentials.ufrag, self)
        for old in self._credentials[:-2]:
            self._port.forget(old.ufrag)
        del self._credentials[:-2]

    def close(self) -> None:
        """Forget the client; reading ends with ConnectionError."""
        self._closed = True
        self.on_media = None
        for credentials in self._credentials:
            self._port.forget(credentials.ufrag)
        for address in self._addresses:
            self._port.unroute(address, self)
        self._handshake.put_nowait(None)

    def check(self, request: stun.BindingRequest, address: Address) -> bytes | None:
        """Answer a genuine check, and follow the client to the path it picks."""
        password = next((known.password for known in self._credentials if known.ufrag == request.local_ufrag), None)
        if password is None or not request.signed_with(password):
            return None
        stale = self._now() - self.last_seen > PATH_IS_STALE
        self.last_seen = self._now()
        self._remember(address)
        if request.nominates or self.remote is None or stale:
            self.remote, self.target = address, packed(address)
        return stun.success(request, address[0], address[1], password)

    def receive(self, data: bytes) -> None:
        """Media goes straight to its connection, DTLS to whoever reads; the rest is nobody's."""
        first = data[0]
        if 127 < first < 192:
            if self.on_media and self.on_media(data):
                self.last_seen = self._now()
        elif 19 < first < 64 and self._handshake.qsize() < MAX_HANDSHAKE_QUEUE:
            self._handshake.put_nowait(data)

    def send(self, data: bytes) -> None:
        """Send a datagram to the client, if it is known where it is."""
        if self.target is not None:
            self._port.send(data, self.target)

    async def _recv(self) -> bytes:
        """The next DTLS datagram; ConnectionError once closed. The name is aiortc's."""
        data = None if self._closed else await self._handshake.get()
        if data is None:
            raise ConnectionError("The connection is closed")
        return data

    async def _send(self, data: bytes) -> None:
        """The name is aiortc's."""
        self.send(data)

    def _remember(self, address: Address) -> None:
        self._addresses.pop(address, None)
        self._addresses[address] = None
        self._port.route(address, self)
        if len(self._addresses) > MAX_ADDRESSES:
            oldest = next(each for each in self._addresses if each != self.remote)
            del self._addresses[oldest]
            self._port.unroute(oldest, self)
