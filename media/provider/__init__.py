"""The port: what Ringlog asks of whatever carries its media, and what that reports. `media.sfu` is one provider."""

from media.provider.errors import (
    KindNotAllowed,
    MediaError,
    NoSuchConnection,
    NoSuchPeer,
    OfferRefused,
    UnknownSection,
    WantedRefused,
)
from media.provider.events import CloseReason, MediaEvents, PeerConnection
from media.provider.provider import MAX_OFFER_BYTES, Answer, MediaProvider
from media.provider.quality import PeerQuality, ReceivedQuality, SentQuality
from media.provider.sample import Flow, Sample
from media.provider.tracks import VIDEO, ReceivedTrack, TrackKind

__all__ = [
    "MAX_OFFER_BYTES",
    "VIDEO",
    "Answer",
    "CloseReason",
    "Flow",
    "KindNotAllowed",
    "MediaError",
    "MediaEvents",
    "MediaProvider",
    "NoSuchConnection",
    "NoSuchPeer",
    "OfferRefused",
    "PeerConnection",
    "PeerQuality",
    "ReceivedQuality",
    "ReceivedTrack",
    "Sample",
    "SentQuality",
    "TrackKind",
    "UnknownSection",
    "WantedRefused",
]
