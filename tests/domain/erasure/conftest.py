from typing import Any
from uuid import UUID

import pytest

from domain.erasure.carrying_out import Traces, begin, complete
from domain.erasure.erasure import Erasure
from domain.erasure.extent import Extent
from domain.erasure.legal_holds import Scope, ScopeKind
from domain.erasure.use_cases import ErasureUseCases
from domain.kernel.occasion import Occasion
from event_log.application import Ringlog
from tests.people import ADA, CAUSE, CHANNEL, DIRECT, GROUP
from tests.turned_clock import TurnedClock

ADMIN: dict[str, Any] = {"by": None, "admin": True, "cause": CAUSE}
EXTENT = Extent(1, 9, 4, "ab" * 32)


class Office:
    """Where Ada's data is protected: what is asked for, and how it is carried out."""

    def __init__(self, log: Ringlog, clock: TurnedClock) -> None:
        self.log, self.clock = log, clock
        self.use_cases = ErasureUseCases(log, clock)
        self.traces = Traces(frozenset({DIRECT, GROUP, CHANNEL}), frozenset())

    def request(self, person_id: UUID = ADA, case: str | None = None) -> UUID:
        (erasure_id,) = self.use_cases.request(person_id=person_id, case=case, **ADMIN).answer
        return erasure_id

    def place(self, kind: ScopeKind, id_: UUID, case: str = "4711") -> UUID:
        (hold_id,) = self.use_cases.place_hold(scope=Scope(kind, id_), case=case, **ADMIN).answer
        return hold_id

    def release(self, hold_id: UUID) -> None:
        self.use_cases.release_hold(hold_id=hold_id, **ADMIN)

    def begin(self, erasure_id: UUID) -> Erasure:
        """As far as it may."""
        changed = begin(self.log, erasure_id, self.traces, Occasion(self.clock(), CAUSE))
        self.log.commit(*(each for each in changed if each.pending_events))
        return self.log.find(Erasure, erasure_id)

    def complete(self, erasure_id: UUID) -> Erasure:
        self.log.commit(*complete(self.log, erasure_id, EXTENT, Occasion(self.clock(), CAUSE)))
        return self.log.find(Erasure, erasure_id)

    def facts(self, id_: UUID) -> list[type]:
        return [type(fact) for fact in self.log.events.get(id_)]


@pytest.fixture
def office(log: Ringlog, clock: TurnedClock) -> Office:
    return Office(log, clock)
