"""A hold and an expiry that are decided at the same moment: what was on hold first is never destroyed.

`RINGLOG_RACES` says how many races are run; 1,000 take about a minute.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest

from domain.calls.joining import Device
from domain.calls.use_cases import CallUseCases
from domain.consequences.consequences import Consequences
from domain.erasure.legal_holds import LegalHolds, Scope, ScopeKind
from domain.erasure.use_cases import ErasureUseCases
from domain.kernel.errors import TextsExpired
from domain.kernel.ids import LEGAL_HOLDS_ID, expiry_id
from domain.kernel.occasion import Occasion
from domain.retention.expiring import Retained, begin
from domain.retention.expiry import Expiry
from domain.retention.periods import ExpiryKind
from domain.workspace.use_cases import WorkspaceUseCases
from event_log.application import Ringlog
from tests.people import ADA, AT, CAUSE, CHANNEL, after
from tests.turned_clock import TurnedClock

RACES = int(os.environ.get("RINGLOG_RACES", "20"))
ADMIN: dict[str, Any] = {"by": None, "admin": True, "cause": CAUSE}
DAY = 24 * 3600


def ended_call(calls: CallUseCases) -> UUID:
    call_id: UUID = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    calls.end(call_id=call_id, by=ADA, cause=CAUSE)
    return call_id


def held(office: ErasureUseCases, call_id: UUID) -> bool:
    """Whether a hold could be placed."""
    try:
        office.place_hold(scope=Scope(ScopeKind.CALL, call_id), case="4711", **ADMIN)
    except TextsExpired:
        return False
    return True


def expired(log: Ringlog, clock: TurnedClock, call_id: UUID) -> bool:
    """Whether what was written in the call is going to be destroyed."""
    text, on = Retained(ExpiryKind.TEXT, call_id, call_id, CHANNEL, AT), Occasion(after(2 * DAY), CAUSE)
    Consequences(log, clock).record(lambda: begin(log, [text], lambda _: (), on))
    return log.look_up(Expiry, expiry_id(call_id)) is not None


def together(*actions: Callable[[], bool]) -> Iterator[bool]:
    """What they answer that begin at the same moment."""
    start = Barrier(len(actions))

    def begun(action: Callable[[], bool]) -> bool:
        start.wait()
        return action()

    with ThreadPoolExecutor(len(actions)) as threads:
        yield from threads.map(begun, actions)


@pytest.mark.timeout(900)
def test_what_is_on_hold_first_is_never_destroyed_afterwards(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock
) -> None:
    office = ErasureUseCases(log, clock)
    WorkspaceUseCases(log, clock).change_setting(name="retention.text_days", value=1, admin=True, cause=CAUSE)
    for _ in range(RACES):
        call_id = ended_call(calls)
        outcome = together(partial(held, office, call_id), partial(expired, log, clock, call_id))
        assert sum(outcome) == 1  # whichever was first, the other one has seen it
    on_hold: set[UUID] = set()
    for fact in log.events.get(LEGAL_HOLDS_ID):
        match fact:
            case LegalHolds.Placed():
                on_hold.add(fact.scope.id)
            case LegalHolds.DestructionCleared():
                assert on_hold.isdisjoint(fact.key_ids)


def test_what_is_set_when_it_is_decided_counts_whatever_was_due_before(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock
) -> None:
    settings, call_id = WorkspaceUseCases(log, clock), ended_call(calls)
    for days, expires in ((3, False), (0, False), (2, True)):
        settings.change_setting(name="retention.text_days", value=days, admin=True, cause=CAUSE)
        assert expired(log, clock, call_id) is expires


def test_a_call_of_which_nothing_is_left_can_t_be_held(log: Ringlog, calls: CallUseCases, clock: TurnedClock) -> None:
    office = ErasureUseCases(log, clock)
    WorkspaceUseCases(log, clock).change_setting(name="retention.text_days", value=1, admin=True, cause=CAUSE)
    call_id = ended_call(calls)
    assert expired(log, clock, call_id)
    with pytest.raises(TextsExpired, match="Hold the people who were in it"):
        office.place_hold(scope=Scope(ScopeKind.CALL, call_id), case="4711", **ADMIN)
    office.place_hold(scope=Scope(ScopeKind.PERSON, ADA), case="4711", **ADMIN)
