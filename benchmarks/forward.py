"""What forwarding costs: packets per second of server CPU, and memory per participant, against Janus' VideoRoom.

Each server is a process of its own, and both carry the same load from the same generator in turns: Opus-sized packets,
50 a second from each who speaks. Their CPU time is what the kernel counted for them, user and system; a packet counts
when it has reached a client. Janus is Debian's (package `janus`), as it comes, with a thread per connection, and tuned,
with an event loop per core. It never uses the loopback interface, so everything runs in a network namespace with one
that leads nowhere.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import psutil
import uvloop
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.forward_load import ADDRESS, Client
from benchmarks.forward_servers import Server, janus, ringlog

NETWORK = (
    "link set lo up",
    "link add media0 type veth peer name media1",
    f"address add {ADDRESS}/24 dev media0",
    "link set media0 up",
    "link set media1 up",
)
ROUNDS = 2
WARM_UP = 2.0  # seconds
SECONDS = 6.0  # of each measurement
LEAST = 0.8  # of the packets have to arrive, on a machine that is busy with other things, too


@dataclass(frozen=True)
class Load:
    """Rooms that are alike, with so many participants who speak, and so many who only listen."""

    name: str
    speaking: int
    listening: int
    rooms: int = 1

    @property
    def participants(self) -> int:
        return self.rooms * (self.speaking + self.listening)

    @property
    def fan_out(self) -> int:
        """How many each packet goes to."""
        return self.speaking + self.listening - 1


LOADS = (
    Load("1 speaks to 50", 1, 50),
    Load("5 of 25 speak", 5, 20),
    Load("10 rooms of 5 who all speak", 5, 0, rooms=10),
)


@dataclass
class Contender:
    """A server, and what was measured of it, per load."""

    name: str
    started: Callable[[Path], AbstractAsyncContextManager[Server]]
    packets: dict[Load, list[float]] = field(default_factory=lambda: {load: [] for load in LOADS})
    """Forwarded per second of CPU."""
    kilobytes: dict[Load, list[float]] = field(default_factory=lambda: {load: [] for load in LOADS})
    """Per participant."""

    async def carry(self, load: Load) -> None:
        """One measurement, of a fresh server."""
        with tempfile.TemporaryDirectory() as folder:
            async with self.started(Path(folder)) as server:
                await self._carry(server, load)

    async def _carry(self, server: Server, load: Load) -> None:
        process = psutil.Process(server.process.pid)
        before = process.memory_info().rss
        rooms = await asyncio.gather(*(server.room(load.speaking, load.listening) for _ in range(load.rooms)))
        speakers = [client for speaking, _ in rooms for client in speaking]
        receivers = [client for _, receiving in rooms for client in receiving]
        for client in speakers:
            client.speak()
        await asyncio.sleep(WARM_UP)
        used, sent, received = cpu(process), total_sent(speakers), total_received(receivers)
        await asyncio.sleep(SECONDS)
        used = cpu(process) - used
        sent, received = total_sent(speakers) - sent, total_received(receivers) - received
        self.kilobytes[load].append((process.memory_info().rss - before) / 1024 / load.participants)
        self.packets[load].append(received / used)
        for client in {*speakers, *receivers}:
            await client.close()
        share = received / (sent * load.fan_out)
        assert share > LEAST, f"{self.name} delivered only {share:.0%} of {load.name}"


def total_sent(clients: Sequence[Client]) -> int:
    return sum(client.sent for client in clients)


def total_received(clients: Sequence[Client]) -> int:
    return sum(client.path.media for client in clients)


def cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def janus_version() -> str:
    asked = ["dpkg-query", "--show", "--showformat=${Version}", "janus"]
    return f"Janus {subprocess.run(asked, capture_output=True, text=True, check=True).stdout}"


async def compete(contenders: list[Contender]) -> None:
    for load in track([load for load in LOADS for _ in range(ROUNDS)], "Forwarding", transient=True):
        for each in contenders:
            await each.carry(load)


def results(ours: Contender, peers: Sequence[Contender]) -> list[dict[str, Any]]:
    """A ratio above 1 is in our favour."""
    rows = []
    for load in LOADS:
        for peer in peers:
            value, theirs = median(ours.packets[load]), median(peer.packets[load])
            rows.append(row(f"forward, {load.name}", "packets per CPU second", value, theirs, peer, value / theirs))
        for peer in peers:
            value, theirs = median(ours.kilobytes[load]), median(peer.kilobytes[load])
            name = f"forward, memory, {load.name}"
            rows.append(row(name, "KiB per participant", value, theirs, peer, theirs / value))
    return rows


def row(name: str, unit: str, value: float, peer_value: float, peer: Contender, ratio: float) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value),
        "unit": unit,
        "peer": peer.name,
        "peer_value": round(peer_value),
        "ratio": round(ratio, 2),
    }


def show(rows: list[dict[str, Any]]) -> None:
    """The results as a table."""
    table = Table("what", "Ringlog", "peer", "unit", "ratio", "to", title="Forwarding")
    for each in rows:
        values = (f"{each['value']:,}", f"{each['peer_value']:,}", each["unit"], f"{each['ratio']:.2f}")
        table.add_row(each["name"], *values, each["peer"])
    Console().print(table)


def measure() -> list[dict[str, Any]]:
    """In a network of its own, with one interface that leads nowhere."""
    for command in NETWORK:
        subprocess.run(["ip", *command.split()], check=True)
    ours, version, cores = Contender("Ringlog", lambda _: ringlog()), janus_version(), os.cpu_count() or 1
    peers = [
        Contender(version, lambda folder: janus(folder, event_loops=0)),
        Contender(f"{version}, {cores} event loops", lambda folder: janus(folder, event_loops=cores)),
    ]
    uvloop.run(compete([ours, *peers]))
    return results(ours, peers)


def main() -> list[dict[str, Any]]:
    """Measure, print, and return the results."""
    if shutil.which("janus") is None:
        raise SystemExit("The peer is Janus: install Debian's package janus, then measure again.")
    with tempfile.NamedTemporaryFile() as output:
        alone = ["unshare", "--net", "--map-root-user", sys.executable, "-m", "benchmarks.forward", output.name]
        subprocess.run(alone, check=True)
        rows: list[dict[str, Any]] = json.loads(output.read())
    show(rows)
    return rows


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(measure()))
