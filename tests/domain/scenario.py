"""Given an aggregate, when a command comes, then it states these facts, or refuses, or stays quiet."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, Self

import pytest

from domain.kernel.aggregate import Root
from domain.kernel.errors import DomainError

ENVELOPE = {"originator_id", "originator_version", "originator_topic", "cause"}
Expected = tuple[type, dict[str, object]]


def payload(fact: object) -> dict[str, object]:
    """A fact's own business facts, and when it happened."""
    return {name: value for name, value in vars(fact).items() if name not in ENVELOPE}


class Scenario:
    def __init__(self, aggregate: Root) -> None:
        self.aggregate = deepcopy(aggregate)
        self.aggregate.collect_events()
        self.command: Callable[[], object] = lambda: None

    def when(self, command: Callable[..., object], /, **arguments: Any) -> Self:
        self.command = lambda: command(self.aggregate, **arguments)
        return self

    def then(self, *expected: Expected) -> None:
        """Exactly these facts, in this order, with exactly these payloads."""
        self.command()
        stated = [(type(fact), payload(fact)) for fact in self.aggregate.collect_events()]
        assert stated == list(expected)

    def then_nothing(self) -> None:
        self.then()

    def then_refused(self, error: type[DomainError]) -> None:
        before = dict(vars(self.aggregate))
        with pytest.raises(error) as refusal:
            self.command()
        assert type(refusal.value) is error
        assert vars(self.aggregate) == before
        assert self.aggregate.collect_events() == []


def given(aggregate: Root) -> Scenario:
    return Scenario(aggregate)
