"""What one attacker can do to the others: the worst that is known, one after the other, each for a bounded time.

Each attack meets a fresh `ringlog serve`. Meanwhile other users ask `{ viewer { role } }` fifty times a second, and two
others hold a call; what they notice is the result, next to what they notice when nobody attacks. Attackers run at the
lowest priority, as if on a machine of their own. The goals: p99 of answers below 250 ms, of packets below 20 ms.
"""

import asyncio
import inspect
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.attacks import by_media, by_members, by_strangers
from benchmarks.attacks.installation import Target, installed
from benchmarks.attacks.witnesses import Delays, asking, calling

ANSWER_GOAL, PACKET_GOAL = 250.0, 20.0  # ms
SECONDS = 60.0
PREPARED_WITHIN = 6.0  # seconds for the witnesses to be in their call
RINGLOG = Path(sys.executable).with_name("ringlog")
CONTROL = "nobody attacks"

Attack = Callable[[Target], Awaitable[Counter[str]]]


def attacks() -> dict[str, Attack]:
    """By name, as they stand in their modules."""
    found: dict[str, Attack] = {}
    for module in (by_members, by_strangers, by_media):
        for name, value in vars(module).items():
            if inspect.iscoroutinefunction(value) and value.__module__ == module.__name__ and name[0] != "_":
                found[name.replace("_", " ")] = value
    return found


@dataclass(frozen=True)
class Noticed:
    """By the others, in milliseconds; and what the attacker got."""

    name: str
    answers: Delays
    packets: Delays
    told: Counter[str]

    @property
    def answer_p99(self) -> float:
        return percentile(self.answers, 99)

    @property
    def packet_p99(self) -> float:
        return percentile(self.packets, 99)


def percentile(values: Delays, percent: int) -> float:
    return quantiles(values, n=100)[percent - 1]


def carry_out(attack: Attack, target: Target, begin: float, seconds: float) -> Counter[str]:
    """Run in a process of its own: the attack is cancelled when its time is over."""
    os.nice(19)
    time.sleep(max(0.0, begin - time.time()))
    return asyncio.run(bounded(attack, target, seconds))


async def bounded(attack: Attack, target: Target, seconds: float) -> Counter[str]:
    """What came of an attack until it was cancelled; nothing, if it hadn't begun by then."""
    running = asyncio.ensure_future(attack(target))
    await asyncio.wait([running], timeout=seconds)
    running.cancel()
    (told,) = await asyncio.gather(running, return_exceptions=True)
    if isinstance(told, asyncio.CancelledError):
        return Counter()
    if isinstance(told, BaseException):
        raise told
    return told


def measure(name: str, attack: Attack | None, ringlog: Path, folder: Path, seconds: float) -> Noticed:
    with installed(ringlog, folder) as target, ProcessPoolExecutor(3, get_context("spawn")) as processes:
        begin = time.time() + PREPARED_WITHIN
        packets = processes.submit(calling, target, begin, seconds)
        answers = processes.submit(asking, target, begin, seconds)
        told = processes.submit(carry_out, attack, target, begin, seconds) if attack is not None else None
        return Noticed(name, answers.result(), packets.result(), told.result() if told is not None else Counter())


def measure_all(ringlog: Path = RINGLOG, seconds: float = SECONDS, only: Sequence[str] = ()) -> list[Noticed]:
    """The control first, then the attacks, or those whose names have one of these words."""
    chosen = {name: attack for name, attack in attacks().items() if not only or any(word in name for word in only)}
    noticed = []
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, attack) in enumerate([(CONTROL, None), *chosen.items()]):
            noticed.append(measure(name, attack, ringlog, Path(folder) / str(number), seconds))
            show(noticed[-1:])
    return noticed


def show(noticed: Sequence[Noticed]) -> None:
    table = Table(title=f"Goals: p99 of answers {ANSWER_GOAL:.0f} ms, of packets {PACKET_GOAL:.0f} ms")
    for column in ("attack", "p50", "p99", "max", "packet p50", "p99", "max", "the attacker"):
        table.add_column(column, justify="left" if column in ("attack", "the attacker") else "right")
    for each in noticed:
        figures = [
            f"{value:,.1f}"
            for delays in (each.answers, each.packets)
            for value in (percentile(delays, 50), percentile(delays, 99), max(delays))
        ]
        table.add_row(each.name, *figures, ", ".join(f"{what}: {n:,}" for what, n in each.told.items()))
    Console(width=160).print(table)


def results(noticed: Sequence[Noticed]) -> list[dict[str, Any]]:
    """A ratio above 1 is better than the goal."""
    rows = []
    for each in noticed:
        for what, value, goal in (("answers", each.answer_p99, ANSWER_GOAL), ("packets", each.packet_p99, PACKET_GOAL)):
            row = {"name": f"attack, {each.name}, others' {what}, p99", "value": round(value, 1), "unit": "ms"}
            rows.append(row | {"peer": "goal", "peer_value": goal, "ratio": round(goal / value, 2)})
    return rows


def main() -> list[dict[str, Any]]:
    noticed = measure_all()
    show(noticed)
    return results(noticed)
