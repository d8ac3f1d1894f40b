"""What is on hold isn't destroyed, and what is destroyed can't be put on hold."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import IntegrityError

from domain.calls.joining import Device
from domain.calls.use_cases import CallUseCases
from domain.directory.use_cases import DirectoryUseCases, UserProfile
from domain.erasure.carrying_out import Traces, begin
from domain.erasure.erasure import Erasure, ErasureState
from domain.erasure.legal_holds import LegalHolds, ScopeKind
from domain.kernel.errors import (
    InvalidInput,
    NotAdmin,
    PersonIsErased,
    UnknownCall,
    UnknownHold,
    UnknownRoom,
    UnknownUser,
)
from domain.kernel.fact import Fact
from domain.kernel.ids import LEGAL_HOLDS_ID
from domain.kernel.log import until_recorded
from domain.kernel.occasion import Occasion
from tests.domain.erasure.conftest import ADMIN, Office
from tests.people import ADA, ALAN, CAUSE, CHANNEL, DIRECT, at
from tests.turned_clock import TurnedClock

RACES = 60


@pytest.fixture
def call_id(calls: CallUseCases) -> UUID:
    return calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]


@pytest.mark.parametrize("kind", ScopeKind)
def test_an_erasure_waits_for_what_holds_the_person_a_room_or_a_call_of_theirs(
    office: Office, call_id: UUID, kind: ScopeKind
) -> None:
    office.traces = Traces(office.traces.rooms, frozenset({call_id}))
    hold_id = office.place(kind, {ScopeKind.PERSON: ADA, ScopeKind.ROOM: CHANNEL, ScopeKind.CALL: call_id}[kind])
    erasure_id = office.request()
    held = office.begin(erasure_id)
    assert (held.state, held.hold_ids) == (ErasureState.HELD, (hold_id,))
    office.begin(erasure_id)
    office.release(hold_id)
    assert office.begin(erasure_id).state is ErasureState.BEGUN
    assert office.facts(erasure_id) == [Erasure.Requested, Erasure.Held, Erasure.Begun]


def test_what_is_somebody_else_s_holds_nobody_up(office: Office, call_id: UUID) -> None:
    office.traces = Traces(frozenset({DIRECT}), frozenset())
    for kind, id_ in ((ScopeKind.PERSON, ALAN), (ScopeKind.ROOM, CHANNEL), (ScopeKind.CALL, call_id)):
        office.place(kind, id_)
    assert office.begin(office.request()).state is ErasureState.BEGUN


def test_an_erasure_waits_for_the_last_of_several_holds(office: Office) -> None:
    first, second = office.place(ScopeKind.PERSON, ADA, "4711"), office.place(ScopeKind.PERSON, ADA, "4712")
    erasure_id = office.request()
    office.begin(erasure_id)
    office.release(first)
    held = office.begin(erasure_id)
    assert (held.state, held.hold_ids) == (ErasureState.HELD, (second,))


def test_the_same_hold_is_placed_once(office: Office) -> None:
    assert office.place(ScopeKind.PERSON, ADA) == office.place(ScopeKind.PERSON, ADA)
    assert office.facts(LEGAL_HOLDS_ID) == [LegalHolds.Opened, LegalHolds.Placed]


def test_a_hold_is_released_once(office: Office) -> None:
    with pytest.raises(UnknownHold):
        office.release(uuid4())
    hold_id = office.place(ScopeKind.PERSON, ADA)
    office.release(hold_id)
    with pytest.raises(UnknownHold):
        office.release(hold_id)


def test_nobody_but_admins_places_and_releases_holds(office: Office) -> None:
    hold_id = office.place(ScopeKind.PERSON, ADA)
    asked: dict[str, Any] = {**ADMIN, "admin": False}
    with pytest.raises(NotAdmin):
        office.use_cases.release_hold(hold_id=hold_id, **asked)
    with pytest.raises(NotAdmin):
        office.use_cases.place_hold(
            scope=office.log.find(LegalHolds, LEGAL_HOLDS_ID).holds[hold_id].scope, case="4712", **asked
        )


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [(ScopeKind.PERSON, UnknownUser), (ScopeKind.ROOM, UnknownRoom), (ScopeKind.CALL, UnknownCall)],
)
def test_what_there_is_not_can_t_be_held(office: Office, kind: ScopeKind, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        office.place(kind, uuid4())


def test_a_hold_is_for_a_case(office: Office) -> None:
    with pytest.raises(InvalidInput):
        office.place(ScopeKind.PERSON, ADA, " ")


def test_who_is_erased_can_t_be_held_any_more(office: Office) -> None:
    office.begin(office.request())
    with pytest.raises(PersonIsErased):
        office.place(ScopeKind.PERSON, ADA)


def test_a_hold_that_is_placed_while_an_erasure_is_decided_comes_first(office: Office) -> None:
    erasure_id = office.request()
    decided = begin(office.log, erasure_id, office.traces, at())
    office.place(ScopeKind.ROOM, DIRECT)
    with pytest.raises(IntegrityError):
        office.log.commit(*decided)
    assert office.begin(erasure_id).state is ErasureState.HELD


def test_of_a_hold_and_an_erasure_at_once_only_one_is_recorded(office: Office, clock: TurnedClock) -> None:
    people = [UserProfile(f"person-{number}", "Somebody") for number in range(RACES)]
    ids = DirectoryUseCases(office.log, clock).upsert_users(users=people, cause=CAUSE).answer
    requested = {person: office.request(person) for person in ids}

    def erase(person: UUID) -> bool:
        def attempt() -> None:
            changed = begin(office.log, requested[person], Traces(frozenset(), frozenset()), Occasion(clock(), CAUSE))
            office.log.commit(*(each for each in changed if each.pending_events))

        until_recorded(attempt)
        return office.log.find(Erasure, requested[person]).begun

    def hold(person: UUID) -> bool:
        try:
            office.place(ScopeKind.PERSON, person)
        except PersonIsErased:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        erased, held = both.map(erase, ids), both.map(hold, ids)
        outcomes = list(zip(erased, held, strict=True))
    assert all(was_erased is not was_held for was_erased, was_held in outcomes)


def test_facts_of_holds_name_what_is_held(office: Office) -> None:
    office.release(office.place(ScopeKind.PERSON, ALAN))
    facts = [fact for fact in office.log.events.get(LEGAL_HOLDS_ID) if isinstance(fact, Fact)]
    assert [ALAN in fact.ids() for fact in facts] == [False, True, True]
