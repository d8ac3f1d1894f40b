"""A person at the example page of the browser client, in a real browser."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.patience import LONG_ENOUGH, STEP
from tests.system.browser import SCRIPT, Tab

PROBE = Path(__file__).with_name("probe.js")
SHOWN = """({ shown: [...document.querySelectorAll("button:not([hidden])")].map((each) => each.textContent),
    people: [...document.querySelectorAll("li")].map((each) => each.textContent),
    status: document.getElementById("status").textContent })"""
NEAR = 20.0  # Hz


class Phone:
    """The page, as its person uses it."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab

    @staticmethod
    def address(site: str, api: str, token: str, room: str) -> str:
        """site: where the package is served; api: where GraphQL is; room: its external id."""
        return f"{site}/examples/phone.html#{urlencode({'api': api, 'token': token, 'room': room})}"

    async def listen(self) -> None:
        """Gets ready to tell what it hears."""
        script = json.dumps(SCRIPT.read_text() + PROBE.read_text())
        await self._tab.evaluate(f"document.head.appendChild(document.createElement('script')).text = {script}, null")

    async def press(self, label: str) -> None:
        """A button, as soon as it is there."""
        await self.until(SHOWN, lambda page: label in page["shown"], f"shows a button {label!r}")
        pressed = f"[...document.querySelectorAll('button')].find((each) => each.textContent === {json.dumps(label)})"
        await self._tab.evaluate(f"{pressed}.click()")

    async def calls_and_hangs_up_at_once(self) -> None:
        """Before it is in the call; until it has let go of call and microphone."""
        await self._tab.evaluate("(callAndHangUp(), null)")
        await self.says("This device has left before it was in the call.")
        await self.until("ringlog.call.own.getSnapshot().microphone === null", bool, "closes its microphone")
        await self.until("exitOfGivenUp()", lambda reason: reason == "LEFT", "leaves the call")

    async def says(self, sentence: str) -> None:
        """Until its status is this."""
        await self.until(SHOWN, lambda page: page["status"] == sentence, f"says {sentence!r}")

    async def hears(self, *tones: int) -> None:
        """Until exactly these are heard, in Hz."""

        def right(heard: list[float]) -> bool:
            pairs = zip(sorted(heard), sorted(tones), strict=False)
            return len(heard) == len(tones) and all(abs(one - other) < NEAR for one, other in pairs)

        await self.until("tones()", right, f"hears {tones}")

    async def sees_screens(self, number: int) -> None:
        """Until so many screens are seen."""
        await self.until("screens()", lambda seen: seen == number, f"sees {number} screens")

    async def receives(self, pictures: str) -> None:
        """Chooses which: a list in JavaScript, or null for any."""
        await self._tab.evaluate(f"(ringlog.call.show({pictures}), null)")

    async def lists_calls(self, number: int) -> None:
        """Until the sidebar shows so many."""
        await self.until("calls()", lambda shown: shown == number, f"lists {number} calls")

    async def until(self, expression: str, holds: Callable[[Any], bool], what: str) -> None:
        """Until that holds for what a JavaScript expression comes to."""
        deadline = asyncio.get_running_loop().time() + LONG_ENOUGH
        while not holds(found := await self._tab.evaluate(expression)):
            page = await self._tab.evaluate(SHOWN)
            assert asyncio.get_running_loop().time() < deadline, f"It never {what}, but: {found}; {page}"
            await asyncio.sleep(STEP)
