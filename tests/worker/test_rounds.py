"""Whoever leads looks at deadlines when one is due and now and then, however many facts come."""

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.calls.call import Call
from domain.calls.joining import Device
from domain.calls.ring import Ring, RingOutcome
from domain.calls.use_cases import CallUseCases
from domain.consequences.consequences import Consequences
from domain.directory.use_cases import DirectoryUseCases
from domain.kernel.occasion import Occasion
from domain.media_sessions.use_cases import MediaSessionUseCases
from event_log import LogReader
from event_log.application import Ringlog
from runtime.presence.session_presence import SessionPresence
from tests.domain.media_sessions.asking import ask_for_media
from tests.people import ADA, ALAN, CAUSE, CHANNEL, DIRECT, GRACE
from tests.turned_clock import TurnedClock
from worker.due_timers import Deadlines
from worker.leader_lock import LeaderLock
from worker.lease_watch import LeaseWatch
from worker.policy_follower import PolicyFollower
from worker.rounds import LOOK_EVERY, Rounds


class CountedDeadlines(Deadlines):
    looks = 0

    def run_once(self, by: datetime | None = None) -> None:
        self.looks += 1
        super().run_once(by)


class Round:
    """A leader's rounds, for which the test lets time pass: by the clock, and by how much has elapsed."""

    def __init__(self, log: Ringlog, lock: LeaderLock, pool: ConnectionPool[Connection[Any]], clock: TurnedClock):
        self.consequences = Consequences(log, clock)
        self.elapsed = 0.0
        self.log, self.clock = log, clock
        self.deadlines = CountedDeadlines(self.consequences, pool, clock)
        leases = LeaseWatch(self.consequences, SessionPresence(pool), clock)
        self.rounds = Rounds(lock, leases, self.deadlines, clock, lambda: self.elapsed)

    def go_on(self, seconds: float) -> float:
        self.clock.turn(seconds)
        self.elapsed += seconds
        return self.rounds.go(self.clock())

    def outcome_of_ring(self, call_id: UUID) -> RingOutcome | None:
        return self.log.find(Ring, self.log.find(Call, call_id).rings[GRACE]).outcome


@pytest.fixture
def leading(
    log: Ringlog, database_url: str, pool: ConnectionPool[Connection[Any]], clock: TurnedClock
) -> Iterator[Round]:
    with LeaderLock(database_url) as lock:
        assert lock.held()
        yield Round(log, lock, pool, clock)


def ring(calls: CallUseCases, project: Callable[[], None]) -> UUID:
    call_id = calls.start(room_id=DIRECT, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    project()
    return call_id


def test_in_half_a_second_it_looks_once_however_often_it_wakes(leading: Round) -> None:
    for _ in range(100):
        assert leading.go_on(0.001) <= LOOK_EVERY
    assert leading.deadlines.looks == 1
    leading.go_on(LOOK_EVERY)
    assert leading.deadlines.looks == 2


def test_a_deadline_that_it_knows_is_acted_on_when_it_is_due(
    leading: Round, calls: CallUseCases, project: Callable[[], None]
) -> None:
    call_id = ring(calls, project)
    leading.go_on(29.9)
    assert leading.outcome_of_ring(call_id) is None
    assert leading.go_on(0.05) == pytest.approx(0.05)
    leading.go_on(0.05)
    assert leading.outcome_of_ring(call_id) is RingOutcome.EXPIRED


def test_a_deadline_that_was_set_since_it_looked_is_acted_on_half_a_second_late_at_most(
    leading: Round, calls: CallUseCases, clock: TurnedClock, project: Callable[[], None]
) -> None:
    leading.go_on(0)
    call_id = ring(calls, project)
    clock.turn(30)
    leading.go_on(LOOK_EVERY)
    assert leading.outcome_of_ring(call_id) is RingOutcome.EXPIRED


def test_a_clock_that_is_set_forward_makes_known_deadlines_due_at_once(
    leading: Round, calls: CallUseCases, clock: TurnedClock, project: Callable[[], None]
) -> None:
    call_id = ring(calls, project)
    leading.go_on(0)
    clock.turn(3600)
    leading.rounds.go(clock())
    assert leading.outcome_of_ring(call_id) is RingOutcome.EXPIRED


def test_what_is_overdue_and_not_shown_to_be_done_is_looked_at_again_soon(
    leading: Round, calls: CallUseCases, project: Callable[[], None]
) -> None:
    ring(calls, project)
    assert leading.go_on(31) == pytest.approx(0.1)
    project()
    assert leading.go_on(0.1) == pytest.approx(LOOK_EVERY)


def test_whoever_is_back_in_time_is_not_given_up_by_a_leader_that_was_busy_meanwhile(
    leading: Round, calls: CallUseCases, clock: TurnedClock, database_url: str, project: Callable[[], None]
) -> None:
    call_id, session_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer
    media, consequences, stop = MediaSessionUseCases(leading.log, clock), leading.consequences, threading.Event()
    ask_for_media(media, call_id, session_id, connection_id := uuid4())
    lost = Occasion(clock(), CAUSE)
    consequences.record(lambda: consequences.drop_connection(call_id, session_id, lost))
    DirectoryUseCases(leading.log, clock).remove_users(external_ids=["alan"], cause=CAUSE)
    project()

    class Meanwhile:
        """Ada is back while the leader looks for Alan's calls, which takes until her time is up."""

        def calls_of(self, user_id: UUID) -> Collection[UUID]:
            assert user_id == ALAN
            clock.turn(29)
            report: Any = {"session_id": session_id, "connection_id": connection_id, "at": clock(), "cause": CAUSE}
            media.connected(**report, after=timedelta(seconds=1))
            clock.turn(2)
            return ()

    def rest(by: datetime) -> float:
        if leading.deadlines.looks:
            stop.set()
        return leading.rounds.go(by)

    with closing(LogReader(database_url)) as reader:
        PolicyFollower(leading.log, reader, consequences, Meanwhile(), rest=rest).follow(stop)
    assert leading.log.find(Call, call_id).sessions[session_id].dropped_at is None
