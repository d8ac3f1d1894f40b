"""How smoothly a contextual bar of 10,000 conferences scrolls, from the newest to the oldest.

A member of the room scrolls in Chromium, with the screens and an installation as they are; what comes next is loaded on
the way. What is counted is the time from one frame to the next, as the page sees it. The peer is a display at 60 Hz.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg
from playwright.async_api import Page, async_playwright
from rich.console import Console
from rich.table import Table

from api.graphql.core.ids import global_id
from benchmarks.lag import percentile
from benchmarks.made_history import SETTINGS, MadeHistory, record
from domain.calls import attendance
from domain.calls.states import EndReason, LeaveReason
from domain.directory.room import RoomKind
from domain.kernel.fact import Fact
from domain.kernel.occasion import Occasion
from tests.browsers import CHROMIUM
from tests.patience import eventually
from tests.system.chromium import FLAGS
from tests.system.running import Running
from tests.web.screens.pages import ChromiumPage
from tests.web.screens.person import Person
from tests.web.workshop import run

CONFERENCES = 10_000
BETWEEN, LASTS = timedelta(minutes=20), timedelta(minutes=10)
PROJECTED_WITHIN = 300.0  # seconds
SCROLLED_WITHIN = 300.0
FRAME = 1000 / 60  # ms
OLDEST = f".bar li[aria-posinset='{CONFERENCES}']"
FRAMES = """(() => {
    globalThis.frames = [];
    let before = performance.now();
    const look = (now) => { frames.push(now - before); before = now; requestAnimationFrame(look); };
    requestAnimationFrame(look);
})()"""


class BusyRoom(MadeHistory):
    """One channel, whose conferences come one after the other, each with two people."""

    def facts(self) -> Iterator[Fact]:
        yield from self._directory()
        room = next(each for each in self.rooms if each.kind is RoomKind.CHANNEL)
        self.room_id, (host, guest, *_) = room.id, sorted(room.members)
        self.member = f"user-{self.users.index(host)}"
        yield from chain.from_iterable(self._met(room, host, guest) for _ in range(CONFERENCES))

    def _met(self, room: Any, host: Any, guest: Any) -> Iterator[Fact]:
        self.now += BETWEEN
        call = self._started(room, calling=False)
        sessions = [self._joined(call, host), self._joined(call, guest)]
        self.now += LASTS
        for session_id in sessions:
            on = Occasion(self.now, self.cause)
            attendance.leave(call, on, session_id=session_id, reason=LeaveReason.LEFT, settings=SETTINGS)
        call.end(Occasion(self.now, self.cause), reason=EndReason.HUNG_UP, ended_by=None)
        return (event for event in call.collect_events() if isinstance(event, Fact))


def filled(running: Running) -> BusyRoom:
    """Once the views show all of it."""
    url, history = running.postgres.url(), BusyRoom()
    record(url, history.facts(), 10**9)
    with psycopg.connect(url, autocommit=True) as connection:
        counted = "SELECT count(*) FROM views.conference_logs WHERE ended_at IS NOT NULL"
        eventually(lambda: connection.execute(counted).fetchone() == (CONFERENCES,), PROJECTED_WITHIN)
    return history


async def scrolled(page: Page) -> None:
    """To the oldest one, by a mouse's wheel."""
    began = monotonic()
    await page.mouse.move(1200, 400)
    while not await page.locator(OLDEST).count():
        assert monotonic() - began < SCROLLED_WITHIN, "the oldest one doesn't come"
        await page.mouse.wheel(0, 1500)
        await asyncio.sleep(0.02)


async def measured(running: Running, history: BusyRoom) -> tuple[list[float], int, float]:
    """Milliseconds of each frame, how many elements the page has in the end, and how many seconds it took."""
    async with AsyncExitStack() as stack:
        driver = await stack.enter_async_context(async_playwright())
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        stack.push_async_callback(browser.close)
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        member = running.token(history.member)
        person = Person(history.member, ChromiumPage(page), f"http://{running.address}", member)
        await person.arrives(f"/rooms/{global_id('Room', history.room_id)}")
        await person.presses("Show the calls in this room")
        await asyncio.sleep(3)  # until it has settled
        await page.evaluate(FRAMES)
        began = monotonic()
        await scrolled(page)
        took = monotonic() - began
        frames: list[float] = await page.evaluate("frames")
        elements: int = await page.evaluate("document.querySelectorAll('*').length")
        return frames, elements, took


def main() -> list[dict[str, Any]]:
    """Measures, prints a table, and returns the measurement."""
    run("build")
    with tempfile.TemporaryDirectory() as folder, Running.started(Path(folder)) as running:
        frames, elements, took = asyncio.run(measured(running, filled(running)))
    late = sum(each > 2 * FRAME for each in frames) / len(frames)
    table = Table(title=f"Scrolling through {CONFERENCES:,} conferences")
    for column in ("took", "frames", "p50", "p99", "longest", "late", "elements in the end"):
        table.add_column(column, justify="right")
    times = (percentile(frames, 50), percentile(frames, 99), max(frames))
    table.add_row(
        f"{took:.0f} s", f"{len(frames):,}", *(f"{each:.0f} ms" for each in times), f"{late:.1%}", f"{elements:,}"
    )
    Console().print(table)
    return [
        {
            "name": "long bar",
            "value": round(times[1], 1),
            "unit": f"ms from frame to frame, p99, scrolling through {CONFERENCES:,} conferences",
            "peer": "a frame at 60 Hz",
            "peer_value": round(FRAME, 1),
            "ratio": round(FRAME / times[1], 2),
        }
    ]


if __name__ == "__main__":
    main()
