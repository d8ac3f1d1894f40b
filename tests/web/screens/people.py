"""Who comes to the screens, each with a browser of their own, which later tests go on with."""

from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import Browser, BrowserContext, Playwright, ViewportSize

from api.access.tokens import Role
from tests.browsers import CHROMIUM
from tests.system.chromium import FLAGS
from tests.system.fake_devices import picture_file, tone_file
from tests.system.firefox import Firefox
from tests.system.network import Host
from tests.system.running import HOUR, Running
from tests.system.stage import PARTS, Part
from tests.system.town import Town
from tests.web.screens.pages import ChromiumPage, FirefoxPage
from tests.web.screens.person import Person
from tests.web.screens.window import WITNESS, Window

DESKTOP, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)
OTHERS = Part(990, 220)  # of those who have none in PARTS


class Browsers:
    """A Chromium for each name, since microphones are the process's, and one Firefox; started when first asked for."""

    def __init__(self, driver: Playwright, running: Running, host: Host, folder: Path, stack: AsyncExitStack) -> None:
        """stack: what ends them."""
        self.running, self.host = running, host
        self.driver, self._folder, self._stack = driver, folder, stack
        self._chromiums: dict[str, Browser] = {}
        self._firefox: Firefox | None = None

    async def chromium(self, name: str) -> Browser:
        if name not in self._chromiums:
            tone, brightness = PARTS.get(name, OTHERS)
            fakes = (
                f"--use-file-for-fake-audio-capture={tone_file(self._folder / f'{name}.wav', tone)}",
                f"--use-file-for-fake-video-capture={picture_file(self._folder / f'{name}.y4m', brightness)}",
            )
            launched = await self.driver.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *fakes])
            self._stack.push_async_callback(launched.close)
            self._chromiums[name] = launched
        return self._chromiums[name]

    async def firefox(self) -> Firefox:
        if self._firefox is None:
            secure: dict[str, Any] = {"dom.securecontext.allowlist": self.host.near}  # so that it gives out microphones
            self._firefox = await Firefox.launch(self.host, self._folder / "firefox", *PARTS["Grace"], **secure)
            self._stack.push_async_callback(self._firefox.close)
        return self._firefox


class People:
    """The people of a town, at its screens; what they have opened is closed with the stack."""

    def __init__(self, browsers: Browsers, town: Town, stack: AsyncExitStack) -> None:
        self.town, self.running = town, browsers.running
        self._browsers, self._stack = browsers, stack
        self._pages: list[ChromiumPage] = []

    async def come(
        self,
        name: str,
        path: str = "/",
        *,
        view: ViewportSize = DESKTOP,
        scheme: Literal["light", "dark"] = "light",
        role: Role = Role.MEMBER,
        lifetime: timedelta = HOUR,
        beside: Person | None = None,
    ) -> Person:
        """With a Chromium, where nothing is kept from before.

        lifetime: of the token; beside: as another tab of this one's browser.
        """
        if beside is not None:
            assert isinstance(beside.page, ChromiumPage)
            context = beside.page.page.context
        else:
            context = await self._context(name, view, scheme)
        page = ChromiumPage(await context.new_page())
        self._pages.append(page)
        token = self._token(name, role, lifetime)
        return await self._arrived(Person(name, page, f"http://{self.running.address}", token), path)

    def problems(self) -> list[str]:
        """Of all pages so far."""
        return [problem for page in self._pages for problem in page.problems]

    async def come_in_tabs(self, name: str, tabs: int) -> list[Person]:
        """The same one, so many times, each in a tab of one window; the last one is in front."""
        window = await Window.open(self._browsers.driver, self._stack)
        site, token = f"http://{self.running.address}", self._token(name)
        pages = [await window.tab() for _ in range(tabs)]
        self._pages.extend(pages)
        return [await self._arrived(Person(name, page, site, token), "/") for page in pages]

    async def come_with_firefox(self, name: str, path: str = "/") -> Person:
        """There is one; its microphone has Grace's tone."""
        firefox = await self._browsers.firefox()
        page = FirefoxPage(firefox.marionette)
        self._stack.push_async_callback(page.visit, "about:blank")
        site = f"http://{self._browsers.host.near}:{self.running.port}"
        return await self._arrived(Person(name, page, site, self._token(name)), path)

    async def _context(self, name: str, view: ViewportSize, scheme: Literal["light", "dark"]) -> BrowserContext:
        browser = await self._browsers.chromium(name)
        allowed = ["microphone", "camera", "notifications", "clipboard-read", "clipboard-write"]
        context = await browser.new_context(permissions=allowed, viewport=view, color_scheme=scheme, locale="en-GB")
        self._stack.push_async_callback(context.close)
        await context.add_init_script(path=WITNESS)
        return context

    def _token(self, name: str, role: Role = Role.MEMBER, lifetime: timedelta = HOUR) -> str:
        return self.running.token(self.town.id(name), role, lifetime)

    async def _arrived(self, person: Person, path: str) -> Person:
        await person.arrives(path)
        return person
