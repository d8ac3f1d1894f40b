"""Who shows no sign of life for a whole lease is dropped; time in which nobody could show one doesn't count."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.calls.call import Call
from domain.calls.joining import Device
from domain.calls.use_cases import CallUseCases
from domain.consequences.consequences import Consequences
from event_log.application import Ringlog
from runtime.presence.session_presence import SessionPresence
from tests.people import ADA, CAUSE, CHANNEL, GRACE, after
from tests.turned_clock import TurnedClock
from worker.due_timers import Deadlines
from worker.lease_watch import LeaseWatch


class Watch:
    """A worker that looks every second at Ada's and Grace's sessions."""

    def __init__(
        self, log: Ringlog, presence: SessionPresence, clock: TurnedClock, project: Callable[[], None]
    ) -> None:
        self.log = log
        self.presence = presence
        self.clock = clock
        self.project = project
        calls = CallUseCases(log, clock)
        self.call_id, self.ada = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer
        _, self.grace = calls.join(call_id=self.call_id, by=GRACE, device=Device("phone"), cause=CAUSE).answer
        project()
        self.start()

    def start(self) -> None:
        self.leases = LeaseWatch(Consequences(self.log, self.clock), self.presence, self.clock)
        self.leases.run_once()

    def go_on(self, seconds: int, alive: tuple[UUID, ...] = ()) -> None:
        """Those who are alive say so every five seconds."""
        for second in range(1, seconds + 1):
            self.clock.turn(1)
            if second % 5 == 0:
                self.presence.seen(alive, self.clock())
            self.leases.run_once()
        self.project()

    def dropped(self) -> dict[UUID, object]:
        """When each dropped session was last alive."""
        sessions = self.log.find(Call, self.call_id).sessions
        return {id_: session.dropped_at for id_, session in sessions.items() if session.dropped_at is not None}


@pytest.fixture
def watch(log: Ringlog, presence: SessionPresence, clock: TurnedClock, project: Callable[[], None]) -> Watch:
    return Watch(log, presence, clock, project)


def test_a_quiet_session_is_dropped_restored_when_it_shows_life_and_lost_when_it_never_does(
    watch: Watch, pool: ConnectionPool[Connection[Any]]
) -> None:
    both = (watch.ada, watch.grace)
    watch.go_on(10, both)
    watch.go_on(14, (watch.grace,))
    assert watch.dropped() == {}
    watch.go_on(1, (watch.grace,))
    assert watch.dropped() == {watch.ada: after(10)}
    watch.go_on(5, both)
    assert watch.dropped() == {}
    watch.go_on(40, (watch.grace,))
    assert watch.dropped() == {watch.ada: after(30)}
    Deadlines(Consequences(watch.log, watch.clock), pool, watch.clock).run_once()
    left = [fact.timestamp for fact in watch.log.events.get(watch.call_id) if isinstance(fact, Call.SessionLeft)]
    assert left == [after(30)]


@pytest.mark.parametrize("seconds", [20, 3600])
def test_nobody_is_dropped_at_the_thaw_of_a_machine_that_was_frozen_or_whose_clock_was_set_forward(
    watch: Watch, seconds: int
) -> None:
    both = (watch.ada, watch.grace)
    watch.go_on(13, both)
    watch.clock.turn(seconds)
    watch.leases.run_once()
    watch.project()
    assert watch.dropped() == {}
    watch.go_on(14, (watch.ada,))
    assert watch.dropped() == {}


def test_who_doesnt_come_back_after_a_freeze_is_dropped_after_a_lease(watch: Watch) -> None:
    watch.go_on(12, (watch.ada, watch.grace))
    watch.clock.turn(20)
    watch.go_on(20, (watch.ada,))
    assert watch.dropped() == {watch.grace: after(10)}


def test_after_a_long_standstill_sessions_get_a_full_lease_to_show_life(watch: Watch) -> None:
    watch.clock.turn(3600)
    watch.start()
    watch.go_on(14)
    assert watch.dropped() == {}
    watch.presence.seen([watch.ada], watch.clock())
    watch.go_on(1)
    assert set(watch.dropped()) == {watch.grace}
