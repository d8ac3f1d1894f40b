"""A reader sleeps until something is appended."""

from concurrent.futures import ThreadPoolExecutor

from event_log import LogTail
from event_log.recorder import Recorder
from tests.event_log.outages import hang_up_on_all, out_of_reach
from tests.event_log.rows import stream


def test_a_sleeping_reader_wakes_when_something_is_appended(recorder: Recorder, log_url: str) -> None:
    with LogTail(log_url) as tail, ThreadPoolExecutor(1) as threads:
        woken = threads.submit(tail.wait, 60)
        recorder.insert_events(stream())
        assert woken.result(20)


def test_an_append_before_the_wait_is_not_slept_through(recorder: Recorder, log_url: str) -> None:
    with LogTail(log_url) as tail:
        recorder.insert_events(stream())
        assert tail.wait(20)
        recorder.insert_events(stream())
        assert tail.wait(20)


def test_what_an_application_announces_last_is_announced_before_it_closes(log_url: str) -> None:
    recorder = Recorder(log_url)
    with LogTail(log_url) as tail:
        recorder.insert_events(stream())
        recorder.close()
        assert tail.wait(20)


def test_without_appends_the_reader_is_let_go_after_its_time(log_url: str) -> None:
    with LogTail(log_url) as tail:
        assert not tail.wait(0.01)


def test_a_reader_whose_connection_was_lost_looks_again(log_url: str, postgres_url: str) -> None:
    with LogTail(log_url) as tail:
        hang_up_on_all(postgres_url, log_url, "ringlog tail")
        assert tail.wait(20)
        assert not tail.wait(0.01)


def test_a_reader_waits_for_a_database_that_is_away_and_looks_again_when_it_is_back(
    log_url: str, postgres_url: str, recorder: Recorder
) -> None:
    with LogTail(log_url) as tail:
        with out_of_reach(log_url, postgres_url):
            hang_up_on_all(postgres_url, log_url, "ringlog tail")
            assert not tail.wait(0.01)
        assert tail.wait(20)
        recorder.insert_events(stream())
        assert tail.wait(20)


def test_a_subscription_of_the_library_yields_what_was_and_what_comes(recorder: Recorder) -> None:
    recorder.insert_events(stream(2))
    with recorder.subscribe(gt=1) as subscription:
        assert next(subscription).id == 2
        recorder.insert_events(stream())
        assert next(subscription).id == 3
