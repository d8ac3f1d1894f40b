"""The directory gives new users and rooms ids that nobody can work out, and finds them again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest

from domain.directory.room import Room, RoomKind
from domain.directory.use_cases import DirectoryUseCases, RoomProfile, UserProfile
from domain.directory.user import User, UserKind
from domain.kernel.clock import system_clock
from domain.kernel.errors import InvalidInput, UnknownRoom, UnknownUser
from event_log.application import Ringlog
from event_log.reads import Reads
from event_log.recorder import Recorder
from event_log.vault.keys import Keys
from tests.people import CAUSE, at

ADA_OF_1_0 = UUID("e526e42d-42bd-50f1-8e7a-38ead791185d")
GENERAL_OF_1_0 = UUID("97c36242-28a2-50dd-bd46-3f82efb849be")
ADA, GRACE = UserProfile("ada", "Ada"), UserProfile("grace", "Grace")
GENERAL = RoomProfile("general", RoomKind.CHANNEL, "General", members=("ada",))
REGISTERED = "SELECT count(*), count(DISTINCT state ->> 'external_id') FROM log.events WHERE topic = %s"
KNOWN = "SELECT count(*) FROM vault.identities"


class Directory(DirectoryUseCases):
    """With what tests ask of it."""

    def __init__(self, log: Ringlog) -> None:
        super().__init__(log, system_clock)
        assert isinstance(log.recorder, Recorder)
        self.ask = log.recorder.ask
        self.application = log

    def users(self, *profiles: UserProfile) -> tuple[UUID, ...]:
        return self.upsert_users(users=profiles, cause=CAUSE).answer

    def rooms(self, *profiles: RoomProfile) -> tuple[UUID, ...]:
        return self.upsert_rooms(rooms=profiles, cause=CAUSE).answer


@pytest.fixture
def log(database_url: str) -> Iterator[Ringlog]:
    """An empty one."""
    with Ringlog(env={"DATABASE_URL": database_url}) as application:
        yield application


@pytest.fixture
def directory(log: Ringlog) -> Directory:
    return Directory(log)


def test_new_users_and_rooms_have_random_ids(directory: Directory) -> None:
    (ada, grace), (general,) = directory.users(ADA, GRACE), directory.rooms(GENERAL)
    assert [id_.version for id_ in (ada, grace, general)] == [4, 4, 4]
    assert directory.log.find(User, ada).external_id == "ada"
    assert directory.log.find(Room, general).members == {ada}


def test_whoever_is_there_is_found_again(directory: Directory) -> None:
    (ada,), (general,) = directory.users(ADA), directory.rooms(GENERAL)
    assert directory.users(UserProfile("ada", "Ada L.")) == (ada,)
    assert directory.rooms(GENERAL) == (general,)
    assert directory.log.find(User, ada).name == "Ada L."
    assert directory.remove_members(room="general", users=["ada", "nobody"], cause=CAUSE).answer == (general,)
    assert not directory.log.find(Room, general).members
    assert directory.add_members(room="general", users=["ada"], cause=CAUSE).answer == (general,)
    assert directory.remove_users(external_ids=["nobody", "ada"], cause=CAUSE).answer == (ada,)
    assert directory.remove_rooms(external_ids=["general", "nowhere"], cause=CAUSE).answer == (general,)


def test_a_picture_is_on_record_when_it_changes_and_goes_when_it_is_left_out(directory: Directory) -> None:
    with_picture = UserProfile("ada", "Ada", avatar_url="https://chat.example.org/ada.png")
    ada, _ = directory.users(with_picture, with_picture)
    assert directory.log.find(User, ada).avatar_url == "https://chat.example.org/ada.png"
    directory.users(ADA, ADA)
    assert directory.log.find(User, ada).avatar_url is None
    facts = [fact for fact in directory.application.events.get(ada) if isinstance(fact, User.AvatarChanged)]
    assert [fact.avatar_url for fact in facts] == ["https://chat.example.org/ada.png", None]


def test_what_is_not_there_is_unknown(directory: Directory) -> None:
    with pytest.raises(UnknownRoom):
        directory.add_members(room="nowhere", users=[], cause=CAUSE)
    with pytest.raises(UnknownUser, match="doesn't know user 'ada'"):
        directory.rooms(GENERAL)


def test_whoever_is_known_but_was_never_registered_cannot_be_a_member(directory: Directory) -> None:
    ada = directory.log.identities.identify("user", "ada")
    with pytest.raises(UnknownUser, match="doesn't know user 'ada'"):
        directory.rooms(GENERAL)
    assert directory.users(ADA) == (ada,)


def test_what_is_refused_leaves_no_trace(directory: Directory) -> None:
    with pytest.raises(InvalidInput):
        directory.users(ADA, UserProfile("grace", ""))
    with pytest.raises(InvalidInput):
        directory.users(ADA, UserProfile("not an id", "Grace"))
    assert directory.ask(KNOWN) == [(0,)]


def test_whoever_is_named_twice_is_registered_once_and_gets_the_last_name(directory: Directory) -> None:
    ada, again = directory.users(ADA, UserProfile("ada", "Ada L."))
    assert ada == again
    assert directory.log.find(User, ada).name == "Ada L."
    directory.users(UserProfile("ada", "A."), UserProfile("ada", "Ada"))
    assert directory.log.find(User, ada).name == "Ada"


def test_processes_that_register_the_same_users_at_once_agree_on_their_ids(log: Ringlog, database_url: str) -> None:
    processes, rounds = 3, 5
    together = Barrier(processes)

    def register(number: int) -> dict[str, UUID]:
        ids: dict[str, UUID] = {}
        with Ringlog(env={"DATABASE_URL": database_url}) as own:
            for round_ in range(rounds):
                names = [f"user-{round_}-{each}" for each in range(40)]
                Random(number).shuffle(names)
                together.wait()
                ids |= zip(names, Directory(own).users(*(UserProfile(name, name) for name in names)), strict=True)
        return ids

    with ThreadPoolExecutor(processes) as threads:
        first, *others = threads.map(register, range(processes))
    assert all(ids == first for ids in others)
    assert Directory(log).ask(REGISTERED, (User.Registered.TOPIC,)) == [(rounds * 40, rounds * 40)]


def test_a_thousand_new_users_are_looked_up_in_a_few_round_trips(
    directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    rows = Reads.rows

    def counted(reads: Reads, query: str, parameters: Any = None) -> list[tuple[Any, ...]]:
        asked.append(query)
        return rows(reads, query, parameters)

    monkeypatch.setattr(Reads, "rows", counted)
    directory.users(*(UserProfile(f"user-{number}", "Somebody") for number in range(1_000)))
    assert len(asked) < 10


def test_users_and_rooms_of_earlier_versions_keep_their_ids(directory: Directory) -> None:
    user, room = User.Registered, Room.Created
    kind = RoomKind.CHANNEL
    directory.log.commit(
        User.began(user, ADA_OF_1_0, at(), external_id="ada", name="Ada", kind=UserKind.MEMBER),
        Room.began(room, GENERAL_OF_1_0, at(), external_id="general", kind=kind, name="General"),
    )
    assert directory.users(UserProfile("ada", "Ada L."), GRACE)[0] == ADA_OF_1_0
    assert directory.rooms(GENERAL) == (GENERAL_OF_1_0,)
    assert directory.log.find(Room, GENERAL_OF_1_0).members == {ADA_OF_1_0}


def test_whoever_is_erased_joins_no_room_while_their_external_id_still_leads_to_them(directory: Directory) -> None:
    """Such as a direct room, which would be called after them, and whose key nobody would destroy."""
    (ada,) = directory.users(ADA)
    user = directory.log.find(User, ada)
    user.erase(at())
    directory.log.commit(user)
    with pytest.raises(UnknownUser):
        directory.rooms(GENERAL)


def test_whoever_was_erased_is_registered_anew_under_another_id(directory: Directory) -> None:
    (ada,) = directory.users(ADA)
    Keys(directory.ask).destroy([ada])
    directory.application.identities.forget([ada])
    assert directory.log.identities.of("user", "ada") is None
    (again,) = directory.users(ADA)
    assert again != ada
    assert directory.log.find(User, again).name == "Ada"


def test_the_keys_of_many_who_are_registered_together_are_made_together(
    log: Ringlog, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(log.recorder, Recorder)
    keys, asked = log.recorder.keys, []

    def ask(query: str, parameters: Any) -> list[tuple[Any, ...]]:
        asked.append(query)
        return directory.ask(query, parameters)

    monkeypatch.setattr(keys, "_ask", ask)
    ids = directory.users(*(UserProfile(f"user-{number}", f"User {number}") for number in range(100)))
    assert len(asked) <= 4, "once for those there are, once for new ones, and for what is destroyed"
    assert log.find(User, ids[99]).name == "User 99"
