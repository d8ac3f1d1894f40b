"""How long `callAt` takes over GraphQL, and how long a room takes to load after many calls.

The calls are among others in the log: conferences of ten people, with media, hands, messages and what follows; each is
asked for at random positions of its course, as a client that goes through it would. The peer is the same question about
the call as it is now, from the views, asked in turn with it.

A room has a stream that grows with each of its calls. It is loaded as after a start of the program: without a snapshot,
which is what the first load ever takes, and with the one that this leaves.
"""

import random
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
from rich.console import Console
from rich.table import Table

from api.access.tokens import Role, Tokens
from api.graphql.core.ids import global_id
from benchmarks.lag import CAUSE, furnish, percentile, result, serving
from benchmarks.made_history import START, MadeHistory, record
from benchmarks.record import up
from domain.calls.joining import Device
from domain.calls.use_cases import CallUseCases
from domain.directory.room import Room, RoomKind
from domain.directory.use_cases import DirectoryUseCases, RoomProfile, UserProfile
from domain.floor.use_cases import FloorUseCases
from domain.kernel.clock import system_clock
from domain.kernel.fact import Fact
from domain.kernel.occasion import Occasion
from domain.threads.use_cases import ThreadUseCases
from event_log import LogReader
from event_log import migrate as migrate_log
from event_log.application import Ringlog
from event_log.call_streams import facts_of_call
from event_log.vault.unlocking import unlock
from ringlog.postgres.embedded_postgres import EmbeddedPostgres
from runtime.config import Config
from runtime.migrations import migrate

GOAL, GOAL_OF_LOADING = 20.0, 50.0  # ms
CALLS, PEOPLE, TIMES = 20, 10, 500
OTHERS = 20_000  # facts beside them
CALLS_OF_A_ROOM = 100_000
LOADS = 20
FIELDS = """
    state title host { name } room { name }
    participants { user { name } hand { order } sessions { deviceId joinedAt reconnectingSince mediaState muted } }
    screenShare { startedAt } reactions { emoji } rings { outcome } recording { state }
    thread { messages { totalCount nodes { text author { name } } } }
    conferenceLog { endReason attendees { nodes { user { name } } } }
"""
THEN = f"query ($call: ID!, $at: BigInt) {{ callAt(callId: $call, position: $at) {{ {FIELDS} }} }}"
NOW = f"query ($call: ID!) {{ call(id: $call) {{ {FIELDS} }} }}"


def play(log: Ringlog, room: UUID, people: list[UUID]) -> UUID:
    """A conference from its start to its end."""
    calls, floors, threads = (
        CallUseCases(log, system_clock),
        FloorUseCases(log, system_clock),
        ThreadUseCases(log, system_clock),
    )
    call_id = calls.start(room_id=room, by=people[0], device=Device("laptop"), cause=CAUSE).answer[0]
    for person in people[1:]:
        calls.join(call_id=call_id, by=person, device=Device("phone"), cause=CAUSE)
    for person in people:
        floors.raise_hand(call_id=call_id, by=person, cause=CAUSE)
        threads.post(call_id=call_id, by=person, text="I'd like to say something.", cause=CAUSE)
        floors.react(call_id=call_id, by=person, emoji="👍", cause=CAUSE)
    calls.end(call_id=call_id, by=people[0], cause=CAUSE)
    return call_id


def directory(log: Ringlog) -> tuple[UUID, list[UUID]]:
    """A room and its people."""
    furnish(log)
    cases, names = DirectoryUseCases(log, system_clock), ["ada", *(f"person-{n}" for n in range(1, PEOPLE))]
    people = cases.upsert_users(users=[UserProfile(name, name.title()) for name in names], cause=CAUSE).answer
    room = RoomProfile("the-room", RoomKind.CHANNEL, "The room", members=tuple(names))
    return cases.upsert_rooms(rooms=[room], cause=CAUSE).answer[0], list(people)


def answered(client: httpx.Client, query: str, variables: dict[str, Any]) -> tuple[dict[str, Any], float]:
    """The data, and how many milliseconds it took."""
    began = time.perf_counter()
    answer = client.post("/graphql", json={"query": query, "variables": variables}).json()
    return answer["data"], (time.perf_counter() - began) * 1000


def ask(client: httpx.Client, positions: dict[UUID, list[int]]) -> Iterator[tuple[float, float]]:
    """Milliseconds of each question, about then and about now."""
    chosen = random.Random(1)
    for _ in range(TIMES):
        call_id = chosen.choice([*positions])
        call = {"call": global_id("Call", call_id)}
        then, took_then = answered(client, THEN, call | {"at": chosen.choice(positions[call_id])})
        now, took_now = answered(client, NOW, call)
        assert then["callAt"]["title"] == now["call"]["title"] == "The room", then
        yield took_then, took_now


def measure_asking(database_url: str, folder: Path) -> tuple[list[tuple[float, float]], int]:
    """Milliseconds of each question, and how many facts a call has."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    key = "a secret of at least thirty-two bytes, for the past"
    config = Config.model_validate({"database_url": database_url, "data_folder": folder, "jwt_key": key})
    environment = {
        "RINGLOG_DATABASE_URL": database_url,
        "RINGLOG_DATA_FOLDER": str(folder),
        "RINGLOG_JWT_KEY": key,
        "RINGLOG_PORT": port,
        "RINGLOG_LOG_LEVEL": "warning",
        "RINGLOG_OPERATIONS_PER_SECOND": "1000",
    }
    migrate(database_url)
    unlock(database_url, config.master_key_file())
    record(database_url, MadeHistory().facts(), OTHERS)
    with ExitStack() as stack:
        log = stack.enter_context(Ringlog(env={"DATABASE_URL": database_url}))
        room, people = directory(log)
        call_ids = [play(log, room, people) for _ in range(CALLS)]
        reader = LogReader(database_url)
        stack.callback(reader.close)
        positions = {id_: [each.position for each in facts_of_call(reader, id_)] for id_ in call_ids}
        stack.enter_context(serving(environment))
        token = Tokens.of(config).issue("ada", Role.MEMBER, timedelta(hours=1))
        headers = {"authorization": f"Bearer {token}"}
        client = stack.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers))
        up(client)
        until_shown(client, call_ids[-1], positions[call_ids[-1]][-1])
        return list(ask(client, positions)), len(positions[call_ids[0]])


def until_shown(client: httpx.Client, call_id: UUID, position: int) -> None:
    """Whether a call may be seen is asked of the views, which have come there by then."""
    variables = {"call": global_id("Call", call_id), "at": position}
    deadline = time.monotonic() + 120
    while answered(client, THEN, variables)[0]["callAt"] is None or answered(client, NOW, variables)[0]["call"] is None:
        assert time.monotonic() < deadline, "the views don't come there"
        time.sleep(0.5)


def facts_of_room(room_id: UUID) -> Iterator[Fact]:
    on = Occasion(START, CAUSE)
    room = Room.create(on, room_id=room_id, external_id="busy", kind=RoomKind.CHANNEL, name="Busy")
    for number in range(CALLS_OF_A_ROOM):
        at, call_id = Occasion(START + timedelta(minutes=number), CAUSE), uuid4()
        room.open_call(at, call_id=call_id)
        room.close_call(at, call_id=call_id)
        yield from (event for event in room.collect_events() if isinstance(event, Fact))


def measure_loading(database_url: str, folder: Path) -> tuple[float, float]:
    """Milliseconds to load the room of many calls: the first time, and then."""
    migrate_log(database_url)
    unlock(database_url, folder / "vault.key")
    room_id, times = uuid4(), []
    record(database_url, facts_of_room(room_id), 2 * CALLS_OF_A_ROOM)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("ANALYZE log.events")
    for _ in range(1 + LOADS):
        with Ringlog(env={"DATABASE_URL": database_url}) as log:
            log.end_of_log()
            began = time.perf_counter()
            log.find(Room, room_id)
            times.append((time.perf_counter() - began) * 1000)
    return times[0], median(times[1:])


def main() -> list[dict[str, Any]]:
    """Measures, prints a table, and returns the measurements."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder)) as postgres:
        with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
            for database in ("past", "room"):
                connection.execute(f"CREATE DATABASE {database}".encode())
        taken, facts = measure_asking(postgres.url("past"), Path(folder))
        first, loaded = measure_loading(postgres.url("room"), Path(folder) / "room")
    then, now = ([each[which] for each in taken] for which in (0, 1))
    table = Table("", "p50", "p99", "goal", title="The past")
    for name, times, goal in ((f"callAt, of {facts} facts", then, f"{GOAL:.0f} ms"), ("the same of now", now, "")):
        table.add_row(name, *(f"{percentile(times, percent):.1f} ms" for percent in (50, 99)), goal)
    table.add_row(f"a room of {CALLS_OF_A_ROOM:,} calls", f"{loaded:.1f} ms", "", f"{GOAL_OF_LOADING:.0f} ms")
    Console().print(table)
    Console().print(f"The first load of the room, without a snapshot: {first:.0f} ms.")
    name = f"callAt over GraphQL, of a call of {facts} facts, p99"
    return [
        result(name, percentile(then, 99), "the same of the call as it is now", percentile(now, 99)),
        result(f"a room loaded after {CALLS_OF_A_ROOM:,} calls", loaded, "goal", GOAL_OF_LOADING),
    ]


if __name__ == "__main__":
    main()
