"""One client's path to the server (RFC 8445 §2.5): a lite agent, which follows the client where it is sure it is."""

import asyncio
import random
import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from media.sfu.transport.datagrams import Address, Sockaddr, packed
from media.sfu.transport.udp_port import UdpPort
from media.sfu.wire import stun

ICE_CHARACTERS = string.ascii_letters + string.digits
MAX_ADDRESSES = 16  # per connection; a client has few networks, an attacker with credentials many
MAX_HANDSHAKE_QUEUE = 64  # datagrams; the newest are dropped, DTLS sends them again
PATH_IS_STALE = 2.0  # s of silence after which any checked path may take over
ASK_EVERY = 0.05  # s, at most, of one address (RFC 8445 §14.2)
CONSENT_EVERY = 5.0  # s, give or take a fifth (RFC 7675 §5.1)
CONSENT_LASTS = 30.0  # s


@dataclass(frozen=True, slots=True)
class IceCredentials:
    """What a client must know for its checks to be answered."""

    ufrag: str
    password: str

    @classmethod
    def new(cls) -> "IceCredentials":
        """Fresh random ones (RFC 8445 §5.3: at least 24 and 128 bits)."""
        return cls(*("".join(secrets.choice(ICE_CHARACTERS) for _ in range(size)) for size in (8, 28)))


@dataclass(frozen=True, slots=True)
class _Session:
    """What both ends sign with, until ICE is restarted."""

    local: IceCredentials
    remote: IceCredentials


@dataclass(slots=True)
class _Path:
    """An address the client has sent a genuine check from, which may be forged. Times are those of the loop."""

    session: _Session
    transaction_id: bytes = b""  # of the check of our own that is not answered yet
    asked_at: float = -inf
    ask_at: float = -inf
    consented_at: float = -inf


class IceLite:
    """Knows where its client is. Also the transport that aiortc's DTLS reads from and writes to.

    Nothing but answers to checks and checks is sent to an address before its owner has answered a check of ours, nor
    for longer than CONSENT_LASTS after the last answer (RFC 7675).
    """

    __slots__ = (
        "_closed",
        "_handshake",
        "_now",
        "_paths",
        "_port",
        "_sessions",
        "_tie_breaker",
        "_wanted",
        "last_seen",
        "on_media",
        "outbox",
        "remote",
        "target",
    )
    role = "controlled"

    def __init__(self, port: UdpPort, now: Callable[[], float], remote: IceCredentials) -> None:
        self._port = port
        self._now = now
        self._paths: dict[Address, _Path] = {}  # checked ones, oldest first
        self._sessions: list[_Session] = []
        self._tie_breaker = secrets.randbits(64)
        self._handshake: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._closed = False
        self._wanted: Address | None = None  # where the client wants to be sent to, perhaps not verified yet
        self.outbox = port.outbox
        self.remote: Address | None = None
        self.target: Sockaddr | None = None  # the same
        self.last_seen = now()  # seconds of the loop's clock
        self.on_media: Callable[[bytes], bool] | None = None  # True when the datagram was genuine
        self.restart(remote)

    @property
    def credentials(self) -> IceCredentials:
        """The ones to tell the client."""
        return self._sessions[-1].local

    def restart(self, remote: IceCredentials) -> None:
        """New credentials at both ends (RFC 8445 §9); the old ones stay good for checks under way."""
        self._sessions.append(_Session(IceCredentials.new(), remote))
        self._port.listen(self.credentials.ufrag, self)
        for old in self._sessions[:-2]:
            self._port.forget(old.local.ufrag)
        del self._sessions[:-2]

    def close(self) -> None:
        """Forget the client; reading ends with ConnectionError."""
        self._closed = True
        self.on_media = None
        for session in self._sessions:
            self._port.forget(session.local.ufrag)
        for address in list(self._paths):
            self._forget(address)
        self._handshake.put_nowait(None)

    def check(self, request: stun.BindingRequest, address: Address) -> bytes | None:
        """Answer a genuine check; the client is followed to the path it picks once its address is verified."""
        session = next((each for each in self._sessions if each.local.ufrag == request.local_ufrag), None)
        if session is None or not request.signed_with(session.local.password):
            return None
        stale = self._now() - self.last_seen > PATH_IS_STALE
        self.last_seen = self._now()
        path = self._remember(address, session)
        if request.nominates or self._wanted is None or stale:
            self._wanted = address
        if not self._consents(path):
            self._ask(path, address)  # before the answer, so that whoever acts on that has been asked already
        elif self._wanted == address:
            self._follow(address)
        return stun.success(request, address[0], address[1], session.local.password)

    def consent(self, success: stun.BindingSuccess, address: Address) -> None:
        """Whoever has this address answered our check; so the client really is there."""
        path = self._paths.get(address)
        if path is None or path.transaction_id != success.transaction_id:
            return
        if not success.signed_with(path.session.remote.password):
            return
        self.last_seen = path.consented_at = self._now()
        self._expect(path, b"")
        self._port.route(address, self, verified=True)
        if self._wanted == address or self.remote is None:
            self._follow(address)

    def keep_consent(self) -> None:
        """Once a second: ask again, in time; stop sending when nobody has answered for too long."""
        path = self._paths.get(self.remote) if self.remote else None
        if path is None or self.remote is None:
            return
        if not self._consents(path):
            self.remote = self.target = self._wanted = None
        elif self._now() >= path.ask_at:
            self._ask(path, self.remote)

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

    def _remember(self, address: Address, session: _Session) -> _Path:
        path = self._paths.pop(address, None) or _Path(session)
        path.session = session
        self._paths[address] = path
        self._port.route(address, self, verified=False)
        if len(self._paths) > MAX_ADDRESSES:
            self._forget(next(each for each in self._paths if each != self.remote))
        return path

    def _forget(self, address: Address) -> None:
        path = self._paths.pop(address)
        self._port.expect_no_more(path.transaction_id)
        self._port.unroute(address, self)

    def _consents(self, path: _Path) -> bool:
        return self._now() - path.consented_at <= CONSENT_LASTS

    def _follow(self, address: Address) -> None:
        self.remote, self.target = address, packed(address)

    def _ask(self, path: _Path, address: Address) -> None:
        """A check of our own. It is repeated as it is until it is answered, but not as often as one may be checked."""
        if self._now() - path.asked_at < ASK_EVERY:
            return
        if not path.transaction_id:
            self._expect(path, secrets.token_bytes(12))
        path.asked_at = self._now()
        path.ask_at = path.asked_at + CONSENT_EVERY * random.uniform(0.8, 1.2)  # noqa: S311 - only to spread them
        local, remote = path.session.local, path.session.remote
        username = f"{remote.ufrag}:{local.ufrag}"
        self._port.send(
            stun.request(path.transaction_id, username, self._tie_breaker, remote.password), packed(address)
        )

    def _expect(self, path: _Path, transaction_id: bytes) -> None:
        self._port.expect_no_more(path.transaction_id)
        path.transaction_id = transaction_id
        if transaction_id:
            self._port.expect(transaction_id, self)
