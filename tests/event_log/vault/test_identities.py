"""External ids lead to ids through the vault's index only, for whoever has the master key, until somebody is erased."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import IntegrityError, PersistenceError

from domain.directory.room import Room, RoomKind
from domain.directory.user import User, UserKind
from event_log.application import Ringlog
from event_log.recorder import Recorder
from event_log.vault.identities import VaultIdentities
from event_log.vault.keys import Keys
from event_log.vault.master_key import MasterKey, hold
from tests.event_log.eventually import eventually
from tests.master_key import hold_master_key
from tests.people import at

ADA_OF_1_0 = UUID("e526e42d-42bd-50f1-8e7a-38ead791185d")
GENERAL_OF_1_0 = UUID("97c36242-28a2-50dd-bd46-3f82efb849be")


def ask(log: Ringlog, query: str, parameters: object) -> list[tuple[Any, ...]]:
    assert isinstance(log.recorder, Recorder)
    return log.recorder.ask(query, parameters)


class Asked:
    """Runs statements, and counts them."""

    def __init__(self, log: Ringlog) -> None:
        self._log = log
        self.times = 0

    def __call__(self, query: str, parameters: object) -> list[tuple[Any, ...]]:
        self.times += 1
        return ask(self._log, query, parameters)


class Era:
    number = 0

    def __call__(self) -> int:
        return self.number


@pytest.fixture
def log(database_url: str) -> Iterator[Ringlog]:
    """An empty one."""
    with Ringlog(env={"DATABASE_URL": database_url}) as application:
        yield application


@pytest.fixture
def asked(log: Ringlog) -> Asked:
    return Asked(log)


@pytest.fixture
def era() -> Era:
    return Era()


@pytest.fixture
def identities(asked: Asked, era: Era) -> VaultIdentities:
    return VaultIdentities(asked, era)


def other(log: Ringlog) -> VaultIdentities:
    """Those of another process."""
    return VaultIdentities(Asked(log), Era())


def keys(log: Ringlog) -> Keys:
    return Keys(Asked(log))


def ada_of_1_0(log: Ringlog) -> User:
    """Registered by an earlier version."""
    fact = User.Registered
    ada = User.began(fact, ADA_OF_1_0, at(), external_id="ada", name="Ada", kind=UserKind.MEMBER)
    log.commit(ada)
    return ada


def test_an_id_that_was_given_is_found_by_all_processes(identities: VaultIdentities, log: Ringlog) -> None:
    assert identities.of("user", "ada") is None
    ada = identities.identify("user", "ada")
    assert ada == other(log).of("user", "ada") == other(log).identify("user", "ada")


def test_a_user_and_a_room_of_the_same_name_are_two(identities: VaultIdentities) -> None:
    assert identities.identify("user", "ada") != identities.identify("room", "ada")


def test_an_id_says_nothing_of_the_external_id(identities: VaultIdentities, log: Ringlog) -> None:
    ada = identities.identify("user", "ada")
    assert ada.version == 4
    ((digest,),) = ask(log, "SELECT digest FROM vault.identities WHERE id = %s", (ada,))
    identities.forget([ada])
    assert identities.identify("user", "ada") != ada
    hold(MasterKey(bytes(32)))
    try:
        assert other(log).of("user", "ada") is None
        assert MasterKey(bytes(32)).digest("user:ada") != digest
    finally:
        hold_master_key()


def test_whoever_identifies_the_same_at_once_gets_the_same_ids(log: Ringlog) -> None:
    names = [f"user-{number}" for number in range(20)]
    processes = [other(log) for _ in range(4)]
    with ThreadPoolExecutor(8) as threads:
        ids = {name: [threads.submit(process.identify, "user", name) for process in processes] for name in names}
    assert all(len({found.result() for found in of_one}) == 1 for of_one in ids.values())


def test_only_one_of_two_new_users_can_have_an_external_id(identities: VaultIdentities, log: Ringlog) -> None:
    def registered(external_id: str) -> User:
        fact = User.Registered
        return User.began(fact, uuid4(), at(), external_id=external_id, name="Ada", kind=UserKind.MEMBER)

    ada = registered("ada")
    identities.claim("user", {"ada": ada})
    with pytest.raises(IntegrityError):
        other(log).claim("user", {"grace": registered("grace"), "ada": registered("ada")})
    assert identities.of("user", "ada") == ada.id
    identities.claim("user", {"ada": ada})
    log.commit(ada)


def test_what_rests_on_a_claim_of_another_era_is_not_recorded(log: Ringlog) -> None:
    era = Era()
    era.number = -1
    fact = User.Registered
    ada = User.began(fact, uuid4(), at(), external_id="ada", name="Ada", kind=UserKind.MEMBER)
    VaultIdentities(Asked(log), era).claim("user", {"ada": ada})
    with pytest.raises(IntegrityError):
        log.commit(ada)


def test_a_thousand_are_found_and_claimed_in_a_few_round_trips(identities: VaultIdentities, asked: Asked) -> None:
    fact = User.Registered
    new = {
        name: User.began(fact, uuid4(), at(), external_id=name, name=name, kind=UserKind.MEMBER)
        for name in (f"user-{number}" for number in range(1_000))
    }
    assert identities.known("user", new) == {}
    identities.claim("user", new)
    assert asked.times <= 3
    asked.times = 0
    assert identities.known("user", new) == {name: user.id for name, user in new.items()}
    assert asked.times == 1


def test_users_and_rooms_of_earlier_versions_keep_their_ids(identities: VaultIdentities, log: Ringlog) -> None:
    ada_of_1_0(log)
    fact = Room.Created
    log.commit(Room.began(fact, GENERAL_OF_1_0, at(), external_id="general", kind=RoomKind.CHANNEL, name="General"))
    assert identities.known("user", ["ada", "grace"]) == {"ada": ADA_OF_1_0}
    assert identities.of("room", "general") == GENERAL_OF_1_0
    assert other(log).identify("user", "ada") == ADA_OF_1_0


def test_what_has_the_id_that_a_user_would_have_had_is_not_taken_for_the_user(
    identities: VaultIdentities, log: Ringlog
) -> None:
    fact = Room.Created
    log.commit(Room.began(fact, ADA_OF_1_0, at(), external_id="attic", kind=RoomKind.CHANNEL, name="Attic"))
    assert identities.of("user", "ada") is None
    assert identities.identify("user", "ada") != ADA_OF_1_0


@pytest.mark.parametrize("found_before", [True, False])
def test_a_user_of_an_earlier_version_who_was_erased_gets_another_id(
    identities: VaultIdentities, log: Ringlog, *, found_before: bool
) -> None:
    ada_of_1_0(log)
    if found_before:
        assert identities.of("user", "ada") == ADA_OF_1_0
    keys(log).destroy([ADA_OF_1_0])
    identities.forget([ADA_OF_1_0])
    assert identities.of("user", "ada") is None
    assert identities.identify("user", "ada") != ADA_OF_1_0


def test_an_index_that_comes_back_from_a_backup_leads_to_nobody_who_was_erased(
    identities: VaultIdentities, log: Ringlog
) -> None:
    ada = identities.identify("user", "ada")
    keys(log).destroy([ada])
    assert other(log).of("user", "ada") is None
    again = other(log).identify("user", "ada")
    assert again != ada
    assert other(log).of("user", "ada") == again


def test_who_was_identified_is_at_hand_without_asking_the_database(identities: VaultIdentities, asked: Asked) -> None:
    assert identities.at_hand("user", "ada") is None
    ada = identities.identify("user", "ada")
    asked.times = 0
    assert identities.at_hand("user", "ada") == ada == identities.identify("user", "ada")
    assert identities.at_hand("user", "grace") is None
    assert asked.times == 0


def test_whoever_is_erased_by_another_process_is_let_go_of_within_a_second(log: Ringlog, database_url: str) -> None:
    ada, grace = log.identities.identify("user", "ada"), log.identities.identify("user", "grace")
    with Ringlog(env={"DATABASE_URL": database_url}) as elsewhere:
        keys(elsewhere).destroy([ada])
        elsewhere.identities.forget([ada])
    eventually(lambda: log.identities.at_hand("user", "ada") is None)
    assert log.identities.identify("user", "ada") != ada
    assert log.identities.identify("user", "grace") == grace


def test_whoever_is_erased_while_they_are_looked_up_is_not_remembered(log: Ringlog) -> None:
    ada = log.identities.identify("user", "ada")

    def erased_meanwhile(query: str, parameters: object) -> list[tuple[Any, ...]]:
        found = ask(log, query, parameters)
        slow.let_go()
        return found

    slow = VaultIdentities(erased_meanwhile, Era())
    assert slow.identify("user", "ada") == ada
    assert slow.at_hand("user", "ada") is None


def test_what_is_forgotten_here_is_not_at_hand_any_more(identities: VaultIdentities) -> None:
    ada = identities.identify("user", "ada")
    assert identities.forget([ada, uuid4()]) == 1
    assert identities.at_hand("user", "ada") is None


def test_nothing_is_remembered_of_a_database_that_may_have_gone_back(
    identities: VaultIdentities, log: Ringlog, era: Era
) -> None:
    ada = identities.identify("user", "ada")
    other(log).forget([ada])
    era.number += 1
    assert identities.at_hand("user", "ada") is None
    assert identities.identify("user", "ada") != ada


def test_who_is_remembered_is_known_while_the_database_is_away(
    identities: VaultIdentities, log: Ringlog, era: Era
) -> None:
    ada = identities.identify("user", "ada")
    log.close()
    era.number += 1
    assert identities.identify("user", "ada") == ada
    with pytest.raises(PersistenceError):
        identities.identify("user", "grace")
