"""How the media server listens, what it tells clients about itself, and how patient it is."""

from dataclasses import dataclass

from media.provider import MAX_OFFER_BYTES


@dataclass(frozen=True, slots=True)
class MediaSettings:
    """Durations are in seconds, rates in bits per second."""

    listen_host: str = "0.0.0.0"  # noqa: S104 - media comes from outside; a narrower address can be set
    udp_port: int = 8443  # 0 takes a free one
    ice_hosts: tuple[str, ...] = ()  # addresses clients are told to send to; empty means this machine's own
    connect_within: float = 10.0
    dropped_after: float = 10.0  # of silence
    alive_every: float = 5.0
    sample_every: float = 10.0
    audio_limit: int = 512_000
    video_limit: int = 6_000_000
    max_sections: int = 128  # media sections in one offer
    max_offer_bytes: int = MAX_OFFER_BYTES
