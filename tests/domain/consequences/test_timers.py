"""Timers speak of facts and of fields that these have: the rest would be found when one is due."""

from typing import get_type_hints

import pytest

from domain.consequences.timers import TIMERS, Timer

ALL = pytest.mark.parametrize("timer", [pytest.param(timer, id=kind) for kind, timer in TIMERS.items()])


@ALL
def test_a_timer_is_due_when_a_fact_says(timer: Timer) -> None:
    assert timer.set_by
    for fact, field in timer.set_by.items():
        assert get_type_hints(fact)[field].__name__ == "datetime"


@ALL
def test_facts_that_set_or_clear_a_timer_say_what_for(timer: Timer) -> None:
    for fact in (*timer.set_by, *timer.cleared_by):
        assert timer.subject in get_type_hints(fact)


@ALL
def test_no_fact_both_sets_and_clears_a_timer(timer: Timer) -> None:
    assert set(timer.set_by).isdisjoint((*timer.cleared_by, *timer.cleared_for_call_by))
