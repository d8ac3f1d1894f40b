from itertools import pairwise
from uuid import UUID

from media.sfu.rising_ids import RisingIds


def test_each_id_is_higher_than_the_one_before() -> None:
    ids = RisingIds()
    made = [ids.next() for _ in range(10_000)]
    assert all(one < another for one, another in pairwise(made))
    assert {(each.version, each.variant) for each in made} == {(7, "specified in RFC 4122")}


def test_they_go_on_rising_when_the_clock_is_set_back() -> None:
    ids = RisingIds()
    ids._last = an_hour_ahead = UUID(int=ids.next().int + (3_600_000 << 80))
    assert ids.next() > an_hour_ahead
