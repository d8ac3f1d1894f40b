from datetime import timedelta
from itertools import pairwise

from domain.kernel.clock import SteadyClock, system_clock
from tests.people import AT, after


class Machine:
    """Its wall clock can be set; its other clock counts from its start."""

    def __init__(self) -> None:
        self.wall = AT
        self.elapsed = 0.0

    def pass_time(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.elapsed += seconds

    def clock(self) -> SteadyClock:
        return SteadyClock(lambda: self.wall, lambda: self.elapsed)


def test_the_clock_is_the_wall_clock() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.pass_time(10)
    assert clock() == after(10)


def test_a_wall_clock_that_is_set_back_is_waited_for_without_going_back_or_standing_still() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.wall -= timedelta(seconds=6)
    seen = []
    for _ in range(10):
        machine.pass_time(10)
        seen.append(clock())
    assert seen[:2] == [after(9), after(18)]
    assert all(earlier < later for earlier, later in pairwise(seen))
    assert seen[5:] == [after(54), after(64), after(74), after(84), after(94)]


def test_a_wall_clock_that_is_set_forward_is_followed_at_once() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.wall += timedelta(hours=1)
    assert clock() == after(3600)


def test_the_process_has_one_steady_clock() -> None:
    assert isinstance(system_clock, SteadyClock)
    assert system_clock() <= system_clock()
