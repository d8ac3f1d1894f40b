"""How long after an append its effect reaches those who watch, at 200 events/s.

Rooms are renamed, by several writers at a steady pace. Ringlog's worker applies each event to all read models; its API
process delivers the new state to a GraphQL subscription over WebSocket. Measured from before the append, so the
append itself, which waits for the disk, is in it; once with nothing else going on, and once with one core kept busy by
something else. The peer is the eventsourcing library's own projection of the same renamings into one table, with
default settings, in the same PostgreSQL; it ends at its notification.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from threading import Event, Thread
from typing import Any
from uuid import UUID

import psycopg
from rich.console import Console
from rich.table import Table
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from api.access.tokens import Role, Tokens
from api.graphql.core.ids import global_id
from benchmarks import lag_peer
from benchmarks.busy import one_core_busy
from domain.directory.room import Room, RoomKind
from domain.directory.use_cases import DirectoryUseCases, RoomProfile, UserProfile
from domain.kernel.clock import system_clock
from domain.kernel.occasion import Cause, Occasion
from event_log.application import Ringlog
from event_log.vault.unlocking import unlock
from ringlog.postgres.embedded_postgres import EmbeddedPostgres
from runtime.config import read_config
from runtime.migrations import migrate

PACE = 200  # events/s
SECONDS = 20
WARM_UP = 2  # seconds, not measured
WRITERS, ROOMS_EACH = 4, 5
GOALS = {"quiet": 10.0, "busy": 50.0}  # ms from append to delivery, at p99
PATIENCE = 60  # seconds
SETTLE = 3.0  # seconds for the last ones to arrive
CAUSE = Cause("service:lag", "127.0.0.1", UUID(int=1), "request:lag")
SUBSCRIPTION = """subscription ($room: ID!) { roomTimeline(roomId: $room, last: 1) {
    ... on RoomTimelineUpdate { room { name } }
} }"""

Rename = Callable[[int, str], int]  # a room's number and its new name; the position in the log


@dataclass
class Heard:
    """When something counted came by that never goes back: a position, or a room's number in its name."""

    times: list[float] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def note(self, number: int) -> None:
        self.times.append(time.monotonic())
        self.numbers.append(number)

    def after(self, number: int, sent: float) -> float:
        """Milliseconds from `sent` until that number, or a later one, came by."""
        return (self.times[bisect_left(self.numbers, number)] - sent) * 1000


@dataclass(frozen=True)
class Sent:
    """One renaming."""

    at: float
    room: int
    number: int
    position: int


def write(rename: Rename, rooms: Sequence[int], start: float) -> list[Sent]:
    """Rename these rooms in turn, at this writer's share of the pace."""
    sent = []
    for turn in range((WARM_UP + SECONDS) * PACE // WRITERS):
        due = start + turn * WRITERS / PACE
        time.sleep(max(0.0, due - time.monotonic()))
        at, room, number = time.monotonic(), rooms[turn % len(rooms)], turn // len(rooms) + 1
        sent.append(Sent(at, room, number, rename(room, str(number))))
    return [one for one in sent if one.at >= start + WARM_UP]


def write_all(rename: Rename) -> list[Sent]:
    """All writers at once."""
    rooms = [range(writer * ROOMS_EACH, (writer + 1) * ROOMS_EACH) for writer in range(WRITERS)]
    start = time.monotonic() + 0.1
    with ThreadPoolExecutor(WRITERS) as writers:
        sent = [one for part in writers.map(lambda mine: write(rename, mine, start), rooms) for one in part]
    time.sleep(SETTLE)
    return sent


@contextmanager
def hearing(database_url: str, channel: str, position_of: Callable[[str], int]) -> Iterator[Heard]:
    """Listens to a channel in a thread."""
    heard, stop = Heard(), Event()

    def listen() -> None:
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute(f"LISTEN {channel}".encode())
            while not stop.is_set():
                for notify in connection.notifies(timeout=0.2):
                    heard.note(position_of(notify.payload))

    thread = Thread(target=listen)
    thread.start()
    try:
        yield heard
    finally:
        stop.set()
        thread.join()


@contextmanager
def watching(url: str, token: str, rooms: Sequence[UUID]) -> Iterator[dict[int, Heard]]:
    """Subscribes to every room's timeline over one WebSocket; hears the numbers in the rooms' names."""
    heard: dict[int, Heard] = defaultdict(Heard)
    with opened(url) as websocket:
        websocket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}))
        assert json.loads(websocket.recv())["type"] == "connection_ack"
        for number, room in enumerate(rooms):
            payload = {"query": SUBSCRIPTION, "variables": {"room": global_id("Room", room)}}
            websocket.send(json.dumps({"id": str(number), "type": "subscribe", "payload": payload}))
        thread = Thread(target=receive, args=(websocket, heard))
        thread.start()
        yield heard
    thread.join()


def receive(websocket: ClientConnection, heard: dict[int, Heard]) -> None:
    """Until the connection is closed."""
    for text in websocket:
        message = json.loads(text)
        if message["type"] == "next":
            heard[int(message["id"])].note(int(message["payload"]["data"]["roomTimeline"]["room"]["name"]))


@contextmanager
def opened(url: str) -> Iterator[ClientConnection]:
    """A WebSocket, as soon as there is a server."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            websocket = connect(url, subprotocols=["graphql-transport-ws"], compression=None)  # type: ignore[list-item]  # a NewType of str
            break
        except (OSError, WebSocketException):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
    with websocket:
        yield websocket


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[None]:
    """The worker and an API process, as they are in production."""
    processes = [
        subprocess.Popen([sys.executable, "-m", "ringlog.cli", "serve", "--role", role], env=os.environ | environment)
        for role in ("worker", "api")
    ]
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(PATIENCE)


def furnish(log: Ringlog) -> tuple[UUID, ...]:
    """One user, who is a member of all rooms; their names are numbers. The rooms' ids."""
    directory = DirectoryUseCases(log, system_clock)
    directory.upsert_users(users=[UserProfile("ada", "Ada")], cause=CAUSE)
    rooms = [RoomProfile(f"room-{n}", RoomKind.CHANNEL, "0", members=("ada",)) for n in range(WRITERS * ROOMS_EACH)]
    return directory.upsert_rooms(rooms=rooms, cause=CAUSE).answer


def measure_ringlog(database_url: str, folder: Path) -> tuple[list[float], list[float]]:
    """Milliseconds to the notification, and to the delivery over WebSocket."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    environment = {
        "RINGLOG_DATABASE_URL": database_url,
        "RINGLOG_DATA_FOLDER": str(folder),
        "RINGLOG_JWT_KEY": "a secret of at least thirty-two bytes, for lag",
        "RINGLOG_PORT": port,
        "RINGLOG_LOG_LEVEL": "warning",
    }
    os.environ.update(environment)
    config = read_config()
    token = Tokens.of(config).issue("ada", Role.MEMBER, timedelta(hours=1))
    migrate(database_url)
    unlock(database_url, config.master_key_file())
    with ExitStack() as stack:
        log = stack.enter_context(Ringlog(env={"DATABASE_URL": database_url}))
        rooms = furnish(log)

        def rename(number: int, name: str) -> int:
            room = log.find(Room, rooms[number])
            room.rename(Occasion(system_clock(), CAUSE), name=name)
            position = log.commit(room).position
            assert position is not None
            return position

        stack.enter_context(serving(environment))
        delivered = stack.enter_context(watching(f"ws://127.0.0.1:{port}/graphql", token, rooms))
        notified = stack.enter_context(
            hearing(database_url, "ringlog_changes", lambda payload: int(json.loads(payload)["position"]))
        )
        sent = write_all(rename)
        return (
            [notified.after(one.position, one.at) for one in sent],
            [delivered[one.room].after(one.number, one.at) for one in sent],
        )


def measure_peer(database_url: str) -> list[float]:
    """Milliseconds to the notification."""
    with ExitStack() as stack:
        app = stack.enter_context(lag_peer.NamedRooms(lag_peer.environment(database_url)))
        ids = [lag_peer.NamedRoom(name="0") for _ in range(WRITERS * ROOMS_EACH)]
        app.save(*ids)

        def rename(number: int, name: str) -> int:
            room: lag_peer.NamedRoom = app.repository.get(ids[number].id)
            room.rename(name)
            return app.save(room)[-1].notification.id

        process = get_context("spawn").Process(target=lag_peer.project, args=(database_url,))
        process.start()
        stack.callback(process.join)
        stack.callback(process.terminate)
        notified = stack.enter_context(hearing(database_url, lag_peer.CHANNEL, int))
        until_heard(notified, lambda: rename(0, "ready"))
        return [notified.after(one.position, one.at) for one in write_all(rename)]


def until_heard(heard: Heard, act: Callable[[], object]) -> None:
    """Act again and again until somebody notices."""
    deadline = time.monotonic() + PATIENCE
    while not heard.times:
        assert time.monotonic() < deadline, "nothing was heard"
        act()
        time.sleep(0.2)


def percentile(lags: list[float], percent: int) -> float:
    """Milliseconds."""
    return quantiles(lags, n=100)[percent - 1]


@dataclass(frozen=True)
class Lags:
    """Milliseconds from before the append, each."""

    notified: list[float]
    delivered: list[float]
    library: list[float]


def measure(postgres: EmbeddedPostgres, surroundings: str, folder: Path) -> Lags:
    """Both, each in a database of its own."""
    ringlog, peer = f"ringlog_{surroundings}", f"peer_{surroundings}"
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        for database in (ringlog, peer):
            connection.execute(f"CREATE DATABASE {database}".encode())
    library = measure_peer(postgres.url(peer))
    return Lags(*measure_ringlog(postgres.url(ringlog), folder), library)


def main() -> list[dict[str, Any]]:
    """Measures both, quiet and busy, prints a table, and returns the measurements."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder)) as postgres:
        measured = {"quiet": measure(postgres, "quiet", Path(folder))}
        with one_core_busy():
            measured["busy"] = measure(postgres, "busy", Path(folder))
    table = Table(title=f"From append to those who watch, at {PACE} events/s; busy: others take one core")
    for column in ("", "p50", "p99", "goal"):
        table.add_column(column, justify="right" if column else "left")
    for surroundings, lags in measured.items():
        for row in rows(surroundings, lags):
            table.add_row(*row)
    Console().print(table)
    return [one for surroundings, lags in measured.items() for one in results(surroundings, lags)]


def rows(surroundings: str, lags: Lags) -> Iterator[tuple[str, str, str, str]]:
    """What the table says."""
    for name, values, goal in (
        ("notification", lags.notified, ""),
        ("subscription", lags.delivered, f"{GOALS[surroundings]:.0f} ms"),
        ("library's projection", lags.library, ""),
    ):
        p50, p99 = (f"{percentile(values, percent):.1f} ms" for percent in (50, 99))
        yield f"{name}, {surroundings}", p50, p99, goal


def results(surroundings: str, lags: Lags) -> Iterator[dict[str, Any]]:
    """What is kept."""
    notified, delivered, library = (percentile(each, 99) for each in (lags.notified, lags.delivered, lags.library))
    yield result(f"lag to notification, p99, {surroundings}", notified, "eventsourcing's projection", library)
    yield result(f"lag to subscription, p99, {surroundings}", delivered, "goal", GOALS[surroundings])


def result(name: str, value: float, peer: str, peer_value: float) -> dict[str, Any]:
    """As `python -m benchmarks` keeps it: less is better here."""
    return {
        "name": name,
        "value": round(value, 1),
        "unit": "ms",
        "peer": peer,
        "peer_value": round(peer_value, 1),
        "ratio": round(peer_value / value, 2),
    }


if __name__ == "__main__":
    main()
