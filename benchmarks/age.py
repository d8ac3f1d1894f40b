"""What a command costs as its room, its thread, or the number of people in its call has grown, against a young one.

Rooms after 10 and after 100,000 calls, and threads of 10 and of 100,000 messages, in one PostgreSQL (fsync on). A cold
command is the first of a process that has just started; each was loaded once before by another one, as in service.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID, uuid4

from rich.console import Console
from rich.table import Table

from benchmarks.made_history import START, record
from domain.directory.room import Room, RoomKind
from domain.directory.user import User, UserKind
from domain.floor.floor import Floor
from domain.kernel.aggregate import Root
from domain.kernel.fact import Fact
from domain.kernel.occasion import Cause, Occasion
from domain.threads.thread import Thread
from event_log import migrate
from event_log.application import Ringlog
from ringlog.postgres.embedded_postgres import EmbeddedPostgres

YOUNG, OLD = 10, 100_000
FEW, MANY = 30, 3_000
COLD_TIMES, WARM_TIMES = 15, 200
CAUSE = Cause("user:made", "127.0.0.1", uuid4(), "request:made")

Command = Callable[[Ringlog, UUID], None]


def facts(aggregate: Root) -> Iterator[Fact]:
    return (fact for fact in aggregate.collect_events() if isinstance(fact, Fact))


def room_after(calls: int) -> Room:
    room = Room.create(Occasion(START, CAUSE), external_id=f"after-{calls}", kind=RoomKind.CHANNEL, name="Old")
    room.add_members(Occasion(START, CAUSE), user_ids=[uuid4() for _ in range(20)])
    for _ in range(calls):
        call_id = uuid4()
        room.open_call(Occasion(START, CAUSE), call_id=call_id)
        room.close_call(Occasion(START, CAUSE), call_id=call_id)
    return room


def thread_of(messages: int) -> Thread:
    thread = Thread.open(Occasion(START, CAUSE), call_id=uuid4(), room_id=uuid4())
    for _ in range(messages):
        thread.post(Occasion(START, CAUSE), message_id=uuid4(), author_id=uuid4(), text="What was said. " * 10)
    return thread


def hold_call(log: Ringlog, room_id: UUID) -> None:
    """Open and close, in one command, so that it can be done again."""
    room, call_id = log.find(Room, room_id), uuid4()
    room.open_call(Occasion(START, CAUSE), call_id=call_id)
    room.close_call(Occasion(START, CAUSE), call_id=call_id)
    log.commit(room)


def post(log: Ringlog, thread_id: UUID) -> None:
    thread = log.find(Thread, thread_id)
    thread.post(Occasion(START, CAUSE), message_id=uuid4(), author_id=uuid4(), text="And more.")
    log.commit(thread)


def cold(database_url: str, command: Command, id_: UUID) -> float:
    """Seconds of the first command of a process."""
    with Ringlog(env={"DATABASE_URL": database_url}) as log:
        user = User.register(Occasion(START, CAUSE), external_id=uuid4().hex, name="Ada", kind=UserKind.MEMBER)
        log.commit(user)
        log.find(User, user.id)  # connected now, in both directions
        return timed(lambda: command(log, id_))


def warm(database_url: str, command: Command, ids: Sequence[UUID]) -> list[float]:
    """Seconds of a command on each, when they are in memory; in turns."""
    with Ringlog(env={"DATABASE_URL": database_url}) as log:
        taken: list[list[float]] = [[] for _ in ids]
        for _ in range(WARM_TIMES):
            for id_, times in zip(ids, taken, strict=True):
                times.append(timed(lambda id_=id_: command(log, id_)))  # type: ignore[misc]  # its default is typed
        return [median(times) for times in taken]


def timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def muting(sessions: int) -> float:
    """Seconds per session, when a host mutes all others."""
    ids = [uuid4() for _ in range(sessions)]

    def mute_all() -> None:
        floor = Floor.open(Occasion(START, CAUSE), call_id=uuid4())
        for id_ in ids:
            floor.mute(Occasion(START, CAUSE), session_id=id_, user_id=id_, joined_muted=False, by=id_)

    return median(timed(mute_all) for _ in range(5)) / sessions


def compared(database_url: str, name: str, command: Command, young: UUID, old: UUID) -> list[dict[str, Any]]:
    """The first command of a process, and the later ones."""
    for id_ in (young, old):
        cold(database_url, command, id_)
    cold_times = [[cold(database_url, command, id_) for id_ in (young, old)] for _ in range(COLD_TIMES)]
    first_young, first_old = (median(times) for times in zip(*cold_times, strict=True))
    then_young, then_old = warm(database_url, command, [young, old])
    return [row(f"{name}, cold", first_young, first_old), row(f"{name}, warm", then_young, then_old)]


def row(name: str, young: float, old: float) -> dict[str, Any]:
    """A ratio of 1: it costs no more."""
    return {
        "name": name,
        "value": round(1000 * old, 4),
        "unit": "ms",
        "peer": "a young one",
        "peer_value": round(1000 * young, 4),
        "ratio": round(young / old, 2),
    }


def main() -> list[dict[str, Any]]:
    """Measure, print, and return the measurements."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder)) as postgres:
        url = postgres.url()
        migrate(url)
        made: list[Root] = [room_after(YOUNG), room_after(OLD), thread_of(YOUNG), thread_of(OLD)]
        for aggregate in made:
            record(url, facts(aggregate), 3 * OLD)
        young_room, old_room, young_thread, old_thread = (aggregate.id for aggregate in made)
        rows = compared(url, f"call in a room after {OLD:,}", hold_call, young_room, old_room)
        rows += compared(url, f"message in a thread of {OLD:,}", post, young_thread, old_thread)
    rows.append(row(f"muting {MANY:,} sessions, each", muting(FEW), muting(MANY)))
    show(rows)
    return rows


def show(rows: list[dict[str, Any]]) -> None:
    """The results as a table."""
    table = Table("what", "old", "young", "unit", "ratio", title="What age costs")
    for line in rows:
        table.add_row(line["name"], str(line["value"]), str(line["peer_value"]), line["unit"], str(line["ratio"]))
    Console().print(table)


if __name__ == "__main__":
    main()
