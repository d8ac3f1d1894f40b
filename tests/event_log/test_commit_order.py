"""Whoever follows the log while many append sees every event once, in order, and nothing new behind it later."""

import random
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from uuid import UUID, uuid4

from event_log import LogReader, LogTail
from event_log.recorder import Recorder
from tests.event_log.lamps import Lamp, lamps
from tests.event_log.rows import stream

EVENTS_PER_WRITER = 12_500
LARGEST_BATCH = 40

Place = tuple[int, UUID, int]  # position, stream, version


def sizes(seed: int) -> Iterator[int]:
    chance, left = random.Random(seed), EVENTS_PER_WRITER
    while left:
        size = min(left, chance.choice((1, 1, 1, 2, 5, LARGEST_BATCH)))
        left -= size
        yield size


def write(recorder: Recorder, seed: int) -> list[Place]:
    """Appends EVENTS_PER_WRITER events, a few at a time, and tells where they are."""
    originator_id, version, acknowledged = uuid4(), 0, list[Place]()
    for size in sizes(seed):
        positions = recorder.insert_events(stream(size, originator_id=originator_id, first=version + 1))
        for position in positions:
            version += 1
            acknowledged.append((position, originator_id, version))
    return acknowledged


def write_in_a_process_of_its_own(database_url: str, seed: int) -> list[Place]:
    recorder = Recorder(database_url)
    try:
        return write(recorder, seed)
    finally:
        recorder.close()


def follow(recorder: Recorder, database_url: str, writers: list[Future[list[Place]]]) -> list[Place]:
    """Everything the log gives to a reader who always continues where it was."""
    seen, after = list[Place](), 0
    with LogTail(database_url) as tail:
        while True:
            finished = all(writer.done() for writer in writers)
            events = recorder.select_notifications(after, 500, inclusive_of_start=False)
            seen += [(event.id, UUID(str(event.originator_id)), event.originator_version) for event in events]
            after = seen[-1][0] if seen else 0
            if not events and finished:
                return seen
            if not events:
                tail.wait(0.1)


def test_a_reader_of_100_000_events_from_8_writers_misses_none_and_gets_none_twice(
    recorder: Recorder, log_url: str
) -> None:
    with ThreadPoolExecutor(4) as threads, ProcessPoolExecutor(4, mp_context=get_context("spawn")) as processes:
        writers = [threads.submit(write, recorder, seed) for seed in range(4)]
        writers += [processes.submit(write_in_a_process_of_its_own, log_url, seed) for seed in range(4, 8)]
        seen = follow(recorder, log_url, writers)
    acknowledged = [place for writer in writers for place in writer.result()]
    assert [position for position, _, _ in seen] == list(range(1, 100_001))
    assert sorted(acknowledged) == seen


def test_a_stream_keeps_its_own_order_in_the_log(log_url: str, reader: LogReader) -> None:
    with lamps(log_url) as app, ThreadPoolExecutor(4) as threads:
        hung = [Lamp.hang() for _ in range(4)]
        for lamp in hung:
            threads.submit(lambda lamp: [app.save(lamp.switch()) for _ in range(50)], lamp)
    recorded = reader.of([lamp.id for lamp in hung])
    assert [r.position for r in recorded] == list(range(1, 205))
    for lamp in hung:
        versions = [r.fact.originator_version for r in recorded if r.fact.originator_id == lamp.id]
        assert versions == list(range(1, 52))


def test_recorded_times_follow_the_log(log_url: str, reader: LogReader) -> None:
    with lamps(log_url) as app:
        for _ in range(20):
            app.save(Lamp.hang().switch(2))
    assert all(earlier.recorded_at <= later.recorded_at for earlier, later in pairwise(reader.read(0)))
