"""The selective forwarding unit: connections by id, from the first offer to the last packet."""

import asyncio
import logging
import socket
from collections.abc import Callable, Collection, Coroutine, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from aiortc import RTCCertificate

from media.provider import (
    Answer,
    CloseReason,
    MediaEvents,
    NoSuchConnection,
    NoSuchPeer,
    OfferRefused,
    PeerConnection,
    PeerQuality,
    TrackKind,
)
from media.sfu.housekeeping import Housekeeping
from media.sfu.measuring import measured
from media.sfu.media_call import MediaCall
from media.sfu.media_settings import MediaSettings
from media.sfu.peer import Peer
from media.sfu.reporter import Reporter
from media.sfu.rising_ids import RisingIds
from media.sfu.transport.addresses import own_addresses
from media.sfu.transport.dtls_srtp import HandshakeFailed
from media.sfu.transport.udp_port import UdpPort
from media.sfu.up_track import UpTrack
from media.sfu.wire.sdp_answer import answer_sdp
from media.sfu.wire.sdp_offer import Offer, parse_offer, sent_kinds

logger = logging.getLogger(__name__)


class Sfu:
    """One UDP port, many calls. Everything runs on one event loop."""

    def __init__(
        self,
        events: MediaEvents,
        settings: MediaSettings | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings or MediaSettings()
        self._reporter = Reporter(events, clock)
        self._connection_ids = RisingIds()
        self._peers: dict[UUID, Peer] = {}
        self._calls: dict[UUID, MediaCall] = {}
        self._running: dict[Peer, asyncio.Task[None]] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._housekeeping = Housekeeping(self._peers, self._calls, self._settings, self._reporter, self._drop)
        self._followers: dict[UUID, Callable[[UpTrack], None]] = {}
        self._hosts: tuple[str, ...] = ()
        self._port: UdpPort | None = None

    @property
    def udp_port(self) -> int:
        """The port clients send to, once started."""
        return self._opened().number

    async def start(self) -> None:
        """Bind the UDP port. Raises OSError when it is taken, or a host isn't known."""
        hosts = [await self._resolved(host) for host in self._settings.ice_hosts]
        listen_host = await self._resolved(self._settings.listen_host)
        self._hosts = tuple(hosts) or own_addresses(listen_host)
        self._port = UdpPort(listen_host, self._settings.udp_port)
        self._port.open()
        self._housekeeping.start()

    def negotiate(
        self,
        *,
        call_id: UUID,
        peer_id: UUID,
        sdp: str,
        kinds: Mapping[str, TrackKind] | None = None,
        allowed: Collection[TrackKind] = tuple(TrackKind),
        continues: UUID | None = None,
        replaces: UUID | None = None,
        wanted: Mapping[str, UUID] | None = None,
    ) -> Answer:
        offer = parse_offer(sdp, max_bytes=self._settings.max_offer_bytes, max_sections=self._settings.max_sections)
        peer = self._peers.get(peer_id)
        _check_named(peer, continues, replaces)
        sent = sent_kinds(offer, kinds or {}, {*allowed, *(peer.offered[1].values() if peer else ())})
        if peer and peer.call_id != call_id:
            raise OfferRefused("This connection belongs to another call.")
        (self._calls.get(call_id) or MediaCall(call_id)).check_wanted(wanted or {}, offer, peer_id)
        if peer and replaces is None and peer.fingerprints == offer.fingerprints:
            peer.check(offer)
        elif continues:
            raise OfferRefused("The offer isn't of the RTCPeerConnection whose connection it names.")
        else:
            peer = self._connect(call_id, peer_id, offer, replaced=peer)
        peer.barred = set(TrackKind).difference(allowed)
        self._take_over(peer, offer, sent)
        return self._answer(peer, wanted)

    def set_forwarding(self, peer_id: UUID, kind: TrackKind, on: bool) -> None:
        self._known(peer_id).set_forwarding(kind, on)

    def set_publishing(self, peer_id: UUID, kind: TrackKind, on: bool) -> None:
        peer = self._known(peer_id)
        (peer.barred.discard if on else peer.barred.add)(kind)
        self._take_over(peer, *peer.offered)

    def quality(self, peer_id: UUID) -> PeerQuality:
        return measured(self._known(peer_id))

    def follow(self, call_id: UUID, follower: Callable[[UpTrack], None]) -> None:
        """Tell `follower` of every track of the call, those there are and those to come; it may subscribe to them."""
        self._followers[call_id] = follower
        call = self._calls.get(call_id)
        self._tell_follower(call_id, list(call.tracks.values()) if call else [])

    def unfollow(self, call_id: UUID, follower: Callable[[UpTrack], None]) -> None:
        """Tell it no more; fine if it wasn't told, or another one is told by now."""
        if self._followers.get(call_id) == follower:
            del self._followers[call_id]

    async def close_peer(self, peer_id: UUID) -> None:
        peer = self._peers.get(peer_id)
        if peer:
            await self._end(peer, CloseReason.BYE)

    async def close_call(self, call_id: UUID) -> None:
        call = self._calls.get(call_id)
        if call:
            await asyncio.gather(*(self._end(peer, CloseReason.BYE) for peer in list(call.peers.values())))

    def move_call(self, call_id: UUID) -> None:
        call = self._calls.get(call_id)
        for peer in list(call.peers.values()) if call else []:
            self._take_out(peer, CloseReason.MOVED)
            self._in_background(self._close(peer))

    async def close(self) -> None:
        """Say goodbye to everybody and free the port; closing twice is fine."""
        await asyncio.gather(*(self._end(peer, CloseReason.SHUTDOWN) for peer in list(self._peers.values())))
        while self._ending:
            await asyncio.wait(self._ending)
        await self._housekeeping.stop()
        if self._port:
            self._port.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.close()

    # Connecting

    def _known(self, peer_id: UUID) -> Peer:
        peer = self._peers.get(peer_id)
        if peer is None:
            raise NoSuchPeer
        return peer

    def _opened(self) -> UdpPort:
        if self._port is None:
            raise RuntimeError("The media server has not been started")
        return self._port

    async def _resolved(self, host: str) -> str:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_DGRAM)
        return str(found[0][4][0])

    def _connect(self, call_id: UUID, peer_id: UUID, offer: Offer, replaced: Peer | None) -> Peer:
        certificate = RTCCertificate.generateCertificate()  # of its own, so that clients notice a new connection
        connection = PeerConnection(peer_id, self._connection_ids.next())
        peer = Peer(connection, call_id, offer, self._opened(), certificate, self._settings)
        if replaced:
            peer.cut = replaced.cut
            self._remove(replaced)
            self._in_background(self._close(replaced))
        self._peers[peer_id] = peer
        self._calls.setdefault(call_id, MediaCall(call_id)).peers[peer_id] = peer
        self._running[peer] = asyncio.create_task(self._run(peer))
        return peer

    def _take_over(self, peer: Peer, offer: Offer, kinds: Mapping[str, TrackKind]) -> None:
        call = self._calls[peer.call_id]
        peer.offered = offer, kinds
        begun, ended = peer.apply(offer, {mid: kind for mid, kind in kinds.items() if kind not in peer.barred})
        call.end(ended)
        call.begin(begun)
        self._tell_follower(peer.call_id, begun)
        self._reporter.tracks(peer, begun, ended)

    def _answer(self, peer: Peer, wanted: Mapping[str, UUID] | None) -> Answer:
        call, now = self._calls[peer.call_id], asyncio.get_running_loop().time()
        missing: tuple[str, ...] = ()
        if wanted is None:
            call.assign(peer, now)
        else:
            missing = call.switch(peer, wanted, now)
        local = peer.local_transport(self._hosts, self._opened().number)
        sdp = answer_sdp(*peer.next_version(), local, peer.answered(call.streams()))
        return Answer(peer.connection.id, sdp, call.received(peer), missing)

    async def _run(self, peer: Peer) -> None:
        """However the handshake ends, the peer is connected then, or gone."""
        try:
            await self._handshake(peer)
        except HandshakeFailed:
            self._fail(peer)
        except Exception:  # of OpenSSL or aiortc, whose authors know which
            logger.exception("The handshake with %s ended in an unexpected way", peer.peer_id)
            self._fail(peer)
        else:
            self._connected(peer)
            await peer.transport.ended()
            self._drop(peer)

    async def _handshake(self, peer: Peer) -> None:
        """Closing the path ends aiortc's handshake; it can miss being cancelled, as it waits with `wait_for`."""
        deadline = asyncio.get_running_loop().call_later(self._settings.connect_within, peer.ice.close)
        try:
            await peer.transport.handshake(peer.fingerprints)
        finally:
            deadline.cancel()

    def _connected(self, peer: Peer) -> None:
        if not self._is_present(peer):
            return
        peer.connected = True
        self._reporter.connected(peer)

    def _fail(self, peer: Peer) -> None:
        if not self._is_present(peer):
            return
        if peer.ice.remote is None:
            reason = f"no UDP packet arrived: is port {self._opened().number}/udp open?"
        elif peer.transport.peer_refused:
            reason = "the client's certificate is not the one of its offer (a=fingerprint)"
        else:
            reason = (
                "the DTLS handshake did not finish: does something between client and server change or drop packets?"
            )
        self._remove(peer)
        self._in_background(self._close(peer))
        self._reporter.failed(peer, reason)

    # Ending

    async def _end(self, peer: Peer, reason: CloseReason) -> None:
        """Take the peer out at once, then wait until its transport is closed."""
        if self._is_present(peer):
            self._take_out(peer, reason)
            await self._close(peer)

    def _take_out(self, peer: Peer, reason: CloseReason) -> None:
        at = self._reporter.end_of(peer, reason)
        self._remove(peer, at)
        self._reporter.closed(peer, at, reason)

    def _remove(self, peer: Peer, at: datetime | None = None) -> None:
        """`at` is when it was over, if not now."""
        self._reporter.removed(peer, at)
        del self._peers[peer.peer_id]
        call = self._calls[peer.call_id]
        del call.peers[peer.peer_id]
        call.end(list(peer.up.values()))
        for subscription in peer.subscriptions.values():
            subscription.stop()
        if not call.peers:
            del self._calls[peer.call_id]

    async def _close(self, peer: Peer) -> None:
        running = self._running.pop(peer)
        running.cancel()
        await peer.transport.close()
        await asyncio.wait({running})

    def _is_present(self, peer: Peer) -> bool:
        return self._peers.get(peer.peer_id) is peer

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    def _tell_follower(self, call_id: UUID, tracks: list[UpTrack]) -> None:
        if follower := self._followers.get(call_id):
            for track in tracks:
                follower(track)

    def _drop(self, peer: Peer) -> None:
        self._in_background(self._end(peer, CloseReason.DROPPED))


def _check_named(peer: Peer | None, continues: UUID | None, replaces: UUID | None) -> None:
    """A connection that is over can be replaced, but can't go on, nor take the place of one that is up since.

    One that isn't up yet may be one whose answer never arrived: then its own client offers again, and can't name it.
    """
    here = peer.connection.id if peer else None
    if continues and here != continues:
        raise NoSuchConnection
    if replaces and peer and peer.connected and here != replaces:
        raise NoSuchConnection
