"""How long people wait at the screens: to be rung, to be heard, to be back after a reload or the server's restart.

Two people in Chromium, each in a process of their own, with an installation as it is, on this machine; for reloads and
restarts a call waits longer for those who are away than it would. A wait begins with what somebody presses, or with the
server's being healthy again, and ends with what is heard at the other end. Who listens looks every 20 ms, and a tone is
heard after some 40 ms of it. The peers are the waits that were promised.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median, quantiles
from time import monotonic
from typing import Any, NamedTuple

from playwright.async_api import async_playwright
from rich.console import Console
from rich.table import Table

from tests.system.conftest import furnished
from tests.system.network import Host
from tests.system.running import Running
from tests.system.stage import PARTS
from tests.web.screens.entering import starts_a_call
from tests.web.screens.hearing import hears
from tests.web.screens.pages import ChromiumPage
from tests.web.screens.people import Browsers, People
from tests.web.screens.person import Person
from tests.web.workshop import run

RINGS, RELOADS, RESTARTS = 20, 10, 5
ROOM = "Ada, Grace"
STREAMS = "[...document.querySelectorAll('audio')].map(({ srcObject }) => srcObject?.id)"


class Wait(NamedTuple):
    """What for, in seconds each time, and what was promised; most: of twenty, all but one are within that."""

    name: str
    seconds: Sequence[float]
    promised: float

    @property
    def most(self) -> float:
        return quantiles(self.seconds, n=20, method="inclusive")[-1]


async def took(awaited: Awaitable[object]) -> float:
    began = monotonic()
    await awaited
    return monotonic() - began


async def hear_each_other(one: Person, other: Person) -> None:
    await asyncio.gather(hears(one, PARTS[other.name].tone), hears(other, PARTS[one.name].tone))


async def rung(ada: Person, grace: Person) -> tuple[float, float]:
    """Until Grace's tone plays after Ada has called, and until they hear each other after Grace has accepted."""
    await grace.until("witness.tones()", lambda tones: tones == 0)
    await starts_a_call(ada, ROOM)
    rings = await took(grace.until("witness.tones()", lambda tones: tones == 1))
    await grace.presses("Accept")
    heard = await took(hear_each_other(ada, grace))
    await ada.presses("Leave")
    for person in (ada, grace):
        await person.presses("Close")
    return rings, heard


async def reloaded(ada: Person, grace: Person) -> float:
    assert isinstance(grace.page, ChromiumPage)
    before = await ada.page.evaluate(STREAMS)
    began = monotonic()
    await grace.page.page.reload(wait_until="commit")
    await ada.until(STREAMS, lambda now: now not in ([], before))
    await hear_each_other(ada, grace)
    return monotonic() - began


async def restarted(running: Running, ada: Person, grace: Person) -> float:
    await asyncio.to_thread(running.stop)
    for person in (ada, grace):
        await person.sees("Reconnecting…")
    await asyncio.to_thread(running.start)
    return await took(back(ada, grace))


async def back(ada: Person, grace: Person) -> None:
    for person in (ada, grace):
        await person.no_longer_sees("Reconnecting…")
    await hear_each_other(ada, grace)


async def measured(running: Running, host: Host, folder: Path) -> list[Wait]:
    async with AsyncExitStack() as stack:
        driver = await stack.enter_async_context(async_playwright())
        town = await furnished(running)
        people = People(Browsers(driver, running, host, folder, stack), town, stack)
        ada, grace = await people.come("Ada"), await people.come("Grace")
        await grace.presses("General")  # browsers keep pages silent in which nobody has clicked
        rings, heard = zip(*[await rung(ada, grace) for _ in range(RINGS)], strict=True)
        await town.set(calls__reconnect_time=300, calls__direct_grace=60)
        await starts_a_call(ada, ROOM)
        await grace.presses("Accept")
        await hear_each_other(ada, grace)
        reloads = [await reloaded(ada, grace) for _ in range(RELOADS)]
        restarts = [await restarted(running, ada, grace) for _ in range(RESTARTS)]
        return [
            Wait("a call until it rings", rings, 1.5),
            Wait("an answer until both are heard", heard, 1.5),
            Wait("a reload until both are heard", reloads, 2.0),
            Wait("the server's start until both are heard", restarts, 5.0),
        ]


def main() -> list[dict[str, Any]]:
    """Measures, prints a table, and returns the measurements. Needs root, for what the tests' harness does."""
    run("build")
    with tempfile.TemporaryDirectory() as folder, Host() as host:
        settings = {"HOST": "0.0.0.0", "MEDIA_HOST": host.near}
        with Running.started(Path(folder), **settings) as running:
            waits = asyncio.run(measured(running, host, Path(folder)))
    table = Table("wait from … to …", "times", "median, s", "p95, s", "promised, s", title="What people wait for")
    for wait in waits:
        figures = (median(wait.seconds), wait.most, wait.promised)
        table.add_row(wait.name, str(len(wait.seconds)), *(f"{each:.2f}" for each in figures))
    Console().print(table)
    return [
        {
            "name": f"waits: {wait.name}",
            "value": round(wait.most, 2),
            "unit": "s, p95",
            "peer": "what was promised",
            "peer_value": wait.promised,
            "ratio": round(wait.promised / wait.most, 2),
        }
        for wait in waits
    ]


if __name__ == "__main__":
    main()
