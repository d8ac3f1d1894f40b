"""A device that is a page in a real browser; Python does its signalling."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from tests.media.relay import Relay
from tests.system.caller import Caller, Offered, Sight, Wanted
from tests.system.device import Device

PAGE = Path(__file__).with_name("browser.html")
SCRIPT = Path(__file__).with_name("browser.js")
SCREEN_BRIGHTNESS = 238  # of the page, which shares itself


class Tab(Protocol):
    """An open page."""

    async def evaluate(self, expression: str, argument: object = None) -> Any:
        """What a JavaScript expression, or the function it stands for, comes to; it may be a promise."""

    async def close(self) -> None:
        """Leave the page."""


class Program(Protocol):
    """A browser's process."""

    async def open(self) -> Tab:
        """The page, with its microphone and camera."""

    async def close(self) -> None:
        """End it."""


class Browser(Caller):
    """A page in a call. Its camera sends as soon as it is there: what others see of it, the server decides."""

    restarts_ice = True

    def __init__(self, device: Device, entered: dict[str, Any], program: Program, relay: Relay | None = None) -> None:
        """entered: what starting, joining or accepting answered; relay: its way to the media port, if not straight."""
        super().__init__(device, entered)
        self.relay = relay
        self._program = program
        self._opened: Tab | None = None

    @property
    def tab(self) -> Tab:
        assert self._opened is not None
        return self._opened

    async def open(self) -> None:
        self._opened = await self._program.open()

    async def exchange(self, wanted: Wanted) -> None:
        offer = await self.tab.evaluate("wanted => offer(wanted)", {"audio": wanted.audio, "video": wanted.video})
        answer = await self.signal(Offered(offer["sdp"], {offer["screen"]: "SCREEN"} if offer["screen"] else {}))
        names = {track["mid"]: f"{self.sender(track)}: {track['kind']}" for track in self.receives}
        led = self.relay.led_here(answer) if self.relay else answer
        await self.tab.evaluate("([sdp, names]) => answer(sdp, names)", [led, names])

    async def start_over(self) -> None:
        await self.tab.evaluate("connect()")

    async def heard(self) -> Mapping[str, float | None]:
        heard: dict[str, float | None] = await self.tab.evaluate("heard()")
        return heard

    async def seen(self) -> Mapping[str, Sight]:
        return {mid: Sight(frames, brightness) for mid, frames, brightness in await self.tab.evaluate("seen()")}

    async def close(self) -> None:
        await self.tab.close()

    # What a person does with it

    async def set_microphone(self, on: bool) -> None:
        await self.tab.evaluate("on => setMicrophone(on)", on)
        await self.change("setMicrophone", on=on)

    async def share_screen(self) -> None:
        await self.change("startScreenShare")
        await self.tab.evaluate("share()")
        await self.negotiate()

    async def stop_sharing(self) -> None:
        await self.tab.evaluate("unshare()")
        await self.negotiate()
        await self.device.change("stopScreenShare", "callId", callId=self.ids["callId"])

    async def move_to(self, relay: Relay) -> None:
        """Leave the network for another."""
        self.relay = relay
        await self.tab.evaluate("connection.restartIce()")
        await self.negotiate()

    # What it knows

    async def sent_sound(self) -> int:
        """Packets."""
        return int(await self.tab.evaluate("sentSound()"))

    async def was_interrupted(self) -> bool:
        """Whether any track that it received ever went quiet by negotiation."""
        return bool(await self.tab.evaluate("interrupted.length"))
