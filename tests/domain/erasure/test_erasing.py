"""A person is erased once, for good, and on record."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.calls.call import Call
from domain.calls.calls_of_user import NoCallsOfUser
from domain.calls.joining import Device
from domain.calls.states import CallState
from domain.calls.use_cases import CallUseCases
from domain.consequences.consequences import Consequences
from domain.directory.room import Room, RoomKind, RoomState
from domain.directory.use_cases import DirectoryUseCases, RoomProfile, UserProfile
from domain.directory.user import User
from domain.erasure.erasure import Erasure, ErasureState
from domain.erasure.legal_holds import LegalHolds, ScopeKind
from domain.kernel.errors import (
    ErasureHasBegun,
    InvalidInput,
    NotAdmin,
    PersonIsErased,
    UnknownErasure,
    UnknownUser,
    UserIsDeactivated,
)
from domain.kernel.ids import LEGAL_HOLDS_ID
from domain.kernel.personal import Erased
from event_log import LogReader
from event_log.application import Ringlog
from tests.domain.erasure.conftest import ADMIN, EXTENT, Office
from tests.people import ADA, CAUSE, CHANNEL, DIRECT, GRACE, GROUP
from tests.turned_clock import TurnedClock
from worker.policy_follower import PolicyFollower


@pytest.fixture
def directory(log: Ringlog, clock: TurnedClock) -> DirectoryUseCases:
    return DirectoryUseCases(log, clock)


def test_an_erasure_is_requested_begun_and_completed(office: Office) -> None:
    erasure_id = office.request(case=" A-1 ")
    assert office.begin(erasure_id).state is ErasureState.BEGUN
    done = office.complete(erasure_id)
    assert (done.state, done.case, done.extent) == (ErasureState.COMPLETED, "A-1", EXTENT)
    assert set(done.key_ids) == {ADA, DIRECT}
    assert office.facts(erasure_id) == [Erasure.Requested, Erasure.Begun, Erasure.Completed]
    assert office.facts(LEGAL_HOLDS_ID) == [LegalHolds.Opened, LegalHolds.DestructionCleared]


def test_every_step_may_be_repeated_and_changes_nothing_then(office: Office) -> None:
    erasure_id = office.request()
    for _ in range(2):
        assert office.request() == erasure_id
        office.begin(erasure_id)
    for _ in range(2):
        office.complete(erasure_id)
        office.begin(erasure_id)
    assert office.request() == erasure_id
    assert office.facts(erasure_id) == [Erasure.Requested, Erasure.Begun, Erasure.Completed]


def test_what_is_held_may_be_withdrawn_and_requested_again(office: Office, directory: DirectoryUseCases) -> None:
    hold_id = office.place(ScopeKind.PERSON, ADA)
    erasure_id = office.request(case="A-1")
    office.begin(erasure_id)
    for _ in range(2):
        office.use_cases.withdraw(erasure_id=erasure_id, **ADMIN)
    office.release(hold_id)
    withdrawn = office.begin(erasure_id)
    assert (withdrawn.state, withdrawn.hold_ids) == (ErasureState.WITHDRAWN, ())
    office.clock.turn(60)
    assert office.request(case="A-2") == erasure_id
    again = office.begin(erasure_id)
    assert (again.state, again.case, again.requested_at) == (ErasureState.BEGUN, "A-2", office.clock())
    told = [Erasure.Requested, Erasure.Held, Erasure.Withdrawn, Erasure.RequestedAgain, Erasure.Begun]
    assert office.facts(erasure_id) == told


def test_what_has_begun_or_was_never_requested_is_not_withdrawn(office: Office) -> None:
    with pytest.raises(UnknownErasure):
        office.use_cases.withdraw(erasure_id=uuid4(), **ADMIN)
    erasure_id = office.request()
    with pytest.raises(NotAdmin):
        office.use_cases.withdraw(erasure_id=erasure_id, **ADMIN | {"admin": False})
    office.begin(erasure_id)
    for _ in range(2):
        with pytest.raises(ErasureHasBegun):
            office.use_cases.withdraw(erasure_id=erasure_id, **ADMIN)
        office.complete(erasure_id)


def test_nobody_but_admins_has_anybody_erased(office: Office) -> None:
    asked: dict[str, Any] = {**ADMIN, "admin": False}
    with pytest.raises(NotAdmin):
        office.use_cases.request(person_id=ADA, case=None, **asked)


def test_only_who_is_known_is_erased_and_a_case_is_a_line_of_text(office: Office) -> None:
    with pytest.raises(UnknownUser):
        office.request(uuid4())
    with pytest.raises(InvalidInput):
        office.request(case="two\nlines")


def test_an_erased_person_is_deactivated_without_a_name(office: Office) -> None:
    office.begin(office.request())
    ada = office.log.find(User, ADA)
    assert isinstance(ada.name, Erased)
    assert isinstance(ada.external_id, Erased)
    with pytest.raises(UserIsDeactivated):
        ada.require_active()
    assert office.log.find(User, GRACE).name == "Grace"


def test_direct_rooms_lose_the_names_they_have_of_people_and_other_rooms_keep_theirs(office: Office) -> None:
    office.begin(office.request())
    direct = office.log.find(Room, DIRECT)
    assert (type(direct.name), type(direct.external_id), direct.state) == (Erased, Erased, RoomState.ARCHIVED)
    assert office.log.find(Room, GROUP).name == "All three"
    assert office.log.find(Room, CHANNEL).name == "General"


def test_a_direct_room_goes_with_the_first_of_the_two(office: Office) -> None:
    office.begin(office.request(ADA))
    assert office.begin(office.request(GRACE)).key_ids == (GRACE,)


def test_the_directory_brings_nobody_back(office: Office, directory: DirectoryUseCases) -> None:
    office.begin(office.request())
    with pytest.raises(PersonIsErased):
        directory.upsert_users(users=[UserProfile("ada", "Ada")], cause=CAUSE)
    with pytest.raises(PersonIsErased):
        directory.upsert_rooms(rooms=[RoomProfile("ada-grace", RoomKind.DIRECT, "Ada, Grace")], cause=CAUSE)
    directory.remove_users(external_ids=["ada"], cause=CAUSE)
    directory.remove_rooms(external_ids=["ada-grace"], cause=CAUSE)
    assert office.facts(ADA)[-1] is User.Erased
    assert office.log.find(Room, DIRECT).state is RoomState.DELETED


class InThisCall(NoCallsOfUser):
    def __init__(self, *call_ids: UUID) -> None:
        self._call_ids = call_ids

    def calls_of(self, _: UUID, /) -> tuple[UUID, ...]:
        return self._call_ids


def test_an_erased_person_leaves_their_calls_and_direct_calls_end(
    office: Office, calls: CallUseCases, database_url: str, clock: TurnedClock
) -> None:
    def started(room_id: UUID) -> UUID:
        return calls.start(room_id=room_id, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]

    conference = started(CHANNEL)
    calls.join(call_id=conference, by=GRACE, device=Device("phone"), cause=CAUSE)
    direct = started(DIRECT)
    office.begin(office.request())
    reader = LogReader(database_url)
    policies = PolicyFollower(office.log, reader, Consequences(office.log, clock), InThisCall(conference, direct))
    while policies.run_once():
        pass
    reader.close()
    there = {session.user_id for session in office.log.find(Call, conference).sessions.values()}
    assert there == {GRACE}
    assert office.log.find(Call, direct).state is CallState.ENDED
