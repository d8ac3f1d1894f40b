"""What is personal in a fact is written sealed, and is a text again, or Erased, for whoever reads it."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import MapperDeserialisationError, StoredEvent

from domain.kernel.personal import Erased, PersonIsErased
from event_log.fact_format import FactNotReadable
from event_log.mapper import FactMapper
from event_log.vault.sealing import Sealer
from tests.event_log.known_keys import KnownKeys
from tests.event_log.lamps import AT, CAUSE
from tests.event_log.letters import Envelope, Letter

LETTER, SENDER, RECIPIENT = uuid4(), uuid4(), uuid4()

# mypy does not know that the library makes dataclasses of facts.
written_class: Any = Letter.Written
lost_class: Any = Letter.Lost

WRITTEN = written_class(
    originator_id=LETTER,
    originator_version=1,
    timestamp=AT,
    cause=replace(CAUSE, actor=f"user:{SENDER}"),
    sender_id=SENDER,
    text="Dear Grace",
    postscript="PS: soon",
    envelope=Envelope(RECIPIENT, "Main Street 1", "Arlington"),
)
LOST = lost_class(
    originator_id=LETTER, originator_version=2, timestamp=AT, cause=CAUSE, sender_id=SENDER, reason="It rained."
)


@pytest.fixture
def keys() -> KnownKeys:
    return KnownKeys()


@pytest.fixture
def mapper(keys: KnownKeys) -> FactMapper:
    return FactMapper(Sealer(keys))


def state(stored: StoredEvent) -> Any:
    return json.loads(stored.state)


def test_personal_texts_are_sealed_and_everything_else_can_be_read(mapper: FactMapper) -> None:
    stored = mapper.to_stored_event(WRITTEN)
    for text in (b"Grace", b"PS", b"Main Street", b"192.0.2.1"):
        assert text not in stored.state
    for sealed in (state(stored)["text"], state(stored)["envelope"]["street"], state(stored)["cause"]["origin"]):
        assert sealed.keys() == {"sealed"}
    assert state(stored)["envelope"]["town"] == "Arlington"
    assert state(stored)["cause"]["actor"] == f"user:{SENDER}"
    assert mapper.to_domain_event(stored) == WRITTEN


def test_the_same_fact_is_written_the_same(mapper: FactMapper) -> None:
    assert mapper.to_stored_event(WRITTEN) == mapper.to_stored_event(WRITTEN)


def test_no_two_texts_are_sealed_to_the_same(mapper: FactMapper) -> None:
    twins = [replace(WRITTEN, originator_version=version, postscript="Dear Grace") for version in (1, 2)]
    sealed = [state(mapper.to_stored_event(twin))[name]["sealed"] for twin in twins for name in ("text", "postscript")]
    assert len(set(sealed)) == 4


def test_what_is_nobody_s_or_is_not_there_is_not_sealed(mapper: FactMapper) -> None:
    anonymous = replace(WRITTEN, sender_id=None, postscript=None, cause=CAUSE)
    stored = mapper.to_stored_event(anonymous)
    assert (state(stored)["text"], state(stored)["postscript"]) == ("Dear Grace", None)
    assert state(stored)["cause"]["origin"] == "192.0.2.1"
    assert mapper.to_domain_event(stored) == anonymous


def test_texts_that_were_written_before_anything_was_sealed_are_read(mapper: FactMapper) -> None:
    stored = mapper.to_stored_event(WRITTEN)
    plain = {**state(stored), "text": "Dear Grace", "cause": {**state(stored)["cause"], "origin": "192.0.2.1"}}
    assert mapper.to_domain_event(replace_state(stored, plain)) == WRITTEN


@pytest.mark.parametrize("gone", [SENDER, LETTER])
def test_texts_whose_keys_are_destroyed_are_erased_and_the_others_stay(
    mapper: FactMapper, keys: KnownKeys, gone: UUID
) -> None:
    stored = mapper.to_stored_event(WRITTEN)
    keys.destroy(gone)
    read: Any = mapper.to_domain_event(stored)
    assert isinstance(read.text, Erased)
    assert isinstance(read.cause.origin, Erased) == (gone == SENDER)
    assert isinstance(read.postscript, Erased) == (gone == SENDER)
    assert read.envelope == WRITTEN.envelope


def test_a_state_that_was_moved_is_refused(mapper: FactMapper) -> None:
    stored = mapper.to_stored_event(WRITTEN)
    for id_, version in ((LETTER, 2), (uuid4(), 1)):
        with pytest.raises(MapperDeserialisationError, match=r"Letter\.Written .* was changed, or moved there"):
            mapper.to_domain_event(StoredEvent(id_, version, stored.topic, stored.state))


def test_texts_that_changed_places_within_a_fact_are_refused(mapper: FactMapper) -> None:
    stored = mapper.to_stored_event(replace(WRITTEN, cause=replace(WRITTEN.cause, origin="PS: soon")))
    swapped = state(stored)
    swapped["postscript"], swapped["cause"]["origin"] = swapped["cause"]["origin"], swapped["postscript"]
    with pytest.raises(MapperDeserialisationError, match="was changed, or moved there"):
        mapper.to_domain_event(replace_state(stored, swapped))


def test_nothing_is_written_about_who_is_erased(mapper: FactMapper, keys: KnownKeys) -> None:
    keys.destroy(SENDER)
    with pytest.raises(PersonIsErased):
        mapper.to_stored_event(WRITTEN)


def test_what_can_not_be_read_any_more_is_not_written_as_if_somebody_had_said_so(mapper: FactMapper) -> None:
    for changed in ({"text": Erased()}, {"sender_id": None, "text": Erased(), "postscript": None, "cause": CAUSE}):
        with pytest.raises(PersonIsErased):
            mapper.to_stored_event(replace(WRITTEN, **changed))


def test_what_has_to_be_recorded_is_recorded_as_erased(mapper: FactMapper, keys: KnownKeys) -> None:
    keys.destroy(SENDER)
    stored = mapper.to_stored_event(LOST)
    read: Any = mapper.to_domain_event(stored)
    assert (state(stored)["reason"], read.reason) == ({"sealed": ""}, Erased())


def test_what_follows_from_a_request_does_not_come_from_an_address(mapper: FactMapper, keys: KnownKeys) -> None:
    """So it is recorded also when whoever asked is erased by then."""
    keys.destroy(SENDER)
    cause = WRITTEN.as_cause_of("timers").cause
    stored = mapper.to_stored_event(replace(LOST, cause=cause))
    assert state(stored)["cause"]["origin"] == "timers"


@pytest.mark.parametrize("wrong", [{"text": 7}, {"text": "a\0b"}, {"text": "\ud800"}, {"postscript": b"no"}])
def test_what_is_no_text_is_not_sealed(mapper: FactMapper, wrong: dict[str, Any]) -> None:
    with pytest.raises(FactNotReadable, match=r"^ringlog\.test\.Letter\.Written: "):
        mapper.to_stored_event(replace(WRITTEN, **wrong))


def replace_state(stored: StoredEvent, new: Any) -> StoredEvent:
    return StoredEvent(stored.originator_id, stored.originator_version, stored.topic, json.dumps(new).encode())
