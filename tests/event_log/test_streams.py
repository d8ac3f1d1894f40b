"""Reading one stream."""

import psycopg
import pytest

from event_log.recorder import QUERIES, Recorder
from tests.event_log.rows import stream

PARAMETERS = {"originator_id": "$1", "gt": "$2", "lte": "$3", "limit": "$4"}


def test_parts_of_a_stream_are_read_forwards_and_backwards(recorder: Recorder) -> None:
    events = stream(5)
    recorder.insert_events(events)
    id_ = events[0].originator_id
    assert recorder.select_events(id_) == events
    assert recorder.select_events(id_, gt=1, lte=4) == events[1:4]
    assert recorder.select_events(id_, gt=3) == events[3:]
    assert recorder.select_events(id_, lte=4, desc=True, limit=2) == [events[3], events[2]]


@pytest.mark.parametrize("query", ["stream", "stream_backwards"])
def test_the_end_of_a_stream_is_found_without_reading_what_is_before(log_url: str, query: str) -> None:
    statement = QUERIES[query] % PARAMETERS
    with psycopg.connect(log_url) as connection:
        connection.execute("SET plan_cache_mode = force_generic_plan")
        connection.execute("SET enable_seqscan = off")
        connection.execute(f"PREPARE part (uuid, int, int, int) AS {statement}")
        plan = connection.execute("EXPLAIN EXECUTE part (gen_random_uuid(), 7, NULL, NULL)").fetchall()
    (condition,) = [line for (line,) in plan if "Index Cond" in line]
    assert "originator_version >" in condition
    assert "originator_version <=" in condition
