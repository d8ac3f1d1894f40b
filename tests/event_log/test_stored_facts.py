"""Whatever was ever written can still be read, and nothing of it is forgotten."""

import json
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.utils import get_topic

from domain.kernel.fact import Fact
from domain.kernel.occasion import Cause
from event_log.mapper import FactMapper
from tests.event_log.earlier_versions import earlier_versions
from tests.event_log.known_keys import known_sealer
from tests.event_log.leading_there import place_of
from tests.event_log.samples import SAMPLES, class_version, samples
from tests.event_log.stored_facts import all_facts, name_of
from tests.event_log.variants import variants

STORED = [(topic, name, state) for topic, of_topic in samples().items() for name, state in of_topic.items()]


@pytest.mark.parametrize(("topic", "name", "state"), STORED, ids=[f"{topic} {name}" for topic, name, _ in STORED])
def test_every_fact_ever_stored_can_still_be_read(topic: str, name: str, state: dict[str, Any]) -> None:
    mapper = FactMapper(known_sealer())
    fact = mapper.to_domain_event(StoredEvent(*place_of(topic), topic, json.dumps(state).encode()))
    assert isinstance(fact, Fact)
    assert isinstance(fact.cause, Cause)
    if class_version(name) == getattr(fact, "class_version", 1):
        written = mapper.to_stored_event(fact)
        assert mapper.to_domain_event(written) == fact
        assert unsealed(json.loads(written.state), state) == state


def unsealed(written: Any, state: Any) -> Any:
    """What is written, but texts where the state has texts that weren't sealed yet."""
    if not isinstance(written, dict):
        return written
    if written.keys() == {"sealed"}:
        return written if isinstance(state, dict) else state
    return {name: unsealed(written[name], state[name]) for name in written}


@pytest.mark.parametrize("kind", all_facts(), ids=get_topic)
def test_every_fact_has_a_sample_of_everything_that_it_can_say(kind: type[Fact]) -> None:
    missing = {name_of(kind, variant) for variant, _ in variants(kind)} - samples().get(get_topic(kind), {}).keys()
    assert missing == set(), "run python -m tests.event_log.stored_facts"


def test_no_sample_that_was_ever_committed_is_gone_or_another() -> None:
    now = samples()
    for commit, earlier in earlier_versions(SAMPLES):
        for topic, of_topic in json.loads(earlier).items():
            for name, state in of_topic.items():
                assert now.get(topic, {}).get(name) == state, f"{topic} {name} is as it was at {commit}"


def test_samples_show_every_member_of_every_enum() -> None:
    """Also of those that stand inside others, found in the facts themselves."""
    shown: dict[type[Enum], set[Enum]] = {}
    for kind in all_facts():
        for _, fact in variants(kind):
            for value in _within(vars(fact).values()):
                if isinstance(value, Enum):
                    shown.setdefault(type(value), set()).add(value)
    assert len(shown) > 10
    for enum, members in shown.items():
        assert members == set(enum)


def _within(values: Any) -> Any:
    for value in values:
        yield value
        if isinstance(value, tuple):
            yield from _within(value)
        elif is_dataclass(value):
            yield from _within(getattr(value, field.name) for field in fields(value))
