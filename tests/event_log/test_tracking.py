"""A policy reacts to each fact once: what it appends and how far it has come are one transaction."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from eventsourcing.persistence import IntegrityError, Tracking

from event_log.recorder import Recorder
from tests.event_log.held import held, wait_until_committing, wait_until_queued
from tests.event_log.rows import stored, stream


def test_a_consumer_that_never_came_by_has_no_position(recorder: Recorder) -> None:
    assert recorder.max_tracking_id("ring policy") is None


def test_a_consumer_moves_together_with_what_it_appended(recorder: Recorder, log_url: str) -> None:
    recorder.insert_events(stream(2), tracking=Tracking("ring policy", 7))
    assert recorder.max_tracking_id("ring policy") == 7
    assert recorder.max_tracking_id("another policy") is None
    assert len(stored(log_url)) == 2


@pytest.mark.parametrize("position", [7, 6])
def test_a_consumer_that_has_been_there_appends_nothing(recorder: Recorder, log_url: str, position: int) -> None:
    recorder.insert_events(stream(), tracking=Tracking("ring policy", 7))
    with pytest.raises(IntegrityError, match="been at this position"):
        recorder.insert_events(stream(), tracking=Tracking("ring policy", position))
    assert len(stored(log_url)) == 1
    assert recorder.max_tracking_id("ring policy") == 7


def test_a_conflict_leaves_the_consumer_where_it_was(recorder: Recorder) -> None:
    taken = stream()
    recorder.insert_events(taken, tracking=Tracking("ring policy", 1))
    with pytest.raises(IntegrityError):
        recorder.insert_events(taken, tracking=Tracking("ring policy", 2))
    assert recorder.max_tracking_id("ring policy") == 1


def test_a_consumer_may_move_without_appending_anything(recorder: Recorder, log_url: str) -> None:
    recorder.insert_tracking(Tracking("ring policy", 3))
    with pytest.raises(IntegrityError):
        recorder.insert_tracking(Tracking("ring policy", 3))
    recorder.insert_tracking(Tracking("ring policy", 9))
    assert recorder.max_tracking_id("ring policy") == 9
    assert stored(log_url) == []


def test_of_two_workers_that_react_to_one_fact_in_one_group_one_appends(recorder: Recorder, log_url: str) -> None:
    with ThreadPoolExecutor(3) as threads:
        with held(log_url):
            threads.submit(recorder.insert_events, stream())
            wait_until_committing(log_url)
            both = [
                threads.submit(recorder.insert_events, stream(), tracking=Tracking("ring policy", 1)) for _ in range(2)
            ]
            wait_until_queued(recorder, 2)
        errors = [future.exception() for future in both]
    assert [type(error) for error in errors if error] == [IntegrityError]
    assert len(stored(log_url)) == 2


def test_workers_that_race_through_the_same_facts_react_to_each_once(recorder: Recorder, log_url: str) -> None:
    def work() -> int:
        done = 0
        for position in range(1, 101):
            try:
                recorder.insert_events(stream(), tracking=Tracking("ring policy", position))
            except IntegrityError:
                continue
            done += 1
        return done

    with ThreadPoolExecutor(4) as threads:
        done = [threads.submit(work) for _ in range(4)]
    assert sum(future.result() for future in done) == len(stored(log_url)) == 100
    assert recorder.max_tracking_id("ring policy") == 100
