"""Rooms after many calls, and what is kept of them."""

from typing import Any
from uuid import UUID, uuid4

import psycopg

from domain.directory.room import Room, RoomKind
from domain.kernel.aggregate import Root
from event_log import LogReader
from event_log.application import Ringlog
from tests.people import at


def load(url: str, kind: type[Root], id_: UUID) -> Root:
    """By a process that has just started."""
    with Ringlog(env={"DATABASE_URL": url}) as another:
        return another.find(kind, id_)


def kept(url: str) -> dict[UUID, int]:
    with psycopg.connect(url) as connection:
        return dict(connection.execute("SELECT originator_id, originator_version FROM log.snapshots").fetchall())


def change(url: str, statement: str, *parameters: Any) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statement, parameters)


def replayed(url: str, id_: UUID) -> Root | None:
    """From all of its facts."""
    reader, aggregate = LogReader(url), None
    for recorded in reader.of([id_]):
        aggregate = recorded.fact.mutate(aggregate)
    reader.close()
    return aggregate


def room(log: Ringlog, calls: int = 0) -> Room:
    room = Room.create(at(), external_id=uuid4().hex, kind=RoomKind.CHANNEL, name="General")
    room.add_members(at(), user_ids=[uuid4(), uuid4()])
    log.commit(room)
    for _ in range(calls):
        hold_call(log, room.id)
    return room


def hold_call(log: Ringlog, room_id: UUID) -> None:
    found = log.find(Room, room_id)
    call_id = uuid4()
    found.open_call(at(), call_id=call_id)
    found.close_call(at(), call_id=call_id)
    log.commit(found)
