"""Where packets are encrypted and decrypted: SRTP, with keys agreed on by DTLS (RFC 5764).

It is the only place that touches aiortc's private parts: its transport, tapped before packets are parsed.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from typing import Any, Self

import pylibsrtp
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from pylibsrtp._binding import ffi, lib  # type: ignore[import-not-found]  # a compiled module without stubs

from media.sfu.transport.ice_lite import IceLite
from media.sfu.wire.rtcp import is_rtcp

MAX_PACKET = 1500
MAX_TRAILER = 148  # what SRTP and SRTCP can add


class HandshakeFailed(Exception):
    """DTLS came to an end, but not to an agreement."""


class _Tap(RTCDtlsTransport):
    """aiortc's transport, reduced to the handshake: afterwards media never passes through its reader."""

    def __init__(self, ice: IceLite, certificate: RTCCertificate, role: str) -> None:
        super().__init__(ice, [certificate])  # type: ignore[arg-type]  # role, _recv and _send are all it uses
        self._set_role(role)

    @property
    def reader(self) -> asyncio.Future[None] | None:
        return self._task

    @property
    def inbound(self) -> pylibsrtp.Session:
        return self._rx_srtp

    @property
    def outbound(self) -> pylibsrtp.Session:
        return self._tx_srtp


class Cipher:
    """Encrypts or decrypts in a buffer of its own: the library's wrapper allocates more for each packet, and raises."""

    def __init__(self, session: pylibsrtp.Session, work: Callable[..., int]) -> None:
        self._session = session  # owns what `_srtp` points to
        self._srtp = session._srtp[0]  # noqa: SLF001 - the library offers nothing without its wrapper
        self._work = work
        self._memory = ffi.new("char[]", MAX_PACKET + MAX_TRAILER)
        self._buffer = ffi.buffer(self._memory)
        self._size = ffi.new("int *")

    @classmethod
    def sealing_rtcp(cls, session: pylibsrtp.Session) -> Self:
        """Encrypts RTCP packets."""
        return cls(session, lib.srtp_protect_rtcp)

    @classmethod
    def opening_rtp(cls, session: pylibsrtp.Session) -> Self:
        """Decrypts RTP packets."""
        return cls(session, lib.srtp_unprotect)

    @classmethod
    def opening_rtcp(cls, session: pylibsrtp.Session) -> Self:
        """Decrypts RTCP packets."""
        return cls(session, lib.srtp_unprotect_rtcp)

    def __call__(self, packet: bytes) -> bytes | None:
        """The result; None when the packet is too long, or isn't genuine."""
        size = len(packet)
        if size > MAX_PACKET:
            return None
        self._buffer[0:size] = packet
        self._size[0] = size
        if self._work(self._srtp, self._memory, self._size):
            return None
        result: bytes = self._buffer[0 : self._size[0]]
        return result


@lru_cache(maxsize=8)
def _pointers(addresses: tuple[int, ...]) -> list[Any]:
    """Addresses as libsrtp takes them; the same for all connections on a port."""
    return [ffi.cast("void *", each) for each in addresses]


class SecureTransport:
    """DTLS-SRTP with one client: authenticates it by fingerprint, then encrypts and decrypts whole packets in place."""

    __slots__ = (
        "_dtls",
        "_ice",
        "_on_rtcp",
        "_on_rtp",
        "_open_rtcp",
        "_open_rtp",
        "_outbound",
        "_outbox",
        "_pointers",
        "_reader",
        "_seal_rtcp",
        "_size",
        "_slots",
    )

    def __init__(
        self,
        ice: IceLite,
        certificate: RTCCertificate,
        *,
        is_server: bool,
        on_rtp: Callable[[bytes], None],
        on_rtcp: Callable[[bytes], None],
    ) -> None:
        self._ice = ice
        self._dtls = _Tap(ice, certificate, "server" if is_server else "client")
        self._on_rtp = on_rtp
        self._on_rtcp = on_rtcp
        self._reader: asyncio.Future[None] | None = None
        self._outbound = ffi.NULL
        self._size = ffi.new("int *")
        self._seal_rtcp: Cipher | None = None

    @property
    def peer_refused(self) -> bool:
        """Whether the handshake came so far that the client's certificate was seen, and rejected."""
        return self._dtls.encrypted and self._dtls.state == "failed"

    async def handshake(self, fingerprints: Iterable[tuple[str, str]]) -> None:
        """Agree on keys with the client whose certificate has these fingerprints. Raises HandshakeFailed."""
        await self._dtls.start(RTCDtlsParameters([RTCDtlsFingerprint(*each) for each in fingerprints]))
        if self._dtls.state != "connected":
            raise HandshakeFailed
        self._reader = self._dtls.reader
        self._open_rtp = Cipher.opening_rtp(self._dtls.inbound)
        self._open_rtcp = Cipher.opening_rtcp(self._dtls.inbound)
        self._outbox = self._ice.outbox
        self._slots, self._pointers = self._outbox.slots, _pointers(self._outbox.addresses)
        self._outbound = self._dtls.outbound._srtp[0]  # noqa: SLF001 - the library offers nothing without its wrapper
        self._seal_rtcp = Cipher.sealing_rtcp(self._dtls.outbound)
        self._ice.on_media = self._media

    async def ended(self) -> None:
        """Returns when the client has closed its side."""
        if self._reader:
            await asyncio.wait({self._reader})

    async def close(self) -> None:
        """Say goodbye and stop, the path with it. Closing twice is fine."""
        self._ice.on_media = None
        await self._dtls.stop()
        self._ice.close()  # ends the reader even if it has missed being cancelled, as `wait_for` allows
        if self._reader:
            await asyncio.wait({self._reader})
            with suppress(asyncio.CancelledError):
                self._reader.exception()

    def send_rtp(self, packet: bytes) -> None:
        """Put it into the outbox, encrypted there; a packet SRTP cannot carry is dropped.

        Most of what a forwarder does is done here, so it is done without a detour.
        """
        to, length = self._ice.target, len(packet)
        if not self._outbound or to is None or length > MAX_PACKET:
            return
        outbox, size = self._outbox, self._size
        at = outbox.next
        self._slots[at][:length] = packet
        size[0] = length
        if lib.srtp_protect(self._outbound, self._pointers[at], size) == 0:
            outbox.commit(size[0], to)

    def send_rtcp(self, packet: bytes) -> None:
        """Encrypt and send at once; a packet SRTP cannot carry is dropped."""
        if self._seal_rtcp and (sealed := self._seal_rtcp(packet)):
            self._ice.send(sealed)

    def _media(self, data: bytes) -> bool:
        is_report = is_rtcp(data)
        packet = (self._open_rtcp if is_report else self._open_rtp)(data)
        if packet is None:
            return False
        (self._on_rtcp if is_report else self._on_rtp)(packet)
        return True
