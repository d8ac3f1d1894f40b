"""Counting what arrives, and asking for what doesn't."""

from media.sfu.reception import ASK_AT_MOST, Missing, Reception


def receive(sequences: list[int]) -> Reception:
    reception = Reception(48_000)
    for number, sequence in enumerate(sequences):
        reception.add(sequence & 0xFFFF, number * 960, 100, number * 0.02)
    return reception


def test_an_even_stream_has_no_loss_and_no_jitter() -> None:
    reception = receive(list(range(100)))
    assert (reception.expected, reception.lost, round(reception.jitter)) == (100, 0, 0)


def test_losses_are_counted_across_the_wrap_and_late_packets_are_not_lost() -> None:
    reception = receive([65_533, 65_535, 1, 0])
    assert (reception.expected, reception.lost) == (5, 1)


def test_the_fraction_lost_covers_the_time_since_the_report_before() -> None:
    reception = receive([0, 1, 2, 3])
    assert reception.block(1, 1.0).fraction_lost == 0
    for sequence in (5, 7):
        reception.add(sequence, 0, 100, 1.0)
    assert reception.block(1, 2.0).fraction_lost == 128
    assert reception.block(1, 3.0).fraction_lost == 0


def test_jitter_is_how_unevenly_packets_come() -> None:
    reception = Reception(48_000)
    for number in range(200):
        reception.add(number, number * 960, 100, number * 0.02 + (0.005 if number % 2 else 0.0))
    assert 200 < reception.jitter < 245  # 5 ms are 240 units


def test_a_publisher_starting_over_is_not_a_loss() -> None:
    reception = receive([100, 101, 40_000, 40_001])
    assert (reception.expected, reception.lost) == (2, 0)


def test_a_gap_is_asked_for_at_once_then_again_but_not_for_ever() -> None:
    missing = Missing()
    assert missing.arrived(13, 4, 0.0)
    assert missing.due(0.0) == [10, 11, 12]
    assert missing.due(0.05) == []
    again = [missing.due(0.11 * times) for times in range(1, 10)]
    assert again[: ASK_AT_MOST - 1] == [[10, 11, 12]] * (ASK_AT_MOST - 1)
    assert again[ASK_AT_MOST - 1 :] == [[]] * (10 - ASK_AT_MOST)


def test_what_came_late_is_not_asked_for() -> None:
    missing = Missing()
    missing.arrived(0, 3, 0.0)
    missing.arrived(65_535, -1, 0.0)
    assert missing.due(0.0) == [65_534]


def test_after_an_outage_only_a_keyframe_helps_however_little_is_missing() -> None:
    missing = Missing()
    assert missing.arrived(10, 1, 0.0)
    assert missing.arrived(11, 1, 5.0)
    assert not missing.arrived(13, 2, 10.0)
    assert missing.due(10.0) == []
    assert missing.arrived(15, 2, 10.1)
    assert missing.due(10.1) == [14]


def test_when_much_is_missing_only_a_keyframe_helps() -> None:
    missing = Missing()
    assert not missing.arrived(200, 100, 0.0)
    assert missing.due(0.0) == []
