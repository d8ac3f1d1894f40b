"""How long a browser's main thread takes to show a change in a call of 50 people whose stage fills the page.

One of them watches in Chromium, with the screens and an installation as they are; the others have joined and send no
media. What is counted is all that the main thread does (Chromium's `TaskDuration`): receiving the patch, working out
the new state, rendering, style and layout; less what it does in the same time while nothing changes. The peer is a
frame of a display at 60 Hz.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from playwright.async_api import CDPSession, Page, async_playwright
from rich.console import Console
from rich.table import Table

from api.access.tokens import Role
from tests.browsers import CHROMIUM
from tests.system.chromium import FLAGS
from tests.system.device import Device
from tests.system.running import Running
from tests.web.screens.entering import joins_the_call
from tests.web.screens.pages import ChromiumPage
from tests.web.screens.person import Person
from tests.web.workshop import run

PEOPLE = 50
CHANGES = 40  # of each kind
EVERY = 0.25  # seconds
FRAME = 1000 / 60  # ms
LONG = 300  # seconds; what has no media shows no sign of life meanwhile


class Cost(NamedTuple):
    """Milliseconds of the main thread for each change; `script` of them in JavaScript."""

    change: str
    whole: float
    script: float


async def filled(running: Running, stack: AsyncExitStack) -> tuple[str, list[Device], list[dict[str, Any]]]:
    """A channel's id, whose call all are in but the first."""
    names = [f"person-{number}" for number in range(PEOPLE)]
    room = {"externalId": "hall", "kind": "CHANNEL", "name": "Hall", "memberExternalIds": names}
    async with Device(running.address, running.token("chat", Role.SERVICE)) as chat:
        users = [{"externalId": each, "name": each} for each in (*names, "root")]
        await chat.change("upsertUsers", "userIds", users=users)
        await chat.change("upsertRooms", "roomIds", rooms=[room])
    async with Device(running.address, running.token("root", Role.ADMIN)) as admin:
        await admin.change("changeSetting", "setting { name }", name="calls.lease_time", value={"integer": LONG})
    devices = [await stack.enter_async_context(Device(running.address, running.token(each))) for each in names]
    room_id = await devices[0].room("hall")
    entered = [await devices[1].start(room_id, microphone=False)]
    entered += [await each.join(entered[0]["callId"], microphone=False) for each in devices[2:]]
    return room_id, devices[1:], entered


async def watching(running: Running, room_id: str, stack: AsyncExitStack) -> Page:
    """The first person's page, with the call's stage."""
    driver = await stack.enter_async_context(async_playwright())
    browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    stack.push_async_callback(browser.close)
    context = await browser.new_context(permissions=["microphone"], viewport={"width": 1280, "height": 800})
    page = await context.new_page()
    person = Person("person-0", ChromiumPage(page), f"http://{running.address}", running.token("person-0"))
    await person.arrives(f"/rooms/{room_id}")
    await joins_the_call(person, "Hall")
    await person.presses("Expand the call")
    await page.locator(".tile").nth(10).wait_for()
    return page


async def spent(session: CDPSession, during: Awaitable[None]) -> tuple[float, float]:
    """Milliseconds that the main thread was busy meanwhile, and those in JavaScript."""

    async def now() -> dict[str, float]:
        metrics = (await session.send("Performance.getMetrics"))["metrics"]
        return {each["name"]: each["value"] for each in metrics}

    before = await now()
    await during
    after = await now()
    whole, script = (1000 * (after[name] - before[name]) for name in ("TaskDuration", "ScriptDuration"))
    return whole, script


async def paced(change: Callable[[int], Awaitable[object]]) -> None:
    """One after the other, each at its time."""
    began = monotonic()
    for number in range(CHANGES):
        await change(number)
        await asyncio.sleep(max(0.0, began + (number + 1) * EVERY - monotonic()))


async def measured(running: Running) -> list[Cost]:
    async with AsyncExitStack() as stack:
        room_id, others, entered = await filled(running, stack)
        page = await watching(running, room_id, stack)
        session = await page.context.new_cdp_session(page)
        await session.send("Performance.enable")

        async def microphone(number: int) -> None:
            at = number % len(others)
            ids = {name: entered[at][name] for name in ("callId", "sessionId")}
            await others[at].change("setMicrophone", "sessionId", **ids, on=number < len(others))

        async def hand(number: int) -> None:
            mutation = "raiseHand" if number % 2 == 0 else "lowerHand"
            await others[0].change(mutation, "callId", callId=entered[0]["callId"])

        async def nothing(_: int) -> None:
            pass

        await asyncio.sleep(5)  # until it has settled
        costs = []
        idle = await spent(session, paced(nothing))
        for name, change in (("somebody unmutes", microphone), ("a hand goes up or down", hand)):
            whole, script = await spent(session, paced(change))
            costs.append(Cost(name, (whole - idle[0]) / CHANGES, (script - idle[1]) / CHANGES))
        return costs


def main() -> list[dict[str, Any]]:
    """Measures, prints a table, and returns the measurement. Fails if a change takes longer than a frame."""
    run("build")
    with tempfile.TemporaryDirectory() as folder, Running.started(Path(folder)) as running:
        costs = asyncio.run(measured(running))
    table = Table("change", "ms", "of them JavaScript", title=f"On the main thread, in a call of {PEOPLE}")
    for cost in costs:
        table.add_row(cost.change, f"{cost.whole:.1f}", f"{cost.script:.1f}")
    Console().print(table)
    worst = max(cost.whole for cost in costs)
    assert worst <= FRAME, f"more than a frame of {FRAME:.1f} ms"
    return [
        {
            "name": "call screen",
            "value": round(worst, 1),
            "unit": f"ms of a browser's main thread a change, {PEOPLE} people",
            "peer": "a frame at 60 Hz",
            "peer_value": round(FRAME, 1),
            "ratio": round(FRAME / worst, 1),
        }
    ]


if __name__ == "__main__":
    main()
