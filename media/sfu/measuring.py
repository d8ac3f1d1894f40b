"""Taking a peer's measurements: from its tracks' counters and what the client has reported."""

from collections.abc import Iterator

from media.provider import PeerQuality, ReceivedQuality, SentQuality
from media.sfu.peer import Peer
from media.sfu.up_track import UpTrack


def measured(peer: Peer) -> PeerQuality:
    """How the peer's media travels, as of now."""
    return PeerQuality(
        peer_id=peer.peer_id,
        call_id=peer.call_id,
        connected=peer.connected,
        address=peer.ice.remote[0] if peer.ice.remote else None,
        bitrate_in=peer.rate_in.bits_per_second,
        bitrate_out=peer.rate_out.bits_per_second,
        sends=tuple(_sent(track) for track in peer.up.values()),
        receives=tuple(_received(peer)),
    )


def _sent(track: UpTrack) -> SentQuality:
    reception = track.reception
    return SentQuality(
        track_id=track.track_id,
        kind=track.kind,
        packets=reception.packets,
        octets=reception.octets,
        lost=reception.lost,
        jitter=reception.jitter * 1000 / reception.clock_rate,
        over_limit=track.over_limit,
        forwarding=track.forwarding,
    )


def _received(peer: Peer) -> Iterator[ReceivedQuality]:
    for mid, subscription in peer.subscriptions.items():
        track, heard = subscription.track, subscription.heard
        if track is None:
            continue
        yield ReceivedQuality(
            mid=mid,
            track_id=track.track_id,
            publisher_id=track.publisher_id,
            kind=track.kind,
            packets=subscription.packets,
            octets=subscription.octets,
            repeated=subscription.repeated,
            lost=heard.lost if heard else None,
            fraction_lost=heard.fraction_lost / 256 if heard else None,
            jitter=heard.jitter * 1000 / subscription.clock_rate if heard else None,
            round_trip=subscription.round_trip * 1000 if subscription.round_trip is not None else None,
        )
