"""How well one peer's media travels: counters as they stand, for statistics and for the record of a call."""

from dataclasses import dataclass
from uuid import UUID

from media.provider.tracks import TrackKind


@dataclass(frozen=True, slots=True)
class SentQuality:
    """A track on its way from the client. `jitter` is in ms; packets over the bitrate limit were thrown away."""

    track_id: UUID
    kind: TrackKind
    packets: int
    octets: int
    lost: int
    jitter: float
    over_limit: int
    forwarding: bool


@dataclass(frozen=True, slots=True)
class ReceivedQuality:
    """A track on its way to the client, the last four as the client reports: jitter and round trip in ms."""

    mid: str
    track_id: UUID
    publisher_id: UUID
    kind: TrackKind
    packets: int
    octets: int
    repeated: int
    lost: int | None
    fraction_lost: float | None
    jitter: float | None
    round_trip: float | None


@dataclass(frozen=True, slots=True)
class PeerQuality:
    """Everything measured about one peer. `bitrate_in` and `bitrate_out` are bits per second, over the last seconds."""

    peer_id: UUID
    call_id: UUID
    connected: bool
    address: str | None  # where the client's packets come from
    bitrate_in: int
    bitrate_out: int
    sends: tuple[SentQuality, ...]
    receives: tuple[ReceivedQuality, ...]

    @property
    def round_trip(self) -> float | None:
        """The shortest now known, in ms."""
        return min((each.round_trip for each in self.receives if each.round_trip is not None), default=None)

    @property
    def loss(self) -> float:
        """The share of packets lost towards the client, by its latest reports; 0 to 1."""
        reported = [each.fraction_lost for each in self.receives if each.fraction_lost is not None]
        return sum(reported) / len(reported) if reported else 0.0
