import json
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.utils import get_topic

from domain.kernel.fact import Fact
from domain.kernel.occasion import Cause
from event_log.mapper import FactMapper
from tests.event_log.stored_facts import ORIGINATOR, all_facts, samples, version_of

STORED = [(topic, version, state) for topic, versions in samples().items() for version, state in versions.items()]


@pytest.mark.parametrize(
    ("topic", "version", "state"), STORED, ids=[f"{topic} {version}" for topic, version, _ in STORED]
)
def test_every_fact_ever_stored_can_still_be_read(topic: str, version: str, state: dict[str, Any]) -> None:
    mapper = FactMapper()
    fact = mapper.to_domain_event(StoredEvent(ORIGINATOR, 2, topic, json.dumps(state).encode()))
    assert isinstance(fact, Fact)
    assert isinstance(fact.cause, Cause)
    if version == version_of(type(fact)):
        assert json.loads(mapper.to_stored_event(fact).state) == state


@pytest.mark.parametrize("kind", all_facts(), ids=get_topic)
def test_every_fact_has_a_sample(kind: type[Fact]) -> None:
    assert version_of(kind) in samples().get(get_topic(kind), {}), "run python -m tests.event_log.stored_facts"
