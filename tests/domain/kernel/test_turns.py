"""Commands of one process that record to the same stream go one after the other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from uuid import uuid4

import pytest

from domain.calls.call import Call
from domain.calls.joining import Device
from domain.calls.use_cases import CallUseCases
from domain.kernel.turns import Turns
from event_log.application import Ringlog
from tests.people import ADA, ALAN, CAUSE, GRACE, GROUP


def test_one_at_a_stream_keeps_others_away_but_not_from_other_streams() -> None:
    turns, here, there = Turns(), uuid4(), uuid4()
    inside, go, done = Event(), Event(), []

    def first() -> None:
        with turns.at(here):
            inside.set()
            assert go.wait(20)
            done.append("first")

    def second() -> None:
        with turns.at(here):
            done.append("second")

    with ThreadPoolExecutor() as threads:
        going = threads.submit(first)
        assert inside.wait(20)
        waiting = threads.submit(second)
        with turns.at(there):
            assert done == []
        go.set()
        going.result(20)
        waiting.result(20)
    assert done == ["first", "second"]


def test_a_turn_that_fails_lets_the_next_one_in() -> None:
    turns, stream = Turns(), uuid4()
    with pytest.raises(ZeroDivisionError), turns.at(stream):
        _ = 1 / 0
    with turns.at(stream):
        pass


def test_devices_that_join_at_once_are_all_let_in_without_deciding_in_vain(log: Ringlog, calls: CallUseCases) -> None:
    call_id = calls.start(room_id=GROUP, by=ADA, device=Device("laptop"), cause=CAUSE).answer[0]
    together = Barrier(16)
    versions = log.find(Call, call_id).version

    def join(number: int) -> None:
        together.wait(20)
        user = (GRACE, ALAN)[number % 2]
        calls.join(call_id=call_id, by=user, device=Device(f"device-{number}"), cause=CAUSE)

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(join, range(16)))
    call = log.find(Call, call_id)
    assert len(call.sessions) == 17
    assert call.version == versions + 18  # Grace and Alan came in once each, with eight devices
