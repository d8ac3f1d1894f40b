"""Somebody who is called, at two tabs of one window and with a phone."""

import asyncio
import json
from contextlib import AbstractAsyncContextManager
from typing import Any

from tests.patience import LONG_ENOUGH, STEP
from tests.web.screens.pages import ChromiumPage
from tests.web.screens.people import PHONE, People
from tests.web.screens.person import Person

MISSED = "document.querySelector('.sidebar .count > [aria-hidden]')?.textContent"
TELLS = "({ tones: witness.tones(), notices: witness.notices() })"


class Callee:
    def __init__(self, tabs: list[Person], phone: Person) -> None:
        self.one, self.two, self._blank = tabs
        self.phone = phone

    @classmethod
    async def comes(cls, people: People, name: str) -> "Callee":
        """The first tab is in front."""
        tabs = await people.come_in_tabs(name, 3)
        phone = await people.come(name, view=PHONE)
        callee = cls(tabs, phone)
        await callee._blank.page.visit("about:blank")
        for each in (callee.two, callee.one, phone):
            await callee.looks_at(each)
            await each.presses("General")  # browsers keep pages silent in which nobody has clicked
        return callee

    @property
    def everywhere(self) -> tuple[Person, ...]:
        return self.one, self.two, self.phone

    async def looks_at(self, person: Person | None) -> None:
        """At a tab, which hides the others; at something else than Ringlog if it is none."""
        page = (person or self._blank).page
        assert isinstance(page, ChromiumPage)
        await page.page.bring_to_front()
        if person in (self.one, self.two, None):
            for tab in (self.one, self.two):
                await tab.until(f"document.hidden === {str(tab is not person).lower()}", bool)

    async def is_rung_by(self, caller: str, *, notices: int) -> None:
        """With a pop-up everywhere, a tone once in each browser, and so many notifications."""
        for each in self.everywhere:
            await each.sees(f"Incoming call from {caller}", "Accept")
        await self._until_it_tells([f"{caller} is calling"] * notices, tones=1)

    async def is_quiet(self, *, tabs: str = "", phone: str = "") -> None:
        """Nothing is heard, nothing is on the desktop, and the pop-ups have said why: these words, or nothing."""
        for each in self.everywhere:
            words = phone if each is self.phone else tabs
            if words:
                await each.until(f"witness.announced().at(-1) === {json.dumps(words)}", bool)
            await each.no_longer_sees("Incoming call from")
        await self._until_it_tells([], tones=0)

    async def turns(self, label: str, *, on: bool) -> None:
        """A switch in the settings, at the first tab, until the server says so."""
        await self.one.presses(label)
        switches = "[...document.querySelectorAll('[role=switch]')]"
        turned = f"{switches}.find((each) => each.labels[0].textContent === {json.dumps(label)}).ariaChecked"
        await self.one.until(f"{turned} === '{str(on).lower()}'", bool)

    async def mutes(self, room: str) -> None:
        """In the settings, at the first tab."""
        assert isinstance(self.one.page, ChromiumPage)
        await self.one.page.page.get_by_label("Mute a room").select_option(label=room)
        await self.one.presses("Mute")

    async def misses_a_call_without_having_noticed(self, call: AbstractAsyncContextManager[object]) -> None:
        """It is counted, and nothing more."""
        told, missed = await self.was_told(), await self._missed()
        async with call:
            await self.one.until(MISSED, lambda now: int(now or 0) == missed + 1)
            for each in self.everywhere:
                await each.no_longer_sees("Incoming call from")
            await self._until_it_tells([], tones=0)
        assert await self.was_told() == told

    async def hears_it(self) -> None:
        """The tone, in whichever tab."""
        deadline = asyncio.get_running_loop().time() + LONG_ENOUGH
        while not any([await tab.page.evaluate("witness.loudness()") for tab in (self.one, self.two)]):
            assert asyncio.get_running_loop().time() < deadline, "Neither tab is heard."
            await asyncio.sleep(STEP)

    async def was_told(self) -> int:
        """How many notifications there ever were."""
        return sum([await each.page.evaluate("witness.noticed()") for each in self.everywhere])

    async def _missed(self) -> int:
        return int(await self.one.page.evaluate(MISSED) or 0)

    async def _until_it_tells(self, notices: list[str], tones: int) -> None:
        async def now() -> Any:
            window = [await tab.page.evaluate(TELLS) for tab in (self.one, self.two)]
            phone = await self.phone.page.evaluate(TELLS)
            return {
                "notices": [notice for tab in window for notice in tab["notices"]],
                "tones": [sum(tab["tones"] for tab in window), phone["tones"]],
            }

        expected = {"notices": notices, "tones": [tones, tones]}
        deadline = asyncio.get_running_loop().time() + LONG_ENOUGH
        while (found := await now()) != expected:
            assert asyncio.get_running_loop().time() < deadline, f"It tells {found} instead of {expected}."
            await asyncio.sleep(STEP)
