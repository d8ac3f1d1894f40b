"""The envelope of all facts changes at one place: shown by a second version, made up."""

import json
import re
from dataclasses import dataclass
from typing import Any, get_type_hints
from uuid import UUID

import pytest
from eventsourcing.persistence import MapperDeserialisationError, StoredEvent

from domain.calls.call import Call
from domain.kernel.fact import Fact
from domain.recordings.recording import Recording
from event_log.mapper import FactMapper
from tests.event_log.known_keys import known_sealer
from tests.event_log.leading_there import place_of
from tests.event_log.samples import samples
from tests.event_log.variants import id_named

ENDED, STOPPED = "ringlog.Call.Ended", "ringlog.Recording.StopRequested"


@dataclass(frozen=True)
class SecondCause:
    """Says who acted in two fields, and no longer from where."""

    actor_kind: str
    actor_id: str
    correlation_id: UUID
    causation_id: str

    @property
    def person(self) -> UUID | None:
        return UUID(self.actor_id) if self.actor_kind == "user" else None


def upcast(state: dict[str, Any]) -> None:
    cause = state["cause"]
    cause["actor_kind"], cause["actor_id"] = re.split("[: ]", cause.pop("actor"))
    del cause["origin"]


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> FactMapper:
    """A mapper of a program whose envelope has a second version."""
    monkeypatch.setattr(Fact, "envelope_version", 2)
    monkeypatch.setattr(Fact, "upcast_envelope_v1_v2", staticmethod(upcast), raising=False)
    monkeypatch.setitem(Fact.__annotations__, "cause", SecondCause)
    assert get_type_hints(Call.Ended)["cause"] is SecondCause
    return FactMapper(known_sealer())


def stored(topic: str, version: str, **more: Any) -> StoredEvent:
    return StoredEvent(*place_of(topic), topic, json.dumps(samples()[topic][version] | more).encode())


@pytest.mark.parametrize(
    ("topic", "version"), [(topic, version) for topic, versions in samples().items() for version in versions]
)
def test_the_envelopes_of_all_facts_are_upcast_at_once(changed: FactMapper, topic: str, version: str) -> None:
    fact: Any = changed.to_domain_event(stored(topic, version))
    if version.endswith("sealed"):
        assert fact.cause == SecondCause("user", str(id_named("user_id")), id_named("correlation_id"), "request:1")
    else:
        assert fact.cause == SecondCause("some", "actor", id_named("correlation_id"), "some causation_id")


def test_the_second_version_is_written_with_its_number_and_read_as_it_is(changed: FactMapper) -> None:
    ended = changed.to_domain_event(stored(ENDED, "1"))
    written = changed.to_stored_event(ended)
    state = json.loads(written.state)
    assert state["envelope_version"] == 2
    assert state["cause"]["actor_kind"] == "some"
    assert changed.to_domain_event(written) == ended
    assert "envelope_version" not in vars(ended)


def test_a_fact_s_own_versions_go_on_beside_the_envelope_s(changed: FactMapper) -> None:
    stopped: Any = changed.to_domain_event(stored(STOPPED, "1"))
    assert isinstance(stopped, Recording.StopRequested)
    state = json.loads(changed.to_stored_event(stopped).state)
    assert (state["class_version"], state["envelope_version"]) == (2, 2)


@pytest.mark.parametrize("cause", [{}, {"cause": {"actor_kind": "some"}}], ids=["as it was", "not as it was"])
@pytest.mark.parametrize("topic", [ENDED, STOPPED])
def test_an_envelope_from_the_future_is_refused(topic: str, cause: dict[str, Any]) -> None:
    refusal = r"the envelope's version 2 is newer than version 1 of this program"
    stream, place = place_of(topic)
    with pytest.raises(MapperDeserialisationError, match=rf"^{topic} {stream} {place}: {refusal}$"):
        FactMapper(known_sealer()).to_domain_event(stored(topic, "1", envelope_version=2, **cause))


def test_a_fact_of_a_class_without_versions_is_refused_if_it_has_one_from_the_future() -> None:
    with pytest.raises(MapperDeserialisationError, match=r"version 2 is newer than version 1 of this program$"):
        FactMapper(known_sealer()).to_domain_event(stored(ENDED, "1", class_version=2))
