"""A device that is a real Chromium with a fake microphone and camera; Python does its signalling."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.async_api import Browser as Chromium
from playwright.async_api import Page, Playwright

from tests.media.relay import Relay
from tests.system.caller import Caller, Offered, Sight, Wanted
from tests.system.device import Device
from tests.system.fake_devices import picture_file, tone_file

CHROMIUM = shutil.which("chromium")
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
PAGE = Path(__file__).with_name("browser.html")
SCRIPT = Path(__file__).with_name("browser.js")
SCREEN_BRIGHTNESS = 238  # of the page, which shares itself


async def launch(driver: Playwright, folder: Path, tone: int, brightness: int, *flags: str) -> Chromium:
    """A process of its own, whose microphone and camera play this tone in Hz and this brightness (0 to 255)."""
    sound = tone_file(folder / "tone.wav", tone)
    picture = picture_file(folder / "picture.y4m", brightness)
    fakes = (f"--use-file-for-fake-audio-capture={sound}", f"--use-file-for-fake-video-capture={picture}")
    return await driver.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *fakes, *flags])


class Browser(Caller):
    """A page in a call. Its camera sends as soon as it is there: what others see of it, the server decides."""

    restarts_ice = True

    def __init__(self, device: Device, entered: dict[str, Any], chromium: Chromium, relay: Relay | None = None) -> None:
        """entered: what starting, joining or accepting answered; relay: its way to the media port, if not straight."""
        super().__init__(device, entered)
        self.relay = relay
        self._chromium = chromium
        self._opened: Page | None = None

    @property
    def page(self) -> Page:
        assert self._opened is not None
        return self._opened

    async def open(self) -> None:
        size = {"width": 640, "height": 360}
        context = await self._chromium.new_context(permissions=["microphone", "camera"], viewport=size)  # type: ignore[arg-type]
        self._opened = await context.new_page()
        await self.page.route("**/*", lambda route: route.fulfill(path=PAGE, content_type="text/html"))
        await self.page.goto(ORIGIN)
        await self.page.add_script_tag(path=SCRIPT)
        await self.page.evaluate("start()")

    async def exchange(self, wanted: Wanted) -> None:
        offer = await self.page.evaluate("wanted => offer(wanted)", {"audio": wanted.audio, "video": wanted.video})
        answer = await self.signal(Offered(offer["sdp"], {offer["screen"]: "SCREEN"} if offer["screen"] else {}))
        names = {track["mid"]: f"{track['user']['name']}: {track['kind']}" for track in self.receives}
        led = self.relay.led_here(answer) if self.relay else answer
        await self.page.evaluate("([sdp, names]) => answer(sdp, names)", [led, names])

    async def start_over(self) -> None:
        await self.page.evaluate("connect()")

    async def heard(self) -> Mapping[str, float | None]:
        heard: dict[str, float | None] = await self.page.evaluate("heard()")
        return heard

    async def seen(self) -> Mapping[str, Sight]:
        return {mid: Sight(frames, brightness) for mid, frames, brightness in await self.page.evaluate("seen()")}

    async def close(self) -> None:
        await self.page.context.close()

    # What a person does with it

    async def set_microphone(self, on: bool) -> None:
        await self.page.evaluate("on => setMicrophone(on)", on)
        await self.change("setMicrophone", on=on)

    async def share_screen(self) -> None:
        await self.change("startScreenShare")
        await self.page.evaluate("share()")
        await self.negotiate()

    async def stop_sharing(self) -> None:
        await self.page.evaluate("unshare()")
        await self.negotiate()
        await self.device.change("stopScreenShare", "callId", callId=self.ids["callId"])

    async def move_to(self, relay: Relay) -> None:
        """Leave the network for another."""
        self.relay = relay
        await self.page.evaluate("connection.restartIce()")
        await self.negotiate()

    # What it knows

    async def sent_sound(self) -> int:
        """Packets."""
        return int(await self.page.evaluate("sentSound()"))

    async def was_interrupted(self) -> bool:
        """Whether any track that it received ever went quiet by negotiation."""
        return bool(await self.page.evaluate("interrupted.length"))
