"""What a device talks and listens with: a WebRTC peer whose signalling goes over GraphQL, as a browser's would."""

import asyncio
from types import TracebackType
from typing import Any, Self

from tests.media.peers import TestPeer, Tone
from tests.patience import LONG_ENOUGH, STEP
from tests.system.device import Device, Refused, State, Watched

LIVE_CALL = """subscription ($id: ID!) { call(id: $id) {
    __typename ... on Call { state sessions { id tracks { id kind } } }
} }"""


class Handset:
    """Sends one tone, and follows the call: whenever others send more, it offers to receive that too."""

    def __init__(self, device: Device, entered: dict[str, Any], tone: float) -> None:
        """entered: what starting, joining or accepting answered; tone: in Hz."""
        self._device = device
        self._ids = {"callId": entered["callId"], "sessionId": entered["sessionId"]}
        self._peer = TestPeer(self._negotiate)
        self._peer.publish(Tone(tone))
        self._receiving = 0
        self._following: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._peer.negotiate()
        live = await self._device.watch(LIVE_CALL, id=self._ids["callId"])
        self._following = asyncio.create_task(self._follow(live))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._following is not None:
            self._following.cancel()
            await asyncio.wait([self._following])
        await self._peer.close()

    async def hears(self, *tones: float) -> None:
        """Until exactly these tones, in Hz, are heard, each from somebody else."""
        hearing = asyncio.create_task(self._peer.hears(*tones))
        assert self._following is not None
        await asyncio.wait([hearing, self._following], return_when=asyncio.FIRST_COMPLETED)
        if self._following.done():
            hearing.cancel()
            self._following.result()
        await hearing

    def forget(self) -> None:
        """What was heard so far; what is heard from now on counts."""
        for ear in self._peer.ears.values():
            ear.empty()

    async def _follow(self, live: Watched) -> None:
        seen = 0
        while True:
            await live.until_more(than=seen)
            seen = len(live.states)
            others = self._tracks_of_others(live.states[-1])
            if others > self._receiving:
                self._peer.receive(count=others - self._receiving)
                self._receiving = others
                await self._peer.negotiate()

    def _tracks_of_others(self, state: State) -> int:
        others = [each for each in state.get("sessions", ()) if each["id"] != self._ids["sessionId"]]
        return sum(len(each["tracks"]) for each in others)

    async def _negotiate(self, offer: str) -> str:
        """A media server that has only just started is asked again."""
        async with asyncio.timeout(LONG_ENOUGH):
            while True:
                try:
                    given = await self._device.change("negotiateMedia", "answer { sdp }", **self._ids, sdpOffer=offer)
                except Refused as refusal:
                    if "MEDIA_IS_UNAVAILABLE" not in str(refusal):
                        raise
                    await asyncio.sleep(STEP)
                else:
                    answer: str = given["answer"]["sdp"]
                    return answer
