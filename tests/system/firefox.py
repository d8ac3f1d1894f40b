"""Debian's Firefox in a host of its own, with a fake microphone and a picture that its page draws."""

import asyncio
import json
from pathlib import Path
from typing import Any, Self

from tests.browsers import FIREFOX
from tests.patience import LONG_ENOUGH, eventually_async
from tests.system.browser import PAGE, SCRIPT
from tests.system.marionette import Marionette
from tests.system.network import Host

PREFERENCES = {
    "marionette.port": 0,  # a free one
    "media.autoplay.default": 0,  # allowed
    "media.navigator.permission.disabled": True,  # nobody is there to ask
    "media.navigator.streams.fake": True,
}
TONE = "media.navigator.audio.fake_frequency"  # Hz
LOAD = f"""new Promise((loaded) => {{
    const script = document.createElement("script");
    Object.assign(script, {{ src: "{SCRIPT.as_uri()}", onload: () => loaded() }});
    document.head.append(script);
}})"""


class Firefox:
    """A process of its own. Its default policies are left as they are."""

    def __init__(self, process: asyncio.subprocess.Process, marionette: Marionette, brightness: int) -> None:
        self._process = process
        self.marionette = marionette
        self._brightness = brightness

    @classmethod
    async def launch(cls, host: Host, folder: Path, tone: int, brightness: int, **preferences: Any) -> Self:
        """tone: of the microphone, in Hz; brightness: of the picture, 0 to 255; folder: for its profile."""
        profile = await asyncio.to_thread(_profile, folder, {**PREFERENCES, TONE: tone, **preferences})
        assert FIREFOX is not None
        words = host.running(FIREFOX, "--headless", "--marionette", "--no-remote", "--profile", str(profile))
        with (profile / "firefox.log").open("wb") as log:
            process = await asyncio.create_subprocess_exec(*words, stdout=log, stderr=log)
        listening = profile / "MarionetteActivePort"
        await eventually_async(lambda: listening.exists() and listening.read_text())
        connected = await asyncio.to_thread(host.connection, int(listening.read_text()))
        return cls(process, await Marionette.connect(connected, LONG_ENOUGH), brightness)

    async def visit(self, address: str) -> "FirefoxTab":
        """A page, once it has loaded."""
        await self.marionette.ask("WebDriver:Navigate", url=address)
        return FirefoxTab(self.marionette)

    async def open(self) -> "FirefoxTab":
        await self.visit(PAGE.as_uri())
        await self.marionette.evaluate(LOAD)
        await self.marionette.evaluate(f"start({self._brightness})")
        return FirefoxTab(self.marionette)

    async def close(self) -> None:
        """At once: its profile is for once only."""
        self._process.kill()
        await self._process.wait()
        await self.marionette.close()


class FirefoxTab:
    def __init__(self, marionette: Marionette) -> None:
        self._marionette = marionette

    async def evaluate(self, expression: str, argument: object = None) -> Any:
        called = f"((found) => typeof found === 'function' ? found({json.dumps(argument)}) : found)({expression})"
        return await self._marionette.evaluate(called)

    async def close(self) -> None:
        await self._marionette.ask("WebDriver:Navigate", url="about:blank")


def _profile(folder: Path, preferences: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items())
    (folder / "user.js").write_text("".join(lines))
    return folder
