"""An application of the eventsourcing library on our log."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.persistence import InfrastructureFactoryError, IntegrityError

from event_log import LogReader
from tests.event_log.lamps import AT, Bulb, Colour, Lamp, lamps


def load(app: Application[UUID], lamp_id: UUID) -> Lamp:
    lamp: Lamp = app.repository.get(lamp_id)
    return lamp


def test_a_saved_aggregate_comes_back_with_every_value_of_its_own_type(app: Application[UUID]) -> None:
    lamp = Lamp.hang(bulbs=(Bulb(uuid4(), Colour.COLD, 60), Bulb(uuid4(), Colour.WARM, None)), until=AT + timedelta(1))
    app.save(lamp.switch(3))
    loaded = load(app, lamp.id)
    assert vars(loaded) | {"_pending_events": []} == vars(lamp) | {"_pending_events": []}
    assert loaded.colour is Colour.WARM
    assert loaded.bulbs[0].colour is Colour.COLD


def test_saving_tells_the_positions_of_the_caller_s_own_events(app: Application[UUID]) -> None:
    app.save(Lamp.hang().switch(2))
    recordings = app.save(Lamp.hang().switch(1))
    assert [recording.notification.id for recording in recordings] == [4, 5]


def test_aggregates_saved_together_are_saved_together_or_not_at_all(app: Application[UUID], reader: LogReader) -> None:
    stale = Lamp.hang()
    app.save(stale)
    app.save(load(app, stale.id).switch())
    fresh = Lamp.hang()
    with pytest.raises(IntegrityError):
        app.save(fresh, stale.switch())
    assert reader.of([fresh.id]) == []
    with pytest.raises(AggregateNotFoundError):
        load(app, fresh.id)


def test_a_cached_aggregate_is_brought_up_to_date_with_what_another_process_saved(log_url: str) -> None:
    with lamps(log_url) as here, lamps(log_url) as there:
        lamp = Lamp.hang()
        here.save(lamp)
        assert load(here, lamp.id).switched == 0
        there.save(load(there, lamp.id).switch(2))
        assert load(here, lamp.id).switched == 2


def test_an_earlier_version_of_an_aggregate_can_be_loaded(app: Application[UUID]) -> None:
    lamp = Lamp.hang().switch(5)
    app.save(lamp)
    earlier: Lamp = app.repository.get(lamp.id, version=3)
    assert earlier.switched == 2


def test_without_a_database_url_the_application_says_what_to_set() -> None:
    with pytest.raises(InfrastructureFactoryError, match="Set DATABASE_URL"):
        lamps("")
