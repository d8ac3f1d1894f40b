"""A sample of how a peer's media travels, over a stretch of time."""

from dataclasses import dataclass

NOTICEABLE_LOSS = 0.01  # of the packets
NOTICEABLE_SHARE = 0.25  # of a delay or bitrate, if it is also more than
NOTICEABLE_DELAY = 10.0  # ms
NOTICEABLE_BITRATE = 16_000  # bits per second


@dataclass(frozen=True, slots=True)
class Flow:
    """One direction: `bitrate` in bits per second; `jitter` the worst of its tracks, in ms, None if nobody has said."""

    packets: int
    lost: int
    bitrate: int
    jitter: float | None

    @property
    def loss(self) -> float:
        """The share of the packets that were lost, 0 to 1."""
        return self.lost / (self.packets + self.lost) if self.lost else 0.0


@dataclass(frozen=True, slots=True)
class Sample:
    """A stretch of `seconds`: `up` is what came from the client, `down` what went to it; `round_trip` in ms."""

    seconds: float
    up: Flow
    down: Flow
    round_trip: float | None

    def differs_from(self, other: "Sample") -> bool:
        """Whether somebody would notice."""
        return (
            _flow_differs(self.up, other.up)
            or _flow_differs(self.down, other.down)
            or _differs(self.round_trip, other.round_trip, NOTICEABLE_DELAY)
        )


def _flow_differs(one: Flow, other: Flow) -> bool:
    return (
        bool(one.packets) is not bool(other.packets)
        or abs(one.loss - other.loss) >= NOTICEABLE_LOSS
        or _differs(one.bitrate, other.bitrate, NOTICEABLE_BITRATE)
        or _differs(one.jitter, other.jitter, NOTICEABLE_DELAY)
    )


def _differs(one: float | None, other: float | None, least: float) -> bool:
    if one is None or other is None:
        return one is not other
    return abs(one - other) > max(least, NOTICEABLE_SHARE * max(one, other))
