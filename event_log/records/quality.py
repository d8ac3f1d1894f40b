"""How well media travelled: each measure's mean, median, 95th percentile and worst, by the time that it was so.

A sample is recorded only when it differs from the one before, so it stands for the time until the next one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from domain.media_sessions.media_session import Quality

MS = timedelta(milliseconds=1)


class Spread(msgspec.Struct, frozen=True, rename="camel"):
    """Of one measure: not worse than `p50` for half of the time, than `p95` for 95 percent of it, than `worst` ever."""

    mean: float
    p50: float
    p95: float
    worst: float


class QualityRecord(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Up from the clients to the server, down to the clients. Times are in ms, losses shares of the packets, 0 to 1.

    None where nobody has measured.
    """

    samples: int
    round_trip_ms: Spread | None
    up_jitter_ms: Spread | None
    down_jitter_ms: Spread | None
    up_loss: Spread | None
    down_loss: Spread | None


class Sample(NamedTuple):
    """What was measured over a stretch that ends `at`."""

    at: datetime
    quality: Quality

    @property
    def since(self) -> datetime:
        return self.at - timedelta(milliseconds=self.quality.over_ms)


class Weighed(NamedTuple):
    """A sample, and for how many milliseconds it was so."""

    quality: Quality
    weight: int


def weighed(samples: Sequence[Sample], ended_at: datetime | None) -> Iterator[Weighed]:
    """The samples of one connection, in their order; the last one stands until the connection ended, if it did."""
    if not samples:
        return
    begins = [sample.since for sample in samples]
    last = samples[-1].at
    ends = [*begins[1:], last if ended_at is None or ended_at < last else ended_at]
    for sample, begin, end in zip(samples, begins, ends, strict=True):
        yield Weighed(sample.quality, _ms(end - begin))


def quality_of(measured: Sequence[Weighed]) -> QualityRecord | None:
    """None without samples."""
    if not measured:
        return None
    return QualityRecord(
        samples=len(measured),
        round_trip_ms=_spread(measured, lambda quality: _of_us(quality.round_trip_us)),
        up_jitter_ms=_spread(measured, lambda quality: _of_us(quality.up_jitter_us)),
        down_jitter_ms=_spread(measured, lambda quality: _of_us(quality.down_jitter_us)),
        up_loss=_spread(measured, lambda quality: quality.up_loss),
        down_loss=_spread(measured, lambda quality: quality.down_loss),
    )


def _spread(measured: Iterable[Weighed], measure: Callable[[Quality], float | None]) -> Spread | None:
    values = sorted([(value, weight) for quality, weight in measured if (value := measure(quality)) is not None])
    if not values:
        return None
    total = sum([weight for _, weight in values])
    mean = round(sum([value * weight for value, weight in values]) / total, 6)
    return Spread(mean, _percentile(values, total, 50), _percentile(values, total, 95), values[-1][0])


def _percentile(values: Sequence[tuple[float, int]], total: int, percent: int) -> float:
    """The smallest value that this part of the time wasn't above."""
    reached = 0
    for value, weight in values:
        reached += weight
        if reached * 100 >= total * percent:
            return value
    raise AssertionError("all of the time is 100 percent")


def _of_us(microseconds: int | None) -> float | None:
    return None if microseconds is None else microseconds / 1000


def _ms(duration: timedelta) -> int:
    """Never nothing: whatever was measured counts."""
    ms = duration // MS
    return ms if ms > 0 else 1
