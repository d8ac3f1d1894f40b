"""A device whose media is an aiortc peer: it sends a tone and, when it has one, a picture."""

import asyncio
from collections.abc import Mapping
from typing import Any

from tests.media.peers import Picture, TestPeer, Tone
from tests.system.caller import Caller, Offered, Sight, Wanted
from tests.system.device import Device

LISTENS = 0.5  # seconds, in which 400 ms have to arrive for a tone to be told


class Handset(Caller):
    """Heard by its tone, seen by the brightness of its picture."""

    restarts_ice = False

    def __init__(self, device: Device, entered: dict[str, Any], tone: float, brightness: int | None = None) -> None:
        """entered: what starting, joining or accepting answered; tone: in Hz; brightness: 0 to 255, None for none."""
        super().__init__(device, entered)
        self._tone, self._brightness = tone, brightness
        self._peer = TestPeer(self._signalled)
        self._receives = Wanted(0, 0)

    async def open(self) -> None:
        self._peer.publish(Tone(self._tone))
        if self._brightness is not None:
            self._peer.publish(Picture(self._brightness))

    async def turn_camera_on(self, brightness: int) -> None:
        """Send a picture of this brightness, too."""
        self._brightness = brightness
        await self.change("setCamera", on=True)
        self._peer.publish(Picture(brightness))
        await self.negotiate()

    async def exchange(self, wanted: Wanted) -> None:
        self._peer.receive("audio", max(0, wanted.audio - self._receives.audio))
        self._peer.receive("video", max(0, wanted.video - self._receives.video))
        self._receives = self._receives.at_least(wanted)
        await self._peer.negotiate()

    async def start_over(self) -> None:
        await self._peer.close()
        self._peer, self._receives = TestPeer(self._signalled), Wanted(0, 0)
        await self.open()

    async def heard(self) -> Mapping[str, float | None]:
        for ear in self._peer.ears.values():
            ear.empty()
        await asyncio.sleep(LISTENS)
        return {mid: ear.tone for mid, ear in self._peer.ears.items()}

    async def seen(self) -> Mapping[str, Sight]:
        return {mid: Sight(eye.frames, eye.brightness) for mid, eye in self._peer.eyes.items()}

    async def close(self) -> None:
        await self._peer.close()

    async def _signalled(self, offer: str) -> str:
        return await self.signal(Offered(offer, {}))
