"""A database that went back in time under running processes, as when a backup is restored."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent

from domain.directory.room import Room, RoomKind
from domain.kernel.log import until_recorded
from event_log import LogReader, LogWentBack, migrate, schema
from event_log.application import Ringlog
from event_log.recorder import Recorder
from tests.event_log.backups import backed_up, restored
from tests.event_log.rows import stored, stream
from tests.people import at


@contextmanager
def application(database_url: str) -> Iterator[Ringlog]:
    with Ringlog(env={"DATABASE_URL": database_url}) as log:
        yield log


def room(log: Ringlog) -> Room:
    created = Room.create(at(), external_id=uuid4().hex, kind=RoomKind.CHANNEL, name="General")
    log.commit(created)
    return created


def rename(log: Ringlog, room_id: UUID, *names: str) -> None:
    """As a use case does it."""

    def attempt(name: str) -> None:
        found = log.find(Room, room_id)
        found.rename(at(), name=name)
        log.commit(found)

    for name in names:
        until_recorded(partial(attempt, name))


def versions(log_url: str, originator_id: UUID) -> list[int]:
    return [version for _, originator, version in stored(log_url) if originator == originator_id]


@pytest.mark.parametrize("first", [0, 2, 3])
def test_a_stream_begins_with_version_1(recorder: Recorder, log_url: str, first: int) -> None:
    with pytest.raises(IntegrityError, match="version before"):
        recorder.insert_events(stream(2, first=first))
    assert stored(log_url) == []


def test_a_fact_follows_the_one_before_it_in_its_stream(recorder: Recorder, log_url: str) -> None:
    originator_id = uuid4()
    recorder.insert_events(stream(2, originator_id=originator_id))
    with pytest.raises(IntegrityError, match="version before"):
        recorder.insert_events(stream(originator_id=originator_id, first=4))
    with pytest.raises(IntegrityError, match="version before"):
        recorder.insert_events([*stream(), *hole(originator_id)])
    recorder.insert_events(stream(3, originator_id=originator_id, first=3))
    assert versions(log_url, originator_id) == [1, 2, 3, 4, 5]


def hole(originator_id: UUID) -> list[StoredEvent]:
    return stream(originator_id=originator_id, first=3) + stream(originator_id=originator_id, first=5)


def test_a_log_of_an_earlier_release_gets_the_rule_and_keeps_its_facts(
    empty_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first_step = schema.MIGRATIONS / "0001_events.sql"
    (tmp_path / first_step.name).write_bytes(first_step.read_bytes())
    with monkeypatch.context() as earlier:
        earlier.setattr(schema, "MIGRATIONS", tmp_path)
        migrate(empty_url)
    recorder = Recorder(empty_url)
    recorder.insert_events(stream(3))
    migrate(empty_url)
    with pytest.raises(IntegrityError, match="version before"):
        recorder.insert_events(stream(first=2))
    assert list(recorder.insert_events(stream())) == [4]
    recorder.close()


def test_what_a_process_remembers_of_an_aggregate_is_forgotten(log_url: str, postgres_url: str) -> None:
    with application(log_url) as log:
        general = room(log)
        with backed_up(postgres_url, log_url) as backup:
            rename(log, general.id, "Lounge", "Kitchen")
            restored(postgres_url, log_url, backup)
        assert log.find(Room, general.id).name == "General"
        rename(log, general.id, "Office")
        assert versions(log_url, general.id) == [1, 2]


def test_a_history_that_went_another_way_meanwhile_is_what_counts(log_url: str, postgres_url: str) -> None:
    with application(log_url) as log:
        general = room(log)
        with backed_up(postgres_url, log_url) as backup:
            rename(log, general.id, "Lounge", "Kitchen")
            restored(postgres_url, log_url, backup)
        with application(log_url) as another:
            rename(another, general.id, "Garden", "Yard", "Roof")
        assert log.find(Room, general.id).name == "Roof"
        rename(log, general.id, "Roof")
        assert versions(log_url, general.id) == [1, 2, 3, 4]


def test_what_was_decided_before_the_connection_was_lost_is_decided_again(log_url: str, postgres_url: str) -> None:
    with application(log_url) as log:
        general = room(log)
        with backed_up(postgres_url, log_url) as backup:
            rename(log, general.id, "Lounge")
            decided = log.find(Room, general.id)
            decided.rename(at(), name="Kitchen")
            restored(postgres_url, log_url, backup)
        with application(log_url) as another:
            rename(another, general.id, "Garden")
        with pytest.raises(IntegrityError, match="connection"):
            log.commit(decided)
        assert log.find(Room, general.id).name == "Garden"


def test_a_reader_that_is_ahead_of_the_log_is_told(recorder: Recorder, reader: LogReader) -> None:
    recorder.insert_events(stream(2))
    assert reader.read(2) == []
    with pytest.raises(LogWentBack):
        reader.read(3)


def test_a_reader_is_told_that_others_were_recorded_in_the_place_of_what_it_read(
    log_url: str, postgres_url: str
) -> None:
    reader = LogReader(log_url)
    with application(log_url) as log:
        general = room(log)
        with backed_up(postgres_url, log_url) as backup:
            rename(log, general.id, "Lounge")
            assert [recorded.position for recorded in reader.read(0)] == [1, 2]
            restored(postgres_url, log_url, backup)
        rename(log, general.id, "Kitchen", "Roof")
    for _ in range(2):
        with pytest.raises(LogWentBack):
            reader.read(2)
    assert reader.end() == 3
    assert reader.read(3) == []
    reader.close()
