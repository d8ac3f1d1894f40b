"""Light WebRTC clients for loading a media server: ICE, DTLS and SRTP as they must be, and packets that are counted.

Nothing is encoded or decoded: a client sends ready-made packets at a fixed rate, decrypts the first packet of what
arrives to see that it is genuine, and counts the rest.
"""

import asyncio
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from unittest.mock import patch

import aioice.ice
from aiortc import RTCCertificate

from media.sfu.transport.datagram_batches import boxes
from media.sfu.transport.datagrams import Sockaddr, packed
from media.sfu.transport.dtls_srtp import SecureTransport

RATE = 50  # packets per second: 20 ms of Opus each
PAYLOAD = 100  # bytes
PAYLOAD_TYPE = 111
ADDRESS = "10.99.0.1"  # in a network of its own, see `forward`
CODEC = f"a=rtpmap:{PAYLOAD_TYPE} opus/48000/2"
CERTIFICATE = RTCCertificate.generateCertificate()
FINGERPRINT = next(each.value for each in CERTIFICATE.getFingerprints() if each.algorithm == "sha-256")


class Path:
    """What aiortc's DTLS reads from and writes to, over a whole ICE agent."""

    role = "controlling"

    def __init__(self) -> None:
        self.agent = aioice.Connection(ice_controlling=True)
        self._receive = self.agent.data_received
        self.agent.data_received = self.received  # type: ignore[method-assign]  # media isn't queued
        self.on_media: object = None
        self.media = 0
        self.target: Sockaddr | None = None
        self.transport: SecureTransport | None = None

    def received(self, data: bytes, component: int) -> None:
        if 127 < data[0] < 192:
            self._count(data)
        else:
            self._receive(data, component)

    def connected(self) -> None:
        """What goes out passes by the agent from now on, whose own `send` is a coroutine."""
        pair = self.agent._nominated[1]  # noqa: SLF001 - it doesn't tell
        _, self.outbox = boxes(pair.protocol.transport.get_extra_info("socket"))
        self.target = packed(pair.remote_addr)

    def send(self, data: bytes) -> None:
        """Reports aren't sent."""

    def close(self) -> None:
        """The agent is closed by its client."""

    async def _recv(self) -> bytes:
        return await self.agent.recv()

    async def _send(self, data: bytes) -> None:
        await self.agent.send(data)

    def _count(self, data: bytes) -> None:
        if 191 < data[1] < 224:  # RTCP (RFC 5761 §4)
            return
        if self.media == 0 and callable(self.on_media) and not self.on_media(data):
            return
        self.media += 1


@dataclass(frozen=True)
class Remote:
    """What a description says of the server's side."""

    ufrag: str
    password: str
    fingerprint: str
    candidates: tuple[str, ...]
    mids: tuple[str, ...]

    @classmethod
    def read(cls, sdp: str) -> "Remote":
        fingerprint = re.search(r"a=fingerprint:sha-256 (\S+)", sdp)
        ufrag, password = re.search(r"a=ice-ufrag:(\S+)", sdp), re.search(r"a=ice-pwd:(\S+)", sdp)
        assert fingerprint
        assert ufrag
        assert password
        candidates = tuple(dict.fromkeys(re.findall(r"a=candidate:(.+? udp .+?)\r?\n", sdp, re.IGNORECASE)))
        mids = tuple(re.findall(r"a=mid:(\S+)", sdp))
        return cls(ufrag[1], password[1], fingerprint[1], candidates, mids)


class Client:
    """One connection to a server. `sends` one track or none, `receives` that many."""

    def __init__(self, address: str = ADDRESS) -> None:
        self.path = Path()
        self.sent = 0
        self._address = address
        self.ssrc = secrets.randbits(31) + 1
        self.transport = SecureTransport(
            self.path,  # type: ignore[arg-type]  # all that it uses is there
            CERTIFICATE,
            is_server=False,
            on_rtp=lambda _: None,
            on_rtcp=lambda _: None,
        )
        self._sending: asyncio.Task[None] | None = None

    async def prepare(self) -> None:
        """Gather candidates, on the one address."""
        with patch.object(aioice.ice, "get_host_addresses", lambda **_: [self._address]):
            await self.path.agent.gather_candidates()

    def description(self, directions: Sequence[str], mids: Sequence[str] = ()) -> str:
        """An offer or an answer with one audio section per direction."""
        mids = mids or [str(number) for number in range(len(directions))]
        agent = self.path.agent
        lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {' '.join(mids)}"]
        for mid, direction in zip(mids, directions, strict=True):
            lines += [
                f"m=audio 9 UDP/TLS/RTP/SAVPF {PAYLOAD_TYPE}",
                "c=IN IP4 127.0.0.1",
                f"a=mid:{mid}",
                f"a={direction}",
                "a=rtcp-mux",
                f"a=ice-ufrag:{agent.local_username}",
                f"a=ice-pwd:{agent.local_password}",
                f"a=fingerprint:sha-256 {FINGERPRINT}",
                "a=setup:active",
                CODEC,
            ]
            if direction == "sendonly":
                lines.append(f"a=ssrc:{self.ssrc} cname:load")
            lines += [f"a=candidate:{each.to_sdp()}" for each in agent.local_candidates]
        return "\r\n".join(lines) + "\r\n"

    async def connect(self, remote: Remote) -> None:
        """Until media can flow."""
        agent = self.path.agent
        agent.remote_username, agent.remote_password = remote.ufrag, remote.password
        for candidate in remote.candidates:
            await agent.add_remote_candidate(aioice.Candidate.from_sdp(candidate))
        await agent.add_remote_candidate(None)
        await agent.connect()
        self.path.connected()
        await self.transport.handshake([("sha-256", remote.fingerprint)])

    def speak(self) -> None:
        """Send a packet every 20 ms from now on."""
        self._sending = asyncio.create_task(self._send())

    async def close(self) -> None:
        if self._sending:
            self._sending.cancel()
        await self.path.agent.close()
        await self.transport.close()

    async def _send(self) -> None:
        loop = asyncio.get_running_loop()
        started, payload = loop.time(), secrets.token_bytes(PAYLOAD)
        for number in range(1 << 16):
            head = bytes([0x80, PAYLOAD_TYPE]) + number.to_bytes(2, "big") + (960 * number).to_bytes(4, "big")
            self.transport.send_rtp(head + self.ssrc.to_bytes(4, "big") + payload)
            self.path.outbox.flush()
            self.sent += 1
            await asyncio.sleep(max(0.0, started + (number + 1) / RATE - loop.time()))
