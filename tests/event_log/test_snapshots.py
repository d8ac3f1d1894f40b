"""However long a stream is, its aggregate is loaded from a snapshot and a few facts, and is the same as from all."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any, ClassVar, get_args, get_origin, get_type_hints
from uuid import uuid4

import psycopg
import pytest

from domain.directory.room import Room, RoomKind
from domain.directory.user import User, UserKind
from domain.floor.floor import Floor
from domain.kernel.aggregate import Root
from domain.kernel.log import until_recorded
from domain.kernel.personal import Erased
from domain.media_sessions.media_session import MediaSession, TrackKind
from domain.threads.thread import Thread
from event_log import source_code
from event_log.application import Ringlog
from event_log.reads import Reads
from event_log.sealed_snapshots import PERSONAL
from event_log.snapshots import EVERY, KINDS, SnapshotFormat
from event_log.vault.keys import Keys
from event_log.vault.sealing import NotAsSealed
from tests.event_log.backups import backed_up, restored
from tests.event_log.long_streams import change, hold_call, kept, load, replayed, room
from tests.event_log.vault.lost_keys import lost_keys
from tests.people import AT, at


@pytest.fixture
def url(database_url: str) -> str:
    return database_url


@pytest.fixture
def log(url: str) -> Iterator[Ringlog]:
    with Ringlog(env={"DATABASE_URL": url}) as log:
        yield log


def rich_room() -> Root:
    found = Room.create(at(), external_id="r", kind=RoomKind.CHANNEL, name="General")
    found.add_members(at(), user_ids=[uuid4(), uuid4()])
    found.open_call(at(), call_id=uuid4())
    return found


def rich_user() -> Root:
    user = User.register(at(), external_id="u", name="Ada", kind=UserKind.GUEST)
    user.change_preferences(at(), ring_tone="bell", ringing_enabled=False, do_not_disturb=True)
    user.mute_room(at(), room_id=uuid4())
    user.see_missed_calls(at(), until=AT)
    return user


def rich_thread() -> Root:
    thread = Thread.open(at(), call_id=uuid4(), room_id=uuid4())
    thread.post(at(), message_id=uuid4(), author_id=uuid4(), text="Hello")
    thread.attach(
        at(),
        message_id=uuid4(),
        author_id=uuid4(),
        file_id=uuid4(),
        name="recording.webm",
        media_type="video/webm",
        size=1,
        sha256="0" * 64,
        duration_ms=None,
    )
    return thread


def rich_floor() -> Root:
    floor, session, user = Floor.open(at(), call_id=uuid4()), uuid4(), uuid4()
    floor.mute(at(), session_id=session, user_id=user, joined_muted=False, by=user)
    floor.turn_camera_on(at(), session_id=session, user_id=user, joined_with_camera=False)
    floor.raise_hand(at(), user_id=user)
    floor.react(at(), user_id=user, emoji="👍")
    floor.start_sharing(at(), session_id=session, user_id=user, present=[session])
    return floor


def rich_media_session() -> Root:
    connection = uuid4()
    media = MediaSession.request(
        at(),
        call_id=uuid4(),
        session_id=uuid4(),
        user_id=uuid4(),
        connection_id=connection,
        node_id="node",
        generation=1,
    )
    media.connected(at(), connection_id=connection, after_ms=5)
    media.publish(at(), connection_id=connection, track_id=uuid4(), kind=TrackKind.CAMERA)
    return media


RICH = (rich_room, rich_user, rich_thread, rich_floor, rich_media_session)


@pytest.mark.parametrize("made", RICH)
def test_every_value_comes_back_as_it_was(made: Any) -> None:
    aggregate = made()
    aggregate.collect_events()
    snapshot_format = SnapshotFormat(type(aggregate))
    again = snapshot_format.aggregate(snapshot_format.snapshot(aggregate))
    assert again == aggregate
    assert {name: type(value) for name, value in vars(again).items()} == {
        name: type(value) for name, value in vars(aggregate).items()
    }


def test_there_is_an_example_of_each_kind() -> None:
    assert {type(made()) for made in RICH} == set(KINDS)


def test_a_long_stream_is_loaded_from_its_snapshot_on(url: str, log: Ringlog) -> None:
    general = room(log, calls=EVERY)
    assert EVERY <= kept(url)[general.id] <= 2 * EVERY
    change(url, "UPDATE log.events SET state = '{}' WHERE originator_version < %s", EVERY)
    found = load(url, Room, general.id)
    change(url, "DELETE FROM log.snapshots")
    assert found == log.find(Room, general.id)
    with pytest.raises(Exception, match="required field"):
        load(url, Room, general.id)


def test_what_is_loaded_is_what_all_facts_say(url: str, log: Ringlog) -> None:
    general = room(log, calls=2 * EVERY + 7)
    assert load(url, Room, general.id) == replayed(url, general.id)


def test_a_stream_that_became_long_before_there_were_snapshots_has_one_once_it_was_loaded(
    url: str, log: Ringlog
) -> None:
    general = room(log, calls=EVERY)
    change(url, "DELETE FROM log.snapshots")
    load(url, Room, general.id)
    assert kept(url) == {general.id: 2 * EVERY + 2}


def test_a_snapshot_that_other_code_made_is_not_used_and_replaced(url: str, log: Ringlog) -> None:
    general = room(log, calls=EVERY)
    change(url, "UPDATE log.snapshots SET format = 'ringlog.Room other', state = '{}'")
    assert load(url, Room, general.id) == replayed(url, general.id)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT FROM log.snapshots WHERE format LIKE '%% other'").fetchall() == []


def test_a_snapshot_of_a_room_or_a_person_is_sealed_and_one_of_anything_else_holds_no_text_of_anybody(
    url: str, log: Ringlog
) -> None:
    general = room(log, calls=EVERY)
    with psycopg.connect(url) as connection:
        ((state,),) = connection.execute("SELECT state FROM log.snapshots").fetchall()
    assert state.keys() == {"sealed"}
    assert load(url, Room, general.id) == replayed(url, general.id)
    texts = [
        f"{kind.__name__}.{field}"
        for kind in KINDS
        if kind not in PERSONAL
        for field, declared in get_type_hints(kind).items()
        if str in (declared, *get_args(declared)) and get_origin(declared) is not ClassVar and field != "TOPIC"
    ]
    assert texts == ["MediaSession.node_id"]


def test_a_snapshot_whose_key_is_destroyed_is_not_used_and_no_other_is_taken(url: str, log: Ringlog) -> None:
    general = room(log, calls=EVERY)
    before = kept(url)
    with closing(Reads(url, "another process", connections=1)) as reads:
        Keys(reads.rows).destroy([general.id])
    found = load(url, Room, general.id)
    assert isinstance(found, Room)
    assert isinstance(found.name, Erased)
    assert (found, len(found.members)) == (replayed(url, general.id), 2)
    assert kept(url) == before


def test_a_snapshot_whose_key_is_missing_is_not_taken_and_whoever_wanted_it_goes_on(
    url: str, log: Ringlog, caplog: pytest.LogCaptureFixture
) -> None:
    general = room(log, calls=EVERY)
    before = kept(url)
    last = next(iter(log.events.get(general.id, desc=True, limit=1)))
    with lost_keys(url, general.id), Ringlog(env={"DATABASE_URL": url}) as restarted:
        stored = log.mapper.to_stored_event(last)
        assert not restarted.construct_repository().keep(general, stored)
    assert f"No snapshot of {general.id}: The vault has no key of {general.id}" in caplog.text
    assert kept(url) == before


def test_a_snapshot_that_was_moved_to_another_room_is_refused(url: str, log: Ringlog) -> None:
    general, other = room(log, calls=EVERY), room(log, calls=EVERY)
    change(url, "DELETE FROM log.snapshots WHERE originator_id = %s", other.id)
    change(url, "UPDATE log.snapshots SET originator_id = %s", other.id)
    with pytest.raises(NotAsSealed):
        load(url, Room, other.id)
    assert load(url, Room, general.id) == replayed(url, general.id)


def test_short_streams_have_none(url: str, log: Ringlog) -> None:
    load(url, Room, room(log, calls=10).id)
    assert kept(url) == {}


def test_of_a_history_that_is_no_longer_recorded_nothing_is_kept(url: str, log: Ringlog, postgres_url: str) -> None:
    general = room(log, calls=EVERY - 10)
    with backed_up(postgres_url, url) as backup:
        for _ in range(20):
            until_recorded(lambda: hold_call(log, general.id))
        ahead = log.find(Room, general.id)
        last = next(iter(log.events.get(general.id, desc=True, limit=1)))
        restored(postgres_url, url, backup)
    for _ in range(20):
        until_recorded(lambda: hold_call(log, general.id))
    change(url, "DELETE FROM log.snapshots")
    log.construct_repository().keep(ahead, log.mapper.to_stored_event(last))
    assert kept(url) == {}


def test_a_snapshot_that_is_ahead_of_the_log_is_not_used(url: str, log: Ringlog) -> None:
    general = room(log, calls=EVERY)
    change(url, "DELETE FROM log.events WHERE originator_version > 7")
    assert load(url, Room, general.id).version == 7


def test_whatever_decides_about_the_state_makes_another_format(monkeypatch: pytest.MonkeyPatch) -> None:

    source = source_code._source
    before = SnapshotFormat(Room).name

    def edited(old: str, new: str) -> str:
        def edit(module: str) -> str:
            text = source(module)
            return text.replace(old, new) if module == "domain.directory.room" else text

        monkeypatch.setattr(source_code, "_source", edit)
        source_code._module.cache_clear()
        return SnapshotFormat(Room).name

    try:
        assert edited("def rename(", "def call(") == before
        assert edited('."""', '. Really."""') == before
        assert edited("room.name = self.name", "room.name = self.name.title()") != before
        assert edited("RoomState.ACTIVE\n", "RoomState.DELETED\n") != before
        assert edited('DELETED = "deleted"', 'DELETED = "gone"') != before
    finally:
        source_code._module.cache_clear()


def test_a_stream_is_read_backwards_as_far_as_it_is_asked_for(log: Ringlog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("event_log.application.PAGE", 3)
    general = room(log, calls=5)
    versions = [fact.originator_version for fact in log.newest_first(general.id)]
    assert versions == list(range(12, 0, -1))
