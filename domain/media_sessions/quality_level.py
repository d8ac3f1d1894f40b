"""How good a call is for whoever is in it: one word for a sample of how their media travelled."""

from enum import StrEnum

from domain.media_sessions.media_session import Quality


class QualityLevel(StrEnum):
    """From what nobody notices to what makes people ask each other whether they are still there."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


FAIR_FROM = {"loss": 0.02, "jitter_us": 30_000, "round_trip_us": 300_000}
POOR_FROM = {"loss": 0.1, "jitter_us": 100_000, "round_trip_us": 800_000}
"""A share of the packets, and microseconds. Round trips are twice the delays that ITU-T G.114 names, 150 and 400 ms."""

LEAST_PACKETS = 50  # of which one is lost, and that is 2 %
CLEARLY = 1.25  # times worse, and it would still be of the better level
BETTER_FIRST = list(QualityLevel)


def level_of(quality: Quality, before: QualityLevel | None = None) -> QualityLevel:
    """By the worst of its measures; what nobody has measured is good.

    `before`: the level until then. It gets worse at once, and better only where it is clearly better, so that what goes
    up and down around a limit is not told each time.
    """
    level = _level(quality, 1)
    if before is None or BETTER_FIRST.index(level) >= BETTER_FIRST.index(before):
        return level
    return _level(quality, CLEARLY)


def _level(quality: Quality, factor: float) -> QualityLevel:
    measured = _measures(quality)
    for level, limits in ((QualityLevel.POOR, POOR_FROM), (QualityLevel.FAIR, FAIR_FROM)):
        if any(value * factor >= limits[name] for name, value in measured):
            return level
    return QualityLevel.GOOD


def _measures(quality: Quality) -> list[tuple[str, float]]:
    measures = (
        ("loss", quality.up_loss if quality.up_packets + quality.up_lost_packets >= LEAST_PACKETS else None),
        ("loss", quality.down_loss if quality.down_packets + quality.down_lost_packets >= LEAST_PACKETS else None),
        ("jitter_us", quality.up_jitter_us),
        ("jitter_us", quality.down_jitter_us),
        ("round_trip_us", quality.round_trip_us),
    )
    return [(name, value) for name, value in measures if value is not None]
