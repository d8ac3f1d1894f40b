"""What is published about facts is true of every fact that was ever stored, told by somebody else's validator."""

from pathlib import Path
from typing import Any

import pytest

from event_log.reference.published import published, today_s, versions_of
from tests.event_log.earlier_versions import as_it_was_when_added
from tests.event_log.stored_facts import samples

jsonschema: Any = pytest.importorskip("jsonschema")

FOLDER = Path("docs/events")
PUBLISHED = published(FOLDER)
STORED = [(topic, name, state) for topic, of_topic in samples().items() for name, state in of_topic.items()]
EARLIER = [
    (earlier, later)
    for topic in samples()
    for earlier, later in zip(versions_of(topic, PUBLISHED), versions_of(topic, PUBLISHED)[1:], strict=False)
]


def validator(schema: Any) -> Any:
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


def of_sample(topic: str, name: str) -> Any:
    """The published schema for the version that a sample has."""
    version, *rest = name.split()
    envelope = f".envelope-{rest[1]}" if rest[:1] == ["envelope"] else ""
    return PUBLISHED[f"{topic}.{version}{envelope}"]


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_schema_is_one(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(PUBLISHED[name])


@pytest.mark.parametrize(("topic", "name", "state"), STORED, ids=[f"{topic} {name}" for topic, name, _ in STORED])
def test_a_stored_fact_is_valid_by_its_schema(topic: str, name: str, state: dict[str, Any]) -> None:
    validator(of_sample(topic, name)).validate(state)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_schema_refuses_what_lacks_a_field_or_has_another_or_one_of_another_type(name: str) -> None:
    topic, _, version = name.rpartition(".")
    state, valid = samples()[topic][version], validator(PUBLISHED[name])
    for field in state:
        assert not valid.is_valid({each: value for each, value in state.items() if each != field})
        assert not valid.is_valid(state | {field: {"no": "such thing"}})
    assert not valid.is_valid(state | {"unheard_of": 1})


def test_there_is_no_schema_without_a_sample() -> None:
    assert {f"{topic}.{name.split()[0]}" for topic, name, _ in STORED} == PUBLISHED.keys()


@pytest.mark.parametrize(("earlier", "later"), EARLIER)
def test_a_schema_stays_as_it_was_when_the_next_version_came(earlier: str, later: str) -> None:
    assert earlier not in today_s()
    file = FOLDER / f"{earlier}.json"
    assert file.read_text() == as_it_was_when_added(file.absolute(), FOLDER / f"{later}.json")
