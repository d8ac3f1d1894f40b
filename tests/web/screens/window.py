"""A Chromium's window as people have it, whose tab in front hides the others. Playwright's own pages are all seen."""

import socket
from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import BrowserContext, Playwright

from tests.browsers import CHROMIUM
from tests.system.chromium import FLAGS
from tests.system.running import free_port
from tests.web.screens.pages import ChromiumPage

WITNESS = Path(__file__).with_name("witness.js")
ALLOWED = ["microphone", "camera", "notifications"]


class Window:
    """All of its pages tell by `witness` what they show on the desktop and play."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context

    @classmethod
    async def open(cls, driver: Playwright, stack: AsyncExitStack) -> "Window":
        """stack: what closes it."""
        port = free_port(socket.SOCK_STREAM)
        flags = (*FLAGS, f"--remote-debugging-port={port}")
        process = await driver.chromium.launch(executable_path=CHROMIUM, args=flags)
        stack.push_async_callback(process.close)
        seen = await driver.chromium.connect_over_cdp(f"http://127.0.0.1:{port}", no_defaults=True)
        stack.push_async_callback(seen.close)
        (context,) = seen.contexts
        await context.grant_permissions(ALLOWED)
        await context.add_init_script(path=WITNESS)
        return cls(context)

    async def tab(self) -> ChromiumPage:
        """One more, in front of the others."""
        return ChromiumPage(await self._context.new_page())
