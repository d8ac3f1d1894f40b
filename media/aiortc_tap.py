"""The only place that touches aiortc's private parts: its DTLS-SRTP transport, tapped before packets are parsed."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress

import pylibsrtp
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport

from media.ice_lite import IceLite
from media.rtcp import is_rtcp

MAX_PACKET = 1500 - 148  # what SRTP can grow within its buffer


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


class SecureTransport:
    """DTLS-SRTP with one client: authenticates it by fingerprint, then encrypts and decrypts whole packets in place."""

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
        self._send = ice.send
        self._reader: asyncio.Future[None] | None = None
        self._protect: Callable[[bytes], bytes] | None = None
        self._protect_rtcp: Callable[[bytes], bytes] | None = None

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
        self._unprotect = self._dtls.inbound.unprotect
        self._unprotect_rtcp = self._dtls.inbound.unprotect_rtcp
        self._protect = self._dtls.outbound.protect
        self._protect_rtcp = self._dtls.outbound.protect_rtcp
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
        """Encrypt and send; a packet SRTP cannot carry is dropped."""
        if self._protect and len(packet) <= MAX_PACKET:
            try:
                self._send(self._protect(packet))
            except pylibsrtp.Error:
                return

    def send_rtcp(self, packet: bytes) -> None:
        """Encrypt and send; a packet SRTP cannot carry is dropped."""
        if self._protect_rtcp and len(packet) <= MAX_PACKET:
            try:
                self._send(self._protect_rtcp(packet))
            except pylibsrtp.Error:
                return

    def _media(self, data: bytes) -> bool:
        try:
            if is_rtcp(data):
                self._on_rtcp(self._unprotect_rtcp(data))
            else:
                self._on_rtp(self._unprotect(data))
        except pylibsrtp.Error:
            return False
        return True
