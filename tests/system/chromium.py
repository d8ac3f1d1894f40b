"""Debian's Chromium, with a fake microphone and camera; Playwright drives it."""

from pathlib import Path
from typing import Any, Self

from playwright.async_api import Browser as Process
from playwright.async_api import Page, Playwright, ViewportSize

from tests.browsers import CHROMIUM
from tests.system.browser import PAGE, SCRIPT
from tests.system.fake_devices import picture_file, tone_file

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream",
    "--auto-accept-this-tab-capture",
)
ORIGIN = "http://127.0.0.1/"  # one on which browsers give out microphones and cameras


class Chromium:
    """A process of its own, whose microphone and camera play files."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @classmethod
    async def launch(cls, driver: Playwright, folder: Path, tone: int, brightness: int, *flags: str) -> Self:
        """tone: in Hz; brightness: 0 to 255; flags: more of them."""
        sound = tone_file(folder / "tone.wav", tone)
        picture = picture_file(folder / "picture.y4m", brightness)
        fakes = (f"--use-file-for-fake-audio-capture={sound}", f"--use-file-for-fake-video-capture={picture}")
        return cls(await driver.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *fakes, *flags]))

    async def visit(self, address: str) -> "ChromiumTab":
        """A page, once it has loaded."""
        page = await self._new_page()
        await page.goto(address)
        return ChromiumTab(page)

    async def open(self) -> "ChromiumTab":
        page = await self._new_page()
        await page.route("**/*", lambda route: route.fulfill(path=PAGE, content_type="text/html"))
        await page.goto(ORIGIN)
        await page.add_script_tag(path=SCRIPT)
        await page.evaluate("start(null)")
        return ChromiumTab(page)

    async def _new_page(self) -> Page:
        size = ViewportSize(width=640, height=360)
        context = await self._process.new_context(permissions=["microphone", "camera"], viewport=size)
        return await context.new_page()

    async def close(self) -> None:
        await self._process.close()


class ChromiumTab:
    def __init__(self, page: Page) -> None:
        self._page = page

    async def evaluate(self, expression: str, argument: object = None) -> Any:
        return await self._page.evaluate(expression, argument)

    async def close(self) -> None:
        await self._page.context.close()
