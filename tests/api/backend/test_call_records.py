"""How often records are made for those who watch them."""

from collections.abc import Iterator
from itertools import count
from uuid import uuid4

import pytest

from api.backend.call_records import CallRecords
from tests.people import CHANNEL
from tests.projections.scene import Scene


@pytest.fixture
def scene(database_url: str) -> Iterator[Scene]:
    with Scene(database_url) as scene:
        scene.furnish()
        yield scene


async def test_watchers_wait_four_times_as_long_as_the_last_record_took(scene: Scene) -> None:
    call_id, _ = scene.start(CHANNEL)
    seconds = count(100.0, 2.0)  # each look at the clock comes two seconds after the one before
    records = CallRecords(scene.database_url, lambda: next(seconds))
    try:
        assert records.rest(call_id) == 0
        assert (await records.of_calls([call_id]))[call_id].version > 0
        assert [records.rest(call_id) for _ in range(5)] == [6, 4, 2, 0, 0]
        assert records.rest(uuid4()) == 0
    finally:
        records.close()


async def test_what_is_no_call_has_no_record(scene: Scene) -> None:
    records = CallRecords(scene.database_url)
    try:
        assert await records.of_calls([uuid4(), CHANNEL]) == {}
    finally:
        records.close()
