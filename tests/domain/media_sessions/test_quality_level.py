"""How good a call is by what was measured."""

from typing import Any

import pytest

from domain.media_sessions.media_session import Quality
from domain.media_sessions.quality_level import QualityLevel, level_of
from tests.domain.media_sessions.test_media_session import QUALITY

GOOD, FAIR, POOR = QualityLevel


def measured(**values: Any) -> Quality:
    """Of a thousand packets each way; nothing else was measured."""
    usual = {"up_packets": 1_000, "down_packets": 1_000}
    return Quality(**vars(QUALITY) | usual | values)


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ({}, GOOD),
        ({"up_lost_packets": 19, "down_jitter_us": 29_999, "round_trip_us": 299_999}, GOOD),
        ({"up_lost_packets": 21}, FAIR),
        ({"down_lost_packets": 21}, FAIR),
        ({"up_jitter_us": 30_000}, FAIR),
        ({"down_jitter_us": 30_000}, FAIR),
        ({"round_trip_us": 300_000}, FAIR),
        ({"down_lost_packets": 120}, POOR),
        ({"up_jitter_us": 100_000}, POOR),
        ({"round_trip_us": 800_000, "down_jitter_us": 30_000}, POOR),
        ({"up_packets": 20, "up_lost_packets": 20}, GOOD),  # too few to tell
        ({"up_packets": 0, "down_packets": 0}, GOOD),
    ],
)
def test_the_worst_of_the_measures_says_the_level(values: dict[str, int], level: QualityLevel) -> None:
    assert level_of(measured(**values)) is level


def test_it_gets_worse_at_once_and_better_when_it_clearly_is() -> None:
    level, levels = GOOD, []
    for round_trip_us in (301_000, 299_000, 310_000, 250_000, 230_000, 800_000, 700_000, 600_000, 200_000):
        level = level_of(measured(round_trip_us=round_trip_us), level)
        levels.append(level)
    assert levels == [FAIR, FAIR, FAIR, FAIR, GOOD, POOR, POOR, FAIR, GOOD]


def test_a_very_bad_stretch_that_ends_may_be_good_at_once() -> None:
    assert level_of(measured(), POOR) is GOOD
