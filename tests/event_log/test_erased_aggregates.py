"""Once a key is destroyed, no process knows the texts any more, and nothing is recorded about whose they were."""

import gc
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from uuid import UUID

import pytest

from domain.calls.call import Call
from domain.calls.joining import Device
from domain.calls.use_cases import CallUseCases
from domain.directory.room import Room
from domain.directory.user import User, UserKind
from domain.floor.use_cases import FloorUseCases
from domain.kernel.occasion import Occasion
from domain.kernel.personal import Erased, PersonIsErased
from domain.threads.use_cases import ThreadUseCases
from event_log.application import Ringlog
from event_log.reads import Reads
from event_log.recorder import Recorder
from event_log.vault.keys import Keys
from tests.event_log.eventually import eventually
from tests.people import ADA, AT, CAUSE, CHANNEL, GRACE
from tests.turned_clock import TurnedClock

BY_SERVICE = Occasion(AT, replace(CAUSE, actor="service:directory"))
BY_GRACE = replace(CAUSE, actor=f"user:{GRACE}")
PHONE = Device("phone")


@pytest.fixture
def destroy(log: Ringlog, database_url: str) -> Iterator[Callable[[UUID], None]]:
    """By another process. Returns when `log` knows of it, by itself."""
    with closing(Reads(database_url, "another process", connections=1)) as reads:
        keys, told = Keys(reads.rows), []
        assert isinstance(log.recorder, Recorder)
        log.recorder.keys.tell(lambda: told.append(1))

        def destroyed(subject: UUID) -> None:
            keys.destroy([subject])
            eventually(lambda: told)

        yield destroyed


def what_is_remembered(log: Ringlog) -> weakref.ref[object]:
    """Ada, for as long as anybody but the test has her at hand."""
    cache = log._read.cache
    assert cache is not None
    return weakref.ref(cache.get(ADA))


def test_an_aggregate_leaves_the_memory_of_a_process_that_has_nothing_to_do(
    log: Ringlog, destroy: Callable[[UUID], None]
) -> None:
    log.find(User, ADA)
    remembered = what_is_remembered(log)
    assert remembered() is not None
    destroy(ADA)
    gc.collect()
    assert remembered() is None


def test_an_erased_user_is_loaded_without_a_name(log: Ringlog, destroy: Callable[[UUID], None]) -> None:
    assert log.find(User, ADA).name == "Ada"
    destroy(ADA)
    found = log.find(User, ADA)
    assert isinstance(found.name, Erased)
    assert isinstance(found.external_id, Erased)
    assert found.active


def test_a_call_is_without_a_title_if_its_room_is_erased(
    log: Ringlog, calls: CallUseCases, destroy: Callable[[UUID], None]
) -> None:
    call_id = calls.start(room_id=CHANNEL, by=ADA, device=PHONE, cause=CAUSE).answer[0]
    destroy(CHANNEL)
    assert isinstance(log.find(Call, call_id).title, Erased)
    calls.leave(call_id=call_id, session_id=next(iter(log.find(Call, call_id).sessions)), by=ADA, cause=CAUSE)
    assert log.find(Call, call_id).participants == frozenset()


def test_an_erased_user_can_record_nothing(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock, destroy: Callable[[UUID], None]
) -> None:
    call_id = calls.start(room_id=CHANNEL, by=GRACE, device=PHONE, cause=BY_GRACE).answer[0]
    calls.join(call_id=call_id, by=ADA, device=PHONE, cause=CAUSE)
    destroy(ADA)
    before = log.end_of_log()
    attempts: tuple[Callable[[], object], ...] = (
        lambda: ThreadUseCases(log, clock).post(call_id=call_id, by=ADA, text="Hello", cause=CAUSE),
        lambda: FloorUseCases(log, clock).raise_hand(call_id=call_id, by=ADA, cause=CAUSE),
        lambda: calls.join(call_id=call_id, by=ADA, device=Device("laptop"), cause=CAUSE),
    )
    for refused in attempts:
        with pytest.raises(PersonIsErased, match="was erased"):
            refused()
    assert log.end_of_log() == before


def test_nothing_is_recorded_by_halves_about_somebody_erased(log: Ringlog, destroy: Callable[[UUID], None]) -> None:
    """Grace's new name isn't either, as Ada's can't be."""
    destroy(ADA)
    before = log.end_of_log()
    grace, ada = log.find(User, GRACE), log.find(User, ADA)
    grace.change_profile(BY_SERVICE, name="Grace H.", kind=UserKind.MEMBER)
    ada.change_profile(BY_SERVICE, name="Ada L.", kind=UserKind.MEMBER)
    with pytest.raises(PersonIsErased):
        log.commit(grace, ada)
    assert log.end_of_log() == before
    assert log.find(User, GRACE).name == "Grace"


@pytest.mark.parametrize("name", ["General", "(erased)", "Something else"])
def test_an_erased_room_can_not_be_given_a_name(log: Ringlog, destroy: Callable[[UUID], None], name: str) -> None:
    destroy(CHANNEL)
    room = log.find(Room, CHANNEL)
    room.rename(BY_SERVICE, name=name)
    with pytest.raises(PersonIsErased):
        log.commit(room)
    assert isinstance(log.find(Room, CHANNEL).name, Erased)


def test_no_call_is_started_in_an_erased_room(
    log: Ringlog, calls: CallUseCases, destroy: Callable[[UUID], None]
) -> None:
    destroy(CHANNEL)
    with pytest.raises(PersonIsErased):
        calls.start(room_id=CHANNEL, by=ADA, device=PHONE, cause=CAUSE)
    assert log.find(Room, CHANNEL).ongoing_call_id is None


def test_what_nobody_says_about_them_is_recorded(log: Ringlog, destroy: Callable[[UUID], None]) -> None:
    destroy(ADA)
    ada = log.find(User, ADA)
    ada.deactivate(BY_SERVICE)
    log.commit(ada)
    assert not log.find(User, ADA).active
