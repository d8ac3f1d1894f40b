"""One client's connection: its transport, the tracks it publishes and those it receives."""

import asyncio
import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from aiortc import RTCCertificate

from media.provider import VIDEO, OfferRefused, PeerConnection, TrackKind
from media.sfu.bitrate import Bitrate
from media.sfu.media_settings import MediaSettings
from media.sfu.sampling import Sampler
from media.sfu.track_subscription import TrackSubscription
from media.sfu.transport.dtls_srtp import SecureTransport
from media.sfu.transport.ice_lite import IceCredentials, IceLite
from media.sfu.transport.udp_port import UdpPort
from media.sfu.up_track import UpTrack
from media.sfu.wire import rtcp
from media.sfu.wire.sdp_answer import AnsweredSection, LocalTransport, Sent
from media.sfu.wire.sdp_offer import Offer, Section


class Peer:
    """Knows its own sections only; who receives whom is the call's business."""

    def __init__(
        self,
        connection: PeerConnection,
        call_id: UUID,
        offer: Offer,
        port: UdpPort,
        certificate: RTCCertificate,
        settings: MediaSettings,
    ) -> None:
        self.peer_id = connection.peer_id
        self.connection = connection
        self.call_id = call_id
        self.fingerprints = offer.fingerprints
        self.sections: tuple[Section, ...] = ()
        self.up: dict[str, UpTrack] = {}
        self.subscriptions: dict[str, TrackSubscription] = {}
        self.offered: tuple[Offer, Mapping[str, TrackKind]] = (offer, {})
        self.cut: set[TrackKind] = set()
        self.barred: set[TrackKind] = set()
        self.connected = False
        self.alive_at: datetime | None = None  # as reported
        self.rate_in, self.rate_out = Bitrate(), Bitrate()
        self._settings = settings
        self._certificate = certificate
        self._now = asyncio.get_running_loop().time
        self.offered_at = self._now()
        self.sampler = Sampler(self.offered_at)
        self.ice = IceLite(port, self._now, IceCredentials(offer.ufrag, offer.password))
        self._is_dtls_server = not offer.client_is_dtls_server
        self.transport = SecureTransport(
            self.ice, certificate, is_server=self._is_dtls_server, on_rtp=self._rtp, on_rtcp=self._rtcp
        )
        self._remote_ufrag = offer.ufrag
        self._ssrc = secrets.randbits(32)
        self._session_id = secrets.randbits(62)
        self._version = 0
        self._by_ssrc: dict[int, UpTrack] = {}
        self._by_own_ssrc: dict[int, TrackSubscription] = {}

    def check(self, offer: Offer) -> None:
        """Whether an offer continues this connection (RFC 9429 §5.2.2). Raises OfferRefused."""
        if len(offer.sections) < len(self.sections):
            raise OfferRefused("The offer has fewer media sections than the one before.")
        for old, new in zip(self.sections, offer.sections, strict=False):
            if old.accepted and (old.mid, old.media) != (new.mid, new.media):
                raise OfferRefused(f"Media section {old.mid} of the offer before is missing or has moved.")

    def apply(self, offer: Offer, kinds: Mapping[str, TrackKind]) -> tuple[list[UpTrack], list[UpTrack]]:
        """Take over a checked offer, with what each sending section carries; the tracks that begin, and those that end.

        A track whose section now carries something else ends, and another begins.
        """
        if offer.ufrag != self._remote_ufrag:
            self._remote_ufrag = offer.ufrag
            self.ice.restart(IceCredentials(offer.ufrag, offer.password))
        self.sections = offer.sections
        live = {section.mid: section for section in offer.sections if section.accepted}
        ended = [self.up.pop(mid) for mid, track in list(self.up.items()) if kinds.get(mid) is not track.kind]
        begun = [self._publish(live[mid], kind) for mid, kind in kinds.items() if mid not in self.up]
        for mid, track in self.up.items():
            self._describe(track, live[mid])
        self._by_ssrc = {ssrc: self.up[mid] for mid in self.up for ssrc in live[mid].ssrcs}
        self._update_subscriptions(live)
        return begun, ended

    def answered(self, streams: Mapping[UUID, str]) -> list[AnsweredSection]:
        """What becomes of each section of the last offer; `streams` names the publishers' streams."""
        return [
            AnsweredSection(section, section.mid in self.up, self._sent(section.mid, streams))
            for section in self.sections
        ]

    def local_transport(self, hosts: tuple[str, ...], port: int) -> LocalTransport:
        """What the client needs to reach this connection."""
        digest = next(each.value for each in self._certificate.getFingerprints() if each.algorithm == "sha-256")
        credentials = self.ice.credentials
        return LocalTransport(credentials.ufrag, credentials.password, digest, self._is_dtls_server, hosts, port)

    def next_version(self) -> tuple[int, int]:
        """Session id and version of the next answer."""
        self._version += 1
        return self._session_id, self._version

    def set_forwarding(self, kind: TrackKind, on: bool) -> None:
        """Applies to the tracks of this kind there are, and to those to come."""
        (self.cut.discard if on else self.cut.add)(kind)
        for track in self.up.values():
            if track.kind is kind:
                track.set_forwarding(on, self._now())

    def second_passed(self) -> None:
        """Report to the client what has arrived, and cap what it sends."""
        now = self._now()
        self.rate_in.add(sum(track.reception.octets for track in self.up.values()), now)
        self.rate_out.add(sum(each.octets for each in self.subscriptions.values()), now)
        active = [track for track in self.up.values() if track.ssrc is not None and track.reception.packets]
        blocks = [track.reception.block(track.ssrc, now) for track in active if track.ssrc is not None]
        if blocks:
            self.transport.send_rtcp(rtcp.receiver_report(self._ssrc, blocks))
        pictures = [track for track in active if track.is_video]
        if pictures:
            limit = sum(track.limit for track in pictures) * 9 // 10
            ssrcs = [track.ssrc for track in pictures if track.ssrc is not None]
            self.transport.send_rtcp(rtcp.maximum_bitrate(self._ssrc, limit, ssrcs))
        for track in pictures:
            track.second_passed(now)
        for subscription in self.subscriptions.values():
            subscription.second_passed()

    def _publish(self, section: Section, kind: TrackKind) -> UpTrack:
        limit = self._settings.video_limit if kind in VIDEO else self._settings.audio_limit
        assert section.codec is not None
        track = UpTrack(self.peer_id, kind, section.codec, limit, self.transport.send_rtcp, self._ssrc)
        track.forwarding = kind not in self.cut
        self.up[section.mid] = track
        return track

    def _describe(self, track: UpTrack, section: Section) -> None:
        assert section.codec is not None
        track.codec = section.codec
        track.extension_ids = section.extension_ids

    def _update_subscriptions(self, live: Mapping[str, Section]) -> None:
        for mid in list(self.subscriptions):
            if mid not in live or not live[mid].receives or live[mid].sends:
                self.subscriptions.pop(mid).stop()
        for section in live.values():
            if section.receives and not section.sends:
                self._subscribe(section)
        self._by_own_ssrc = {each.ssrc: each for each in self.subscriptions.values()}

    def _subscribe(self, section: Section) -> None:
        codec = section.codec
        assert codec is not None
        known = self.subscriptions.get(section.mid)
        if known is None:
            known = self.subscriptions[section.mid] = TrackSubscription(
                codec.clock_rate, codec.payload_type, outlet=self.transport, cname=secrets.token_hex(8)
            )
        known.payload_type = codec.payload_type
        known.extension_ids = section.extension_ids

    def _sent(self, mid: str, streams: Mapping[UUID, str]) -> Sent | None:
        subscription = self.subscriptions.get(mid)
        if subscription is None:
            return None
        track, name = subscription.track, subscription.cname
        described = (streams[track.publisher_id], str(track.track_id)) if track else (name, name)
        return Sent(subscription.ssrc, *described, subscription.cname)

    def _rtp(self, data: bytes) -> None:
        ssrc = int.from_bytes(data[8:12], "big")
        track = self._by_ssrc.get(ssrc) or self._claimed(ssrc, data)
        if track:
            track.received(data, self._now())

    def _claimed(self, ssrc: int, data: bytes) -> UpTrack | None:
        """An undeclared stream belongs to the only track of its payload type that declared none."""
        if any(ssrc in section.ssrcs for section in self.sections):  # of one that is barred
            return None
        declared = set(map(id, self._by_ssrc.values()))
        payload_type = data[1] & 0x7F
        fitting = [t for t in self.up.values() if t.codec.payload_type == payload_type and id(t) not in declared]
        if len(fitting) != 1:
            return None
        self._by_ssrc[ssrc] = fitting[0]
        return fitting[0]

    def _rtcp(self, data: bytes) -> None:
        now = self._now()
        for said in rtcp.parse(data):
            if isinstance(said, rtcp.SenderReport):
                if said.ssrc in self._by_ssrc:
                    self._by_ssrc[said.ssrc].reported(said, now)
            elif said.ssrc in self._by_own_ssrc:
                self._by_own_ssrc[said.ssrc].told(said, now)
