from uuid import uuid4

import pytest

from domain.calls.joining import Device
from domain.calls.use_cases import CallUseCases
from domain.directory.room import RoomKind, RoomState
from domain.directory.use_cases import DirectoryUseCases, RoomProfile
from domain.kernel.errors import InvalidInput, RoomIsArchived, UnknownCall, UserIsDeactivated
from domain.kernel.ids import thread_id
from domain.threads.thread import Thread
from domain.threads.use_cases import ThreadUseCases
from event_log.application import Ringlog
from tests.domain.scenario import given
from tests.people import ADA, ALAN, AT, CALL, CAUSE, CHANNEL, DIRECT, GRACE, ROOM, at
from tests.turned_clock import TurnedClock

FILE = {"name": "call.webm", "media_type": "video/webm", "size": 10, "sha256": "ab", "duration_ms": 5}


@pytest.fixture
def threads(log: Ringlog, clock: TurnedClock) -> ThreadUseCases:
    return ThreadUseCases(log, clock)


def test_members_write_during_the_call_and_after_it_also_those_who_are_not_in_it(
    log: Ringlog, calls: CallUseCases, threads: ThreadUseCases
) -> None:
    call_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    threads.post(call_id=call_id, by=GRACE, text="I'll be late 🏃", cause=CAUSE)
    calls.end(call_id=call_id, by=ADA, cause=CAUSE)
    threads.post(call_id=call_id, by=ALAN, text="line one\nline two", cause=CAUSE)
    posted = [f for f in log.events.get(thread_id(call_id)) if isinstance(f, Thread.MessagePosted)]
    assert [(fact.author_id, fact.text) for fact in posted] == [
        (GRACE, "I'll be late 🏃"),
        (ALAN, "line one\nline two"),
    ]


@pytest.mark.parametrize("text", ["", " \n ", "x" * 16_384, "a\x00b", "\ud800"])
def test_a_message_that_is_empty_too_long_or_broken_is_refused(
    calls: CallUseCases, threads: ThreadUseCases, text: str
) -> None:
    call_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    with pytest.raises(InvalidInput):
        threads.post(call_id=call_id, by=ADA, text=text, cause=CAUSE)


def test_a_message_may_be_as_long_as_it_may(calls: CallUseCases, threads: ThreadUseCases) -> None:
    call_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    threads.post(call_id=call_id, by=ADA, text="x" * 16_383, cause=CAUSE)


def test_strangers_write_nothing(calls: CallUseCases, threads: ThreadUseCases) -> None:
    call_id = calls.start(room_id=DIRECT, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    for unknown in (call_id, uuid4()):
        with pytest.raises(UnknownCall):
            threads.post(call_id=unknown, by=ALAN, text="hello", cause=CAUSE)


def test_nobody_writes_in_an_archived_room_or_deactivated(
    log: Ringlog, calls: CallUseCases, threads: ThreadUseCases, clock: TurnedClock
) -> None:
    call_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    directory = DirectoryUseCases(log, clock)
    directory.remove_users(external_ids=["grace"], cause=CAUSE)
    with pytest.raises(UserIsDeactivated):
        threads.post(call_id=call_id, by=GRACE, text="hello", cause=CAUSE)
    archived = RoomProfile("general", RoomKind.CHANNEL, "General", state=RoomState.ARCHIVED)
    directory.upsert_rooms(rooms=[archived], cause=CAUSE)
    with pytest.raises(RoomIsArchived):
        threads.post(call_id=call_id, by=ADA, text="hello", cause=CAUSE)


def test_a_file_is_attached_once() -> None:
    thread = Thread.open(at(), call_id=CALL, room_id=ROOM)
    attached = {**FILE, "message_id": GRACE, "author_id": ADA, "file_id": ALAN}
    given(thread).when(Thread.attach, **attached, on=at()).then(
        (Thread.FileAttached, {**attached, "call_id": CALL, "timestamp": AT})
    )
    thread.attach(
        at(),
        message_id=GRACE,
        author_id=ADA,
        file_id=ALAN,
        name="call.webm",
        media_type="video/webm",
        size=10,
        sha256="ab",
        duration_ms=5,
    )
    given(thread).when(Thread.attach, **{**attached, "message_id": uuid4()}, on=at()).then_nothing()
