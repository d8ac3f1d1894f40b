"""Reading the log back."""

from contextlib import closing
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.application import Application
from eventsourcing.utils import TopicError

from domain.kernel.occasion import Cause, Occasion
from domain.kernel.request import Request
from event_log import LogReader, Recorded
from event_log.recorder import Recorder
from tests.event_log.lamps import Lamp
from tests.event_log.rows import stream


def test_an_empty_log_ends_at_0_and_gives_nothing(reader: LogReader) -> None:
    assert reader.end() == 0
    assert reader.read(0) == []
    assert reader.of([uuid4()]) == []
    assert reader.of([]) == []


def test_facts_are_read_in_log_order_from_where_the_reader_is(app: Application[UUID], reader: LogReader) -> None:
    app.save(Lamp.hang().switch(4))
    assert [recorded.position for recorded in reader.read(0)] == [1, 2, 3, 4, 5]
    assert [recorded.position for recorded in reader.read(2, limit=2)] == [3, 4]
    assert reader.read(5) == []
    assert reader.end() == 5


@pytest.mark.parametrize("after", [2**15 - 2, 2**31 - 2])
def test_a_log_may_be_long(app: Application[UUID], reader: LogReader, log_url: str, after: int) -> None:
    app.save(Lamp.hang().switch(2))
    with psycopg.connect(log_url) as connection:
        connection.execute("UPDATE log.events SET position = position + %s", (after - 1,))
    assert [recorded.position for recorded in reader.read(after, limit=500)] == [after + 1, after + 2]


def test_a_fact_is_read_as_it_was_saved(app: Application[UUID], reader: LogReader) -> None:
    lamp = Lamp.hang().switch()
    saved = [recording.domain_event for recording in app.save(lamp)]
    assert [recorded.fact for recorded in reader.read(0)] == saved


def test_causes_may_be_left_out(app: Application[UUID], log_url: str) -> None:
    app.save(Lamp.hang().switch())
    with closing(LogReader(log_url)) as whole, closing(LogReader(log_url, causes=False)) as without:
        facts = [vars(recorded.fact) for recorded in whole.read(0)]
        assert all(isinstance(fact.pop("cause"), Cause) for fact in facts)
        assert [vars(recorded.fact) for recorded in without.read(0)] == facts


def test_a_fact_whose_cause_says_whose_its_texts_are_is_read_with_it(app: Application[UUID], log_url: str) -> None:
    ada = uuid4()
    on = Occasion(datetime.now(UTC), Cause(f"user:{ada}", "10.0.0.1", uuid4(), "request:1"))
    app.save(Request.handle(on, key="k", fingerprint="f", outcome=(uuid4(),)))
    with closing(LogReader(log_url, causes=False)) as without:
        (handled,) = (recorded.fact for recorded in without.read(0))
    assert isinstance(handled, Request.Handled)
    assert (handled.fingerprint, handled.person) == ("f", ada)


def test_the_database_says_when_a_fact_was_recorded(app: Application[UUID], reader: LogReader) -> None:
    earliest = datetime.now(UTC)
    app.save(Lamp.hang())
    [recorded] = reader.read(0)
    assert earliest <= recorded.recorded_at <= datetime.now(UTC)
    assert recorded.recorded_at.tzinfo is UTC


def test_streams_are_read_together_in_log_order(app: Application[UUID], reader: LogReader) -> None:
    one, other, third = Lamp.hang(), Lamp.hang(), Lamp.hang()
    app.save(one)
    app.save(third)
    app.save(other)
    app.save(one.switch())
    positions = [(recorded.position, recorded.fact.originator_id) for recorded in reader.of([other.id, one.id])]
    assert positions == [(1, one.id), (3, other.id), (4, one.id)]


def test_a_fact_of_an_unknown_topic_stops_the_reader_instead_of_being_skipped(
    app: Application[UUID], recorder: Recorder, reader: LogReader
) -> None:
    app.save(Lamp.hang())
    recorder.insert_events(stream())
    app.save(Lamp.hang())
    assert [type(recorded) for recorded in reader.read(0, limit=1)] == [Recorded]
    with pytest.raises(TopicError, match=r"ringlog\.test\.Nothing"):
        reader.read(1)


def test_the_library_s_notification_log_reads_the_same(app: Application[UUID]) -> None:
    app.save(Lamp.hang().switch(5))
    select = app.notification_log.select
    assert [notification.id for notification in select(1, 10)] == [1, 2, 3, 4, 5, 6]
    assert [notification.id for notification in select(2, 3)] == [2, 3, 4]
    assert [notification.id for notification in select(2, 10, stop=4, inclusive_of_start=False)] == [3, 4]
    assert [notification.id for notification in select(None, 10, topics=["ringlog.test.Lamp.Hung"])] == [1]
    assert app.recorder.max_notification_id() == 6


def test_a_stream_is_read_from_either_end(app: Application[UUID]) -> None:
    lamp = Lamp.hang().switch(5)
    app.save(lamp)

    def versions(**bounds: Any) -> list[int]:
        return [event.originator_version for event in app.recorder.select_events(lamp.id, **bounds)]

    assert versions() == [1, 2, 3, 4, 5, 6]
    assert versions(gt=2, lte=5) == [3, 4, 5]
    assert versions(desc=True, limit=2) == [6, 5]
