"""How long after a call's end its record is read over GraphQL, at 200 events/s; and what that of a long call costs.

Others' events are appended all the while by other processes at a steady pace; Ringlog's worker and one API process
serve. Measured from when the end is committed until an answer over HTTP says that the call has ended. A long call is
one of 50 people for an hour, whose media was sampled every ten seconds, in a log of 200,000 others; the peer is the
same record alone in a log, which shows what finding the facts among the others takes.
"""

import json
import os
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from multiprocessing import get_context
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
from benchmarks.lag import CAUSE, PACE, PATIENCE, ROOMS_EACH, WRITERS, furnish, percentile, result, serving, write
from benchmarks.made_history import START, MadeHistory, record
from domain.calls import attendance
from domain.calls.call import Call
from domain.calls.joining import Device
from domain.calls.states import CallKind, EndReason
from domain.calls.use_cases import CallUseCases
from domain.directory.room import Room
from domain.kernel.aggregate import Root
from domain.kernel.clock import system_clock
from domain.kernel.fact import Fact
from domain.kernel.occasion import Occasion
from domain.media_sessions.media_session import MediaCloseReason, MediaSession, Quality
from domain.workspace.settings import Settings
from event_log import LogReader
from event_log import migrate as migrate_log
from event_log.application import Ringlog
from event_log.records.reading import read_record
from event_log.vault.unlocking import unlock
from ringlog.postgres.embedded_postgres import EmbeddedPostgres
from runtime.config import read_config
from runtime.migrations import migrate

GOAL = 1000.0  # ms, at p99
CALLS = 300
SETTLE = 2.0  # seconds until the writers are at their pace
PEOPLE, SAMPLES = 50, 360  # of a long call
OTHERS = 200_000  # facts before it
TIMES = 10
QUERY = """query ($call: ID!) { callRecord(callId: $call) {
    version complete state endedAt endReason sessions { nodes { user { name } leftAt } }
} }"""


def keep_writing(database_url: str, key_file: Path, writer: int) -> None:
    """Rename rooms at this writer's share of the pace, for as long as the process lives; never the calls' room."""
    unlock(database_url, key_file)
    rooms = range(max(1, writer * ROOMS_EACH), (writer + 1) * ROOMS_EACH)
    with Ringlog(env={"DATABASE_URL": database_url}) as log:
        ids = log.identities.known("room", [f"room-{number}" for number in rooms])

        def rename(number: int, name: str) -> int:
            room = log.find(Room, ids[f"room-{number}"])
            room.rename(Occasion(system_clock(), CAUSE), name=name)
            return log.commit(room).position or 0

        while True:
            write(rename, rooms, time.monotonic())


@contextmanager
def busy_log(database_url: str, key_file: Path) -> Iterator[None]:
    """A process for each writer."""
    spawn = get_context("spawn").Process
    processes = [spawn(target=keep_writing, args=(database_url, key_file, writer)) for writer in range(WRITERS)]
    for process in processes:
        process.start()
    try:
        time.sleep(SETTLE)
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()


def readable(calls: CallUseCases, client: httpx.Client) -> float:
    """Milliseconds from a committed end to the answer that has it; the call is read once before, as by a watcher."""
    room, ada = calls.log.identities.of("room", "room-0"), calls.log.identities.of("user", "ada")
    assert room is not None
    assert ada is not None
    call_id = calls.start(room_id=room, by=ada, device=Device("phone"), cause=CAUSE).answer[0]
    variables = {"call": global_id("Call", call_id)}
    until(client, variables, "ONGOING")
    calls.end(call_id=call_id, by=ada, cause=CAUSE)
    ended = time.monotonic()
    until(client, variables, "ENDED")
    return (time.monotonic() - ended) * 1000


def until(client: httpx.Client, variables: dict[str, Any], state: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        answer = client.post("/graphql", json={"query": QUERY, "variables": variables}).json()
        found = (answer.get("data") or {}).get("callRecord")
        if found is not None and found["state"] == state:
            return
        assert time.monotonic() < deadline, json.dumps(answer)


def measure_readable(database_url: str, folder: Path) -> list[float]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    environment = {
        "RINGLOG_DATABASE_URL": database_url,
        "RINGLOG_DATA_FOLDER": str(folder),
        "RINGLOG_JWT_KEY": "a secret of at least thirty-two bytes, for records",
        "RINGLOG_PORT": port,
        "RINGLOG_LOG_LEVEL": "warning",
        "RINGLOG_OPERATIONS_PER_SECOND": "1000",
    }
    os.environ.update(environment)
    config = read_config()
    token = Tokens.of(config).issue("ada", Role.MEMBER, timedelta(hours=1))
    migrate(database_url)
    unlock(database_url, config.master_key_file())
    with ExitStack() as stack:
        log = stack.enter_context(Ringlog(env={"DATABASE_URL": database_url}))
        furnish(log)
        stack.enter_context(serving(environment))
        headers = {"authorization": f"Bearer {token}"}
        client = stack.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers))
        up(client)
        calls = CallUseCases(log, system_clock)
        readable(calls, client)
        stack.enter_context(busy_log(database_url, config.master_key_file()))
        before, began = log.end_of_log(), time.monotonic()
        taken = [readable(calls, client) for _ in range(CALLS)]
        pace = (log.end_of_log() - before) / (time.monotonic() - began)
        Console().print(f"{pace:.0f} events/s were appended meanwhile.")
        return taken


def up(client: httpx.Client) -> None:
    """Wait for whatever answer: without a media process there is no good health."""
    deadline = time.monotonic() + PATIENCE
    while True:
        with suppress(httpx.TransportError):
            client.get("/health")
            return
        assert time.monotonic() < deadline, "nobody serves"
        time.sleep(0.1)


def long_call() -> Iterator[Root]:
    """The call first, then each session's media."""
    on = Occasion(START, CAUSE)
    call = Call.start(
        on,
        call_id=uuid4(),
        room_id=uuid4(),
        kind=CallKind.CONFERENCE,
        calling=False,
        title="A long one",
        provider="builtin",
        initiator_id=uuid4(),
        settings=Settings(),
    )
    device: dict[str, Any] = {"device_id": "laptop", "muted": False, "camera_on": False, "settings": Settings()}
    ids = [attendance.join(call, on, session_id=uuid4(), user_id=uuid4(), **device) for _ in range(PEOPLE)]
    users = {id_: session.user_id for id_, session in call.sessions.items()}
    call.end(Occasion(START + timedelta(hours=1), CAUSE), reason=EndReason.HUNG_UP, ended_by=None)
    yield call
    for id_ in ids:
        yield sampled(call.id, id_, users[id_])


def sampled(call_id: UUID, session_id: UUID, user: UUID) -> MediaSession:
    on = Occasion(START, CAUSE)
    connection: dict[str, Any] = {"connection_id": uuid4()}
    media = MediaSession.request(
        on, call_id=call_id, session_id=session_id, user_id=user, node_id="one", generation=1, **connection
    )
    media.connected(on, after_ms=80, **connection)
    for number in range(1, SAMPLES + 1):
        quality = Quality(10_000, 500, number % 9, 64_000, number * 10, 500, 1, 64_000, 900, number * 100)
        media.sample(Occasion(START + timedelta(seconds=10 * number), CAUSE), quality=quality, **connection)
    media.closed(Occasion(START + timedelta(hours=1), CAUSE), reason=MediaCloseReason.BYE, **connection)
    return media


def measure_long(database_url: str, folder: Path, others: int) -> tuple[float, int]:
    """Milliseconds to read the record of a long call, and how many facts it rests on."""
    migrate_log(database_url)
    unlock(database_url, folder / "vault.key")
    record(database_url, MadeHistory().facts(), others)
    call, *media = long_call()
    facts = [fact for root in (call, *media) for fact in root.collect_events() if isinstance(fact, Fact)]
    record(database_url, iter(facts), len(facts))
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("ANALYZE log.events")
    reader, times = LogReader(database_url), []
    try:
        for _ in range(TIMES):
            began = time.perf_counter()
            version = read_record(reader, call.id).version
            times.append((time.perf_counter() - began) * 1000)
    finally:
        reader.close()
    return median(times), version


def main() -> list[dict[str, Any]]:
    """Measures, prints a table, and returns the measurements."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder)) as postgres:
        with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
            for database in ("busy", "among", "alone"):
                connection.execute(f"CREATE DATABASE {database}".encode())
        taken = measure_readable(postgres.url("busy"), Path(folder))
        among_others, version = measure_long(postgres.url("among"), Path(folder) / "among", OTHERS)
        alone, _ = measure_long(postgres.url("alone"), Path(folder) / "alone", 0)
    table = Table("", "p50", "p99", "goal", title=f"From a call's end to its record, at {PACE} events/s")
    table.add_row("readable", *(f"{percentile(taken, percent):.1f} ms" for percent in (50, 99)), f"{GOAL:.0f} ms")
    Console().print(table)
    Console().print(f"A record of {version:,} facts: {among_others:.0f} ms; alone in the log {alone:.0f} ms.")
    return [
        result(f"record readable after the end, p99, {PACE} events/s", percentile(taken, 99), "goal", GOAL),
        result(f"record of {version:,} facts in a log of {OTHERS:,}", among_others, "alone in the log", alone),
    ]


if __name__ == "__main__":
    main()
