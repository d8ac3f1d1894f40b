"""Facts as plain JSON and back, each value of its own type."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.application import Application
from eventsourcing.persistence import MapperDeserialisationError, StoredEvent
from eventsourcing.utils import register_topic
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.occasion import Cause
from event_log.fact_format import FactNotReadable
from event_log.mapper import FactMapper
from tests.event_log.known_keys import known_sealer
from tests.event_log.lamps import AT, CAUSE, Bulb, Colour, Lamp
from tests.event_log.parcels import Parcel, Size

LAMP_ID = UUID("11111111-1111-4111-8111-111111111111")
ROOM_ID = UUID("22222222-2222-4222-8222-222222222222")
MAKER_ID = UUID("33333333-3333-4333-8333-333333333333")

# mypy does not know that the library makes dataclasses of facts.
hung_class: Any = Lamp.Hung
sent_class: Any = Parcel.Sent

HUNG = hung_class(
    originator_id=LAMP_ID,
    originator_version=1,
    timestamp=AT,
    originator_topic="ringlog.test.Lamp",
    cause=CAUSE,
    room_id=ROOM_ID,
    colour=Colour.WARM,
    bulbs=(Bulb(MAKER_ID, Colour.COLD, 60), Bulb(MAKER_ID, Colour.WARM, None)),
    until=None,
)
HUNG_STATE = (
    b'{"timestamp":"2026-01-01T12:30:15.250000Z","originator_topic":"ringlog.test.Lamp",'
    b'"cause":{"actor":"user:anna","origin":"192.0.2.1",'
    b'"correlation_id":"6d2d0c57-0a0a-4f0c-9d7e-1a6cb3f2b001","causation_id":"request:1"},'
    b'"room_id":"22222222-2222-4222-8222-222222222222","colour":"warm","bulbs":['
    b'{"maker_id":"33333333-3333-4333-8333-333333333333","colour":"cold","watts":60},'
    b'{"maker_id":"33333333-3333-4333-8333-333333333333","colour":"warm","watts":null}],"until":null}'
)


@pytest.fixture
def mapper() -> FactMapper:
    return FactMapper(known_sealer())


def test_a_fact_is_written_as_plain_json(mapper: FactMapper) -> None:
    assert mapper.to_stored_event(HUNG) == StoredEvent(LAMP_ID, 1, "ringlog.test.Lamp.Hung", HUNG_STATE)


def test_plain_json_is_read_as_the_fact_it_was(mapper: FactMapper) -> None:
    hung: Any = mapper.to_domain_event(StoredEvent(LAMP_ID, 1, "ringlog.test.Lamp.Hung", HUNG_STATE))
    assert hung == HUNG
    assert hung.colour is Colour.WARM
    assert hung.bulbs[0].colour is Colour.COLD
    assert type(hung.cause) is Cause
    assert type(hung.bulbs[0].maker_id) is UUID


def test_the_log_can_be_asked_in_psql(app: Application[UUID], log_url: str) -> None:
    lamp = Lamp.hang(bulbs=(Bulb(MAKER_ID, Colour.COLD, 60),))
    app.save(lamp)
    with psycopg.connect(log_url) as connection:
        row = connection.execute(
            "SELECT state ->> 'colour', state #>> '{bulbs,0,watts}', state -> 'cause' ->> 'actor' FROM log.events"
        ).fetchone()
    assert row == ("warm", "60", "user:anna")


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(
    actor=TEXTS,
    at=st.datetimes(timezones=st.just(UTC)),
    bulbs=st.lists(st.builds(Bulb, st.uuids(), st.sampled_from(Colour), st.none() | st.integers(-(2**63), 2**64 - 1))),
    until=st.none() | st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))])),
)
def test_whatever_a_fact_says_comes_back(actor: str, at: datetime, bulbs: list[Bulb], until: datetime | None) -> None:
    mapper = FactMapper(known_sealer())
    cause = replace(CAUSE, actor=actor)
    fact = replace(HUNG, cause=cause, timestamp=at, bulbs=tuple(bulbs), until=until)
    assert mapper.to_domain_event(mapper.to_stored_event(fact)) == fact


@pytest.mark.parametrize(
    "wrong",
    [
        {"colour": "green"},
        {"colour": "cold "},
        {"room_id": "room 1"},
        {"room_id": None},
        {"bulbs": (Bulb(MAKER_ID, Colour.COLD, "bright"),)},  # type: ignore[arg-type]  # that is what is tested
        {"until": datetime(2026, 1, 1)},  # noqa: DTZ001  # that is what is tested
        {"timestamp": datetime(2026, 1, 1)},  # noqa: DTZ001  # that is what is tested
        {"cause": replace(CAUSE, actor="anna\0")},
        {"cause": replace(CAUSE, actor="\ud800")},
        {"cause": object()},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_fact_that_could_not_be_read_again_is_not_written(mapper: FactMapper, wrong: dict[str, Any]) -> None:
    with pytest.raises(FactNotReadable, match=r"^ringlog\.test\.Lamp\.Hung: "):
        mapper.to_stored_event(replace(HUNG, **wrong))


def test_a_text_that_only_looks_like_an_escaped_nul_is_written(mapper: FactMapper) -> None:
    fact = replace(HUNG, cause=replace(CAUSE, actor="\\u0000 \\\\u0000"))
    assert mapper.to_domain_event(mapper.to_stored_event(fact)) == fact


@pytest.mark.parametrize(
    "state",
    [b"", b"{", b"[]", b"{}", HUNG_STATE.replace(b'"warm"', b'"green"'), HUNG_STATE.replace(b'"until":null', b'"x":0')],
    ids=["nothing", "half", "no object", "no values", "an unknown value", "a missing value"],
)
def test_a_state_that_does_not_fit_is_refused_with_its_place(mapper: FactMapper, state: bytes) -> None:
    with pytest.raises(MapperDeserialisationError, match=rf"^ringlog\.test\.Lamp\.Hung {LAMP_ID} 1: "):
        mapper.to_domain_event(StoredEvent(LAMP_ID, 1, "ringlog.test.Lamp.Hung", state))


PARCEL_ID = UUID("44444444-4444-4444-8444-444444444444")
CAUSE_JSON = (
    b'"cause":{"actor":"user:anna","origin":"192.0.2.1",'
    b'"correlation_id":"6d2d0c57-0a0a-4f0c-9d7e-1a6cb3f2b001","causation_id":"request:1"}'
)
SENT_EVER = {
    1: b'{"timestamp":"2026-01-01T12:30:15.250000Z",' + CAUSE_JSON + b',"weight":2}',
    2: b'{"timestamp":"2026-01-01T12:30:15.250000Z",' + CAUSE_JSON + b',"grams":2000,"class_version":2}',
    3: b'{"timestamp":"2026-01-01T12:30:15.250000Z",' + CAUSE_JSON + b',"grams":2000,"size":"small","note":"",'
    b'"class_version":3}',
}
SENT = sent_class(originator_id=PARCEL_ID, originator_version=1, timestamp=AT, cause=CAUSE, grams=2000, size=Size.SMALL)


@pytest.mark.parametrize("version", SENT_EVER)
def test_every_version_ever_written_is_read_as_today_s_fact(mapper: FactMapper, version: int) -> None:
    sent: Any = mapper.to_domain_event(StoredEvent(PARCEL_ID, 1, "ringlog.test.Parcel.Sent", SENT_EVER[version]))
    assert sent == SENT
    assert sent.size is Size.SMALL
    assert vars(sent)["note"] == ""


def test_today_s_version_is_written_with_its_number(mapper: FactMapper) -> None:
    assert mapper.to_stored_event(SENT).state == SENT_EVER[3]


def test_a_version_from_the_future_is_refused(mapper: FactMapper) -> None:
    state = SENT_EVER[3].replace(b'"class_version":3', b'"class_version":4')
    with pytest.raises(MapperDeserialisationError, match="version 4 is newer"):
        mapper.to_domain_event(StoredEvent(PARCEL_ID, 1, "ringlog.test.Parcel.Sent", state))


def test_a_fact_is_found_under_the_topic_it_used_to_have(mapper: FactMapper) -> None:
    register_topic("ringlog.test.Light.Hung", Lamp.Hung)
    assert mapper.to_domain_event(StoredEvent(LAMP_ID, 1, "ringlog.test.Light.Hung", HUNG_STATE)) == HUNG
    assert mapper.to_stored_event(HUNG).topic == "ringlog.test.Lamp.Hung"


def test_an_originator_that_is_no_uuid_is_refused(mapper: FactMapper) -> None:
    with pytest.raises(MapperDeserialisationError, match="UUIDs"):
        mapper.to_domain_event(StoredEvent(str(uuid4()), 1, "ringlog.test.Lamp.Hung", HUNG_STATE))
