"""After a change of code, snapshots of long streams are taken anew before anybody has to load all facts."""

from collections.abc import Callable
from contextlib import closing
from threading import Event
from uuid import UUID, uuid4

import psycopg

from domain.directory.room import Room, RoomKind
from event_log.application import Ringlog
from event_log.reads import Reads
from event_log.renewal import Pace
from event_log.snapshots import EVERY, format_of
from event_log.vault.keys import Keys
from tests.event_log.long_streams import change, load, replayed
from tests.people import at

LONG = 2 * EVERY  # facts


class Resting(Event):
    """Has something happen instead of each rest."""

    def __init__(self, meanwhile: Callable[["Resting"], None]) -> None:
        super().__init__()
        self.rests = 0
        self._meanwhile = meanwhile

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.rests += 1
        self._meanwhile(self)
        return self.is_set()


def busy_room(log: Ringlog, calls: int) -> UUID:
    """After that many calls, recorded at once."""
    made = Room.create(at(), external_id=uuid4().hex, kind=RoomKind.CHANNEL, name="General")
    for call_id in (uuid4() for _ in range(calls)):
        made.open_call(at(), call_id=call_id)
        made.close_call(at(), call_id=call_id)
    log.commit(made)
    return made.id


def renew(url: str, stop: Event, page: int = 1_000) -> None:
    """By a process that has just started."""
    with Ringlog(env={"DATABASE_URL": url}) as another:
        another.snapshot_renewal(Pace(LONG, page, 0.0)).run_once(stop)


def renewed(url: str) -> set[UUID]:
    """The streams whose snapshots are those of this code."""
    current = format_of(Room)
    assert current is not None
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT originator_id FROM log.snapshots WHERE format = %s", (current.name,))
        return {id_ for (id_,) in found.fetchall()}


def destroy_key(url: str, id_: UUID) -> None:
    with closing(Reads(url, "another process", connections=1)) as reads:
        Keys(reads.rows).destroy([id_])


def test_those_of_the_longest_streams_come_first_and_what_cannot_be_renewed_holds_up_nothing(database_url: str) -> None:
    with Ringlog(env={"DATABASE_URL": database_url}) as log:
        erased, changed, longest, long, short = (
            busy_room(log, calls) for calls in (4 * EVERY, 3 * EVERY, 2 * EVERY, EVERY, EVERY // 2)
        )
    change(database_url, "UPDATE log.snapshots SET format = 'ringlog.Room other', state = '{}'")
    destroy_key(database_url, erased)
    change(database_url, "UPDATE log.events SET state = '{}' WHERE originator_id = %s", changed)

    def stop_at_the_last(resting: Resting) -> None:
        if resting.rests == 3:  # of the erased one, of the longest, and of the long one: the changed one isn't readable
            resting.set()

    renew(database_url, Resting(stop_at_the_last))
    assert renewed(database_url) == {longest}
    renew(database_url, Event())
    assert renewed(database_url) == {longest, long}

    expected = [replayed(database_url, id_) for id_ in (longest, long)]
    change(database_url, "UPDATE log.events SET state = '{}' WHERE originator_version < %s", EVERY)
    assert [load(database_url, Room, id_) for id_ in (longest, long)] == expected
    with psycopg.connect(database_url) as connection:
        left = connection.execute("SELECT originator_id FROM log.snapshots WHERE format LIKE '% other'").fetchall()
    assert {id_ for (id_,) in left} == {erased, changed, short}


def test_of_what_was_read_from_two_databases_no_snapshot_is_taken(database_url: str) -> None:
    with Ringlog(env={"DATABASE_URL": database_url}) as log:
        general = busy_room(log, calls=EVERY)
    change(database_url, "UPDATE log.snapshots SET format = 'ringlog.Room other', state = '{}'")

    def lose_connections(resting: Resting) -> None:
        if resting.rests == 1:
            change(
                database_url,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = 'ringlog aggregates'",
            )

    resting = Resting(lose_connections)
    renew(database_url, resting, page=EVERY)
    assert resting.rests == 3  # it was read to its end
    assert renewed(database_url) == set()
    renew(database_url, Event(), page=EVERY)
    assert renewed(database_url) == {general}
    assert load(database_url, Room, general) == replayed(database_url, general)
