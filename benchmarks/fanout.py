"""Server CPU per delivered state: many subscribers of one live call, against graphql-yoga with graphql-ws.

Each server is a process of its own and serves the same schema, document and state to the same load generator, in
turns; its CPU time is what the kernel counted for it, user and system. Ringlog's includes hearing of each change from
PostgreSQL. The floor is a bare ASGI application that sends ready-made messages.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import psutil
import psycopg
import uvloop
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.fanout_load import Crowd
from benchmarks.fanout_servers import CALL, CALL_KEY, schema, state_at
from ringlog.postgres.embedded_postgres import EmbeddedPostgres

SUBSCRIBERS = 500
WARM_UP = 60  # changes, before anything is counted: a JIT needs some
CHANGES = 200  # in each round
ROUNDS = 3
PEER_FOLDER = Path(__file__).parent / "fanout"
REQUEST = {
    "query": """subscription ($id: ID!) { call(id: $id) { id title startedAt revision
        participants { id name joinedAt muted cameraOn handRaised } } }""",
    "variables": {"id": CALL},
}


@dataclass
class Server:
    """A running server, how to change what it shows, and what was measured of it."""

    name: str
    process: subprocess.Popen[str]
    port: int
    change: Callable[[], None]
    seconds: list[float] = field(default_factory=list)
    """CPU time per delivery, one per round."""

    def cpu(self) -> float:
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

    def microseconds(self) -> float:
        """CPU time per delivery, the median of the rounds."""
        return round(1e6 * median(self.seconds), 1)


@contextmanager
def started(*command: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server process and the port it printed; ended afterwards."""
    env = os.environ | {"NODE_ENV": "production"}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdout is not None
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.terminate()


def lines_to(process: subprocess.Popen[str]) -> Callable[[], None]:
    """Changes what a server shows by a line on its standard input."""
    assert process.stdin is not None
    line = process.stdin

    def change() -> None:
        line.write("\n")
        line.flush()

    return change


def notifications_on(connection: psycopg.Connection) -> Callable[[], None]:
    """Changes what Ringlog shows as its views do."""
    position = 0

    def change() -> None:
        nonlocal position
        position += 1
        payload = json.dumps({"position": position, "keys": [CALL_KEY]})
        connection.execute("SELECT pg_notify('ringlog_changes', %s)", [payload])

    return change


def install_peer() -> None:
    """What the peer needs, exactly as locked."""
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=PEER_FOLDER, check=True)


def peer_version() -> str:
    dependencies = json.loads((PEER_FOLDER / "package.json").read_text())["dependencies"]
    return f"graphql-yoga {dependencies['graphql-yoga']} + graphql-ws {dependencies['graphql-ws']}"


async def measure(server: Server) -> float:
    """CPU seconds per delivery while changes reach all subscribers, one after the other."""
    crowd = Crowd(server.port, SUBSCRIBERS, REQUEST)
    await crowd.gather()
    expect_state(server, crowd.state)
    for _ in range(WARM_UP):
        server.change()
        await crowd.all_heard()
    before = server.cpu()
    for _ in range(CHANGES):
        server.change()
        await crowd.all_heard()
    used = server.cpu() - before
    crowd.disperse()
    return used / (CHANGES * SUBSCRIBERS)


def expect_state(server: Server, message: bytes) -> None:
    """Everyone has to send the same, or the comparison is none."""
    state = json.loads(message)["payload"]["data"]["call"]
    assert state == state_at(state["revision"]), (server.name, state)


@contextmanager
def contest(folder: Path) -> Iterator[list[Server]]:
    """All servers, running: Ringlog, the peer, the floor."""
    shape = folder / "shape.json"
    shape.write_text(json.dumps({"typeDefs": schema.as_str(), "call": state_at(0)}))
    ours = [sys.executable, "-m", "benchmarks.fanout_servers"]
    with (
        EmbeddedPostgres(folder / "postgres") as postgres,
        psycopg.connect(postgres.url(), autocommit=True) as connection,
        started(*ours, "ringlog", postgres.url()) as (ringlog, ringlog_port),
        started("node", str(PEER_FOLDER / "server.mjs"), str(shape)) as (peer, peer_port),
        started(*ours, "floor") as (floor, floor_port),
    ):
        yield [
            Server("Ringlog", ringlog, ringlog_port, notifications_on(connection)),
            Server(peer_version(), peer, peer_port, lines_to(peer)),
            Server("bare ASGI send", floor, floor_port, lines_to(floor)),
        ]


def results(ringlog: Server, peer: Server, floor: Server) -> list[dict[str, Any]]:
    """Ringlog against the peer, and against what it cannot beat."""
    return [
        {
            "name": name,
            "value": ringlog.microseconds(),
            "unit": "µs of server CPU per delivery",
            "peer": other.name,
            "peer_value": other.microseconds(),
            "ratio": round(other.microseconds() / ringlog.microseconds(), 2),
        }
        for name, other in (("fanout", peer), ("fanout, floor", floor))
    ]


def show(rows: list[dict[str, Any]]) -> None:
    """The results as a table."""
    table = Table("what", "Ringlog", "peer", "", "unit", "ratio", title=f"{SUBSCRIBERS} subscribers of one live call")
    for row in rows:
        table.add_row(*(str(row[key]) for key in ("name", "value", "peer", "peer_value", "unit", "ratio")))
    Console().print(table)


def main() -> list[dict[str, Any]]:
    """Measure, print, and return the results."""
    if shutil.which("npm") is None:
        raise SystemExit("The peer runs on Node.js: install it, then measure again.")
    install_peer()
    with tempfile.TemporaryDirectory() as folder, contest(Path(folder)) as servers:
        for _ in track(range(ROUNDS), "Delivering"):
            for server in servers:
                server.seconds.append(uvloop.run(measure(server)))
    rows = results(*servers)
    show(rows)
    return rows


if __name__ == "__main__":
    main()
