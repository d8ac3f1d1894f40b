"""People in one call with their browsers and handsets, each known by a tone and a brightness of their own."""

import asyncio
from collections.abc import Collection
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, NamedTuple

from playwright.async_api import Playwright

from tests.media.relay import Relay
from tests.system.browser import Browser, Program
from tests.system.caller import Caller
from tests.system.chromium import Chromium
from tests.system.device import Device
from tests.system.firefox import Firefox
from tests.system.handset import Handset
from tests.system.network import Host
from tests.system.town import Town


class Part(NamedTuple):
    """tone: in Hz; brightness: 0 to 255."""

    tone: int
    brightness: int


PARTS = {"Ada": Part(440, 60), "Grace": Part(660, 120), "Alan": Part(880, 180)}


class Stage:
    """One call in the channel. Whoever comes first starts it, and is its host; who leaves closes their devices."""

    def __init__(self, town: Town, driver: Playwright, folder: Path, stack: AsyncExitStack, *flags: str) -> None:
        """stack: what closes everything at the end; flags: more of them for Chromium."""
        self.callers: dict[str, Caller] = {}
        self.hosts: dict[str, Host] = {}  # by who has a Firefox there; the others have a Chromium
        self._town, self._driver, self._folder, self._stack, self._flags = town, driver, folder, stack, flags

    async def browser(self, name: str, relay: Relay | None = None, *, camera: bool = True) -> Browser:
        """Comes in with a browser."""
        program = await self._program(name)
        self._stack.push_async_callback(program.close)
        device, entered = await self._enter(name, camera)
        browser = Browser(device, entered, program, relay)
        self.callers[name] = await self._stack.enter_async_context(browser)
        return browser

    async def handset(self, name: str, *, camera: bool = True) -> Handset:
        """Comes in with an aiortc peer."""
        device, entered = await self._enter(name, camera)
        handset = Handset(device, entered, PARTS[name].tone, PARTS[name].brightness if camera else None)
        self.callers[name] = await self._stack.enter_async_context(handset)
        return handset

    async def all_meet(self, *, unheard: Collection[str] = (), unseen: Collection[str] = ()) -> None:
        """Until everybody hears and sees exactly those others who are neither unheard nor unseen."""
        async with asyncio.TaskGroup() as group:
            for name, caller in self.callers.items():
                others = self.callers.keys() - {name}
                group.create_task(caller.hears(**{other: PARTS[other].tone for other in others - {*unheard}}))
                group.create_task(caller.sees(**{other: PARTS[other].brightness for other in others - {*unseen}}))

    async def leave(self, name: str) -> None:
        """Hang up; the device goes on sending for all it's worth until the end."""
        await self.callers.pop(name).leave()

    async def _enter(self, name: str, camera: bool) -> tuple[Device, dict[str, Any]]:
        device = await self._stack.enter_async_context(self._town.device(name))
        room_id = await device.room(self._town.id("General"))
        return device, await device.start(room_id, camera=camera)

    async def _program(self, name: str) -> Program:
        folder, part = self._folder / name, PARTS[name]
        if name in self.hosts:
            return await Firefox.launch(self.hosts[name], folder, *part)
        return await Chromium.launch(self._driver, folder, *part, *self._flags)
