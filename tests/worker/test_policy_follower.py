from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent

from domain.calls import attendance
from domain.calls.answering import RingUseCases
from domain.calls.call import Call
from domain.calls.joining import Device
from domain.calls.ring import Ring, RingOutcome
from domain.calls.states import CallState, EndReason, LeaveReason
from domain.calls.use_cases import CallUseCases
from domain.consequences.consequences import Consequences
from domain.consequences.policies import NAME
from domain.directory.room import RoomKind, RoomState
from domain.directory.use_cases import DirectoryUseCases, RoomProfile, UserProfile
from domain.floor.floor import Floor
from domain.floor.use_cases import FloorUseCases
from domain.kernel.ids import floor_id, media_session_id
from domain.kernel.occasion import Occasion
from domain.media_sessions.media_session import MediaCloseReason, MediaSession
from domain.media_sessions.use_cases import MediaSessionUseCases
from domain.workspace.settings import Settings
from event_log import LogReader, LogWentBack
from event_log.application import Ringlog
from tests.domain.media_sessions.asking import ask_for_media
from tests.people import ADA, CAUSE, CHANNEL, DIRECT, GRACE, after
from tests.turned_clock import TurnedClock
from worker.policy_follower import PolicyFollower

ONE, ANOTHER = UUID(int=1), UUID(int=2)  # connections


@pytest.fixture
def reader(log: Ringlog, database_url: str) -> Iterator[LogReader]:
    made = LogReader(database_url)
    yield made
    made.close()


class CallsOfUserInLog:
    """Finds the calls of a user by reading the whole log."""

    def __init__(self, reader: LogReader) -> None:
        self._reader = reader

    def calls_of(self, user_id: UUID) -> set[UUID]:
        facts = [recorded.fact for recorded in self._reader.read(0, 10_000)]
        joined = {f.originator_id for f in facts if isinstance(f, Call.ParticipantJoined) and f.user_id == user_id}
        left = {f.originator_id for f in facts if isinstance(f, Call.ParticipantLeft) and f.user_id == user_id}
        return joined - left


def run(log: Ringlog, reader: LogReader, clock: TurnedClock) -> None:
    """A worker's runner that starts from what is remembered, until it has nothing left to do."""
    go_on(PolicyFollower(log, reader, Consequences(log, clock), CallsOfUserInLog(reader)))


def go_on(runner: PolicyFollower) -> None:
    while runner.run_once():
        pass


def test_a_declined_call_ends_frees_the_room_and_nothing_happens_twice(
    log: Ringlog, reader: LogReader, calls: CallUseCases, rings: RingUseCases, clock: TurnedClock
) -> None:
    call_id = calls.start(room_id=DIRECT, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    rings.decline(ring_id=log.find(Call, call_id).rings[GRACE], by=GRACE, cause=CAUSE)
    run(log, reader, clock)
    end = log.end_of_log()
    run(log, reader, clock)
    assert log.end_of_log() == end
    ended = [recorded.fact for recorded in reader.of([call_id]) if isinstance(recorded.fact, Call.Ended)]
    assert [fact.reason for fact in ended] == [EndReason.DECLINED]


def test_consequences_of_consequences_follow(
    log: Ringlog, reader: LogReader, calls: CallUseCases, clock: TurnedClock
) -> None:
    """The room is archived, so the call ends, so its ring is cancelled."""
    call_id = calls.start(room_id=DIRECT, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    ring_id = log.find(Call, call_id).rings[GRACE]
    archived = RoomProfile("ada-grace", RoomKind.DIRECT, "Ada, Grace", state=RoomState.ARCHIVED)
    DirectoryUseCases(log, clock).upsert_rooms(rooms=[archived], cause=CAUSE)
    run(log, reader, clock)
    assert log.find(Call, call_id).state is CallState.ENDED
    assert log.find(Ring, ring_id).outcome is RingOutcome.CANCELLED


def test_whoever_loses_membership_leaves_the_call(
    log: Ringlog, reader: LogReader, calls: CallUseCases, clock: TurnedClock
) -> None:
    call_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    calls.join(call_id=call_id, by=GRACE, device=Device("phone"), cause=CAUSE)
    clock.turn(5)
    DirectoryUseCases(log, clock).remove_members(room="general", users=["grace"], cause=CAUSE)
    run(log, reader, clock)
    left = [r.fact for r in reader.of([call_id]) if isinstance(r.fact, Call.ParticipantLeft)]
    assert [(fact.user_id, fact.reason, fact.timestamp) for fact in left] == [
        (GRACE, LeaveReason.LOST_MEMBERSHIP, after(5))
    ]


def test_a_deactivated_user_leaves_every_call(
    log: Ringlog, reader: LogReader, calls: CallUseCases, clock: TurnedClock
) -> None:
    call_ids = [
        calls.start(room_id=room, by=GRACE, device=Device("phone"), cause=CAUSE).answer[0] for room in (CHANNEL, DIRECT)
    ]
    clock.turn(5)
    DirectoryUseCases(log, clock).remove_users(external_ids=["grace"], cause=CAUSE)
    run(log, reader, clock)
    left = [r.fact for r in reader.of(call_ids) if isinstance(r.fact, Call.ParticipantLeft)]
    assert [(fact.user_id, fact.reason, fact.timestamp) for fact in left] == [
        (GRACE, LeaveReason.DEACTIVATED, after(5))
    ] * 2


def grace_comes_in(call: Call, at: datetime) -> None:
    attendance.join(
        call,
        Occasion(at, CAUSE),
        session_id=uuid4(),
        user_id=GRACE,
        device_id="phone",
        muted=True,
        camera_on=False,
        settings=Settings(),
    )


def test_whoever_joins_at_the_instant_of_losing_membership_leaves_again(
    log: Ringlog, reader: LogReader, calls: CallUseCases, clock: TurnedClock
) -> None:
    """The join was decided on the room as it was before, and recorded after the removal was reacted to."""
    call_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    DirectoryUseCases(log, clock).remove_members(room="general", users=["grace"], cause=CAUSE)
    run(log, reader, clock)
    call = log.find(Call, call_id)
    grace_comes_in(call, clock())
    log.commit(call)
    run(log, reader, clock)
    assert GRACE not in log.find(Call, call_id).participants


def numbers_of_facts_read(log: Ringlog, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """By each look into a stream from now on."""
    read: list[int] = []
    select = log.recorder.select_events

    def counted(*stream: Any, **part: Any) -> Sequence[StoredEvent]:
        events = select(*stream, **part)
        read.append(len(events))
        return events

    monkeypatch.setattr(log.recorder, "select_events", counted)
    return read


@pytest.mark.parametrize("reason", [LeaveReason.LOST_MEMBERSHIP, LeaveReason.DEACTIVATED])
def test_when_access_was_lost_is_found_without_reading_what_is_older(
    log: Ringlog,
    reader: LogReader,
    calls: CallUseCases,
    clock: TurnedClock,
    monkeypatch: pytest.MonkeyPatch,
    reason: LeaveReason,
) -> None:
    monkeypatch.setattr("event_log.application.PAGE", 3)
    directory, joined_at = DirectoryUseCases(log, clock), clock()
    for number in range(10):
        directory.upsert_users(users=[UserProfile("grace", f"Grace {number}")], cause=CAUSE)
        directory.upsert_rooms(rooms=[RoomProfile("general", RoomKind.CHANNEL, f"General {number}")], cause=CAUSE)
    call_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    clock.turn(5)
    if reason is LeaveReason.DEACTIVATED:
        directory.remove_users(external_ids=["grace"], cause=CAUSE)
    else:
        directory.remove_members(room="general", users=["grace"], cause=CAUSE)
    runner = PolicyFollower(log, reader, Consequences(log, clock), CallsOfUserInLog(reader))
    go_on(runner)
    call = log.find(Call, call_id)
    grace_comes_in(call, joined_at)
    log.commit(call)
    read = numbers_of_facts_read(log, monkeypatch)
    go_on(runner)
    left = [recorded.fact for recorded in reader.of([call_id]) if isinstance(recorded.fact, Call.ParticipantLeft)]
    assert [(fact.user_id, fact.reason, fact.timestamp) for fact in left] == [(GRACE, reason, after(5))]
    assert max(read) <= 3


def test_whoever_leaves_stops_sharing_and_asks_to_speak_no_more(
    log: Ringlog, reader: LogReader, calls: CallUseCases, clock: TurnedClock
) -> None:
    call_id, session_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer
    floors = FloorUseCases(log, clock)
    floors.start_sharing(call_id=call_id, session_id=session_id, by=ADA, cause=CAUSE)
    floors.raise_hand(call_id=call_id, by=ADA, cause=CAUSE)
    calls.leave(call_id=call_id, session_id=session_id, by=ADA, cause=CAUSE)
    run(log, reader, clock)
    floor = log.find(Floor, floor_id(call_id))
    assert (floor.sharing, floor.hands) == (None, ())


@pytest.mark.parametrize("back", [False, True])
def test_a_hand_that_is_raised_at_the_instant_of_leaving_is_lowered_again(
    log: Ringlog, reader: LogReader, calls: CallUseCases, clock: TurnedClock, *, back: bool
) -> None:
    """Raising was decided while its user was in, and recorded after leaving was reacted to."""
    call_id, session_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer
    raised_at = clock()
    clock.turn(1)
    calls.leave(call_id=call_id, session_id=session_id, by=ADA, cause=CAUSE)
    runner = PolicyFollower(log, reader, Consequences(log, clock), CallsOfUserInLog(reader))
    go_on(runner)
    floor = Floor.open(Occasion(raised_at, CAUSE), call_id=call_id)
    floor.raise_hand(Occasion(raised_at, CAUSE), user_id=ADA)
    log.commit(floor)
    if back:
        calls.join(call_id=call_id, by=ADA, device=Device("phone"), cause=CAUSE)
    go_on(runner)
    assert log.find(Floor, floor_id(call_id)).hands == ()
    lowered = [fact.timestamp for fact in log.events.get(floor.id) if isinstance(fact, Floor.HandLowered)]
    assert lowered == [after(1)]


def test_media_that_drops_leaves_the_session_reconnecting_and_coming_back_restores_it(
    log: Ringlog, reader: LogReader, calls: CallUseCases, clock: TurnedClock
) -> None:
    call_id, session_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer
    media = MediaSessionUseCases(log, clock)
    ask_for_media(media, call_id, session_id, ONE)
    clock.turn(40)
    media.connected(session_id=session_id, connection_id=ONE, at=after(1), after=after(1) - after(0), cause=CAUSE)
    media.closed(session_id=session_id, connection_id=ONE, at=after(20), reason=MediaCloseReason.DROPPED, cause=CAUSE)
    run(log, reader, clock)
    assert log.find(Call, call_id).sessions[session_id].dropped_at == after(20)
    ask_for_media(media, call_id, session_id, ANOTHER)
    media.connected(session_id=session_id, connection_id=ANOTHER, at=after(25), after=after(1) - after(0), cause=CAUSE)
    run(log, reader, clock)
    assert log.find(Call, call_id).sessions[session_id].dropped_at is None


def test_media_that_never_comes_up_ends_the_session(
    log: Ringlog, reader: LogReader, calls: CallUseCases, clock: TurnedClock
) -> None:
    call_id, session_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer
    media = MediaSessionUseCases(log, clock)
    ask_for_media(media, call_id, session_id, ONE)
    clock.turn(40)
    media.failed(session_id=session_id, connection_id=ONE, at=after(10), reason="no UDP packet arrived", cause=CAUSE)
    run(log, reader, clock)
    assert session_id not in log.find(Call, call_id).sessions
    assert isinstance(list(log.events.get(media_session_id(session_id)))[-1], MediaSession.Failed)


def test_media_that_fails_to_come_up_again_leaves_the_session_reconnecting(
    log: Ringlog, reader: LogReader, calls: CallUseCases, clock: TurnedClock
) -> None:
    call_id, session_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer
    media = MediaSessionUseCases(log, clock)
    ask_for_media(media, call_id, session_id, ONE)
    clock.turn(30)
    media.connected(session_id=session_id, connection_id=ONE, at=after(1), after=after(1) - after(0), cause=CAUSE)
    ask_for_media(media, call_id, session_id, ANOTHER, node_id="another", generation=2)
    media.failed(
        session_id=session_id, connection_id=ANOTHER, at=after(30), reason="no UDP packet arrived", cause=CAUSE
    )
    run(log, reader, clock)
    assert log.find(Call, call_id).sessions[session_id].dropped_at == after(30)


def test_a_runner_that_comes_back_reacts_only_to_what_it_has_not_seen(
    log: Ringlog, reader: LogReader, calls: CallUseCases, clock: TurnedClock
) -> None:
    for _ in range(2):
        call_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
        calls.end(call_id=call_id, by=ADA, cause=CAUSE)
        run(log, reader, clock)
    kinds = [type(r.fact) for r in reader.of([call_id])]
    assert kinds.count(Call.Ended) == 1


def test_a_runner_whose_log_was_put_back_remembers_how_far_it_has_come_as_often_as_before(
    log: Ringlog, reader: LogReader, clock: TurnedClock, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.policy_follower.REMEMBER_EVERY", 3)
    runner = PolicyFollower(log, reader, Consequences(log, clock), CallsOfUserInLog(reader))
    go_on(runner)
    end = log.tracked(NAME)
    rename_ada(database_url, clock, times=4)
    go_on(runner)
    with psycopg.connect(database_url) as restored:
        restored.execute("DELETE FROM log.events WHERE position > %s", (end,))
        restored.execute("UPDATE log.tracking SET position = %s", (end,))
    with pytest.raises(LogWentBack):
        runner.run_once()
    runner.position = runner.start_over()
    rename_ada(database_url, clock, times=3)
    go_on(runner)
    assert log.tracked(NAME) == end + 3


def rename_ada(database_url: str, clock: TurnedClock, times: int) -> None:
    """In another process."""
    with Ringlog(env={"DATABASE_URL": database_url}) as other:
        for number in range(times):
            DirectoryUseCases(other, clock).upsert_users(users=[UserProfile("ada", f"Ada {number}")], cause=CAUSE)
