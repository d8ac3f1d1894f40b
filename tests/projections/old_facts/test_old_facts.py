"""Old facts still come to what they came to: each sample, as it is stored, goes through its aggregate and all views."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from event_log.vault.sealing import Sealer
from tests.databases import new_database
from tests.event_log.earlier_versions import earlier_versions
from tests.event_log.known_keys import KnownKeys, known_sealer
from tests.event_log.leading_there import PEOPLE, STREAMS, stream_of
from tests.event_log.samples import samples
from tests.event_log.variants import id_named
from tests.projections.old_facts.outcomes import OUTCOMES, held, outcomes

SEALED = [topic for topic, of_topic in samples().items() if any(name.endswith("sealed") for name in of_topic)]


@pytest.fixture(scope="module")
def views_url(postgres_url: str) -> Iterator[str]:
    """A database with the views, all of them empty."""
    with new_database(postgres_url) as url:
        yield url


@pytest.mark.parametrize("topic", samples())
def test_stored_facts_come_to_what_they_always_came_to(views_url: str, topic: str) -> None:
    kept = held().get(topic)
    found = json.loads(json.dumps(dict(outcomes(views_url, topic, known_sealer()))))
    assert found == kept, "if that is meant, run python -m tests.projections.old_facts.outcomes, and read its diff"


@pytest.mark.parametrize("topic", SEALED)
def test_stored_facts_can_be_folded_when_all_whose_texts_they_have_are_erased(views_url: str, topic: str) -> None:
    keys = KnownKeys()
    for subject in (*STREAMS.values(), *PEOPLE, *map(id_named, samples()[topic]["1"]), stream_of(topic)):
        keys.destroy(subject)
    for name, outcome in outcomes(views_url, topic, Sealer(keys)):
        assert outcome["rows"].keys() <= held()[topic][name]["rows"].keys()
        for field in sealed_in(samples()[topic][name]):
            assert f'"some {field}"' not in json.dumps(outcome)


def sealed_in(state: dict[str, Any]) -> list[str]:
    return [field for field, value in state.items() if isinstance(value, dict) and value.keys() == {"sealed"}]


def test_no_outcome_that_was_ever_committed_is_missing() -> None:
    now = {(topic, name) for topic, of_topic in held().items() for name in of_topic}
    for commit, earlier in earlier_versions(OUTCOMES):
        for topic, of_topic in json.loads(earlier).items():
            assert {(topic, name) for name in of_topic} <= now, f"as at {commit}"


def test_most_samples_change_what_somebody_sees() -> None:
    """Some are about what nobody is shown, such as a request that was handled."""
    shown = [topic for topic, of_topic in held().items() if any(outcome["rows"] for outcome in of_topic.values())]
    assert len(shown) > 0.7 * len(held())
