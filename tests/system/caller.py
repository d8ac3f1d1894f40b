"""What every device with media does in a call: it offers, follows what the others send, and comes back when cut off."""

import asyncio
import math
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, ClassVar, Self, TypeVar

from tests.patience import LONG_ENOUGH, STEP
from tests.system.device import Device, Refused, State, Watched

LIVE_CALL = """subscription ($id: ID!) { call(callId: $id) { __typename ... on CallUpdate { call {
    state sessions { id user { name } muted reconnectingSince tracks { id kind } }
} } } }"""
NEGOTIATED = "connectionId answer { sdp tracks { mid kind sessionId } }"  # no more, since media doesn't wait for it
SOUND = ("MICROPHONE", "SCREEN_AUDIO")
TONE_WITHIN = 20.0  # Hz
BRIGHTNESS_WITHIN = 15.0  # of 255
MOVES = 5  # frames more than before

T = TypeVar("T")


@dataclass(frozen=True)
class Wanted:
    """How many sections of each kind to receive on."""

    audio: int
    video: int

    def at_least(self, other: "Wanted") -> "Wanted":
        return Wanted(max(self.audio, other.audio), max(self.video, other.video))


@dataclass(frozen=True)
class Offered:
    """An offer, and what those of its sections carry that aren't microphone or camera, by mid."""

    sdp: str
    kinds: Mapping[str, str]


@dataclass(frozen=True)
class Sight:
    """What arrives on a section: the frames decoded so far, and the median brightness (0 to 255) of the last."""

    frames: int
    brightness: float | None


class ConnectionLost(Exception):
    """The media server no longer has the connection."""


class Caller(ABC):
    """One device in one call; an async context manager that connects its media, and hangs up nothing but that."""

    restarts_ice: ClassVar[bool]  # when its session counts as reconnecting; else it offers a connection anew

    def __init__(self, device: Device, entered: dict[str, Any]) -> None:
        """entered: what starting, joining or accepting answered."""
        self.device = device
        self.ids = {"callId": entered["callId"], "sessionId": entered["sessionId"]}
        self.receives: list[State] = []  # what the newest answer says will arrive
        self.live: Watched | None = None
        self._negotiating = asyncio.Lock()
        self._connection: str | None = None  # what the newest answer named
        self._replaces: str | None = None  # what a first offer is to take the place of
        self._following: asyncio.Task[None] | None = None

    # What the device does with media

    @abstractmethod
    async def open(self) -> None:
        """Get ready to send."""

    @abstractmethod
    async def exchange(self, wanted: Wanted) -> None:
        """Make an offer, have it answered by `signal`, and set the answer. Raises ConnectionLost."""

    @abstractmethod
    async def start_over(self) -> None:
        """Get ready to offer a connection anew, since the one there was is lost."""

    @abstractmethod
    async def heard(self) -> Mapping[str, float | None]:
        """By mid, the tone in Hz that is heard now; None for silence."""

    @abstractmethod
    async def seen(self) -> Mapping[str, Sight]:
        """By mid, what is seen."""

    @abstractmethod
    async def close(self) -> None:
        """Let everything go."""

    # What they all do alike

    async def __aenter__(self) -> Self:
        await self.open()
        await self.negotiate()
        self.live = await self.device.watch(LIVE_CALL, id=self.ids["callId"])
        self._following = asyncio.create_task(self._follow(self.live))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._following is not None:
            self._following.cancel()
            await asyncio.wait([self._following])
        await self.close()

    async def negotiate(self) -> None:
        """Offer what is sent now, and to receive all that others send; one offer at a time."""
        async with self._negotiating:
            try:
                await self.exchange(self._wanted())
            except ConnectionLost:
                await self._start_over()

    async def signal(self, offered: Offered) -> str:
        """The SDP answer. A media server that has only just started is asked again. Raises ConnectionLost."""
        tracks = [{"mid": mid, "kind": kind} for mid, kind in offered.kinds.items()]
        named = {"connectionId": self._connection, "replacesConnectionId": self._replaces}
        given = {**self.ids, **named, "sdpOffer": offered.sdp, "tracks": tracks}
        async with asyncio.timeout(LONG_ENOUGH):
            while (answer := await self._answer_to(given)) is None:  # noqa: ASYNC110 - nobody tells when one is up
                await asyncio.sleep(STEP)
        self._connection, self._replaces = answer["connectionId"], None
        self.receives = answer["answer"]["tracks"]
        return str(answer["answer"]["sdp"])

    def sender(self, track: State) -> str:
        """The name of whoever sends a track, once the call has shown their session; the session's id before."""
        states = self.live.states if self.live else []
        sessions = (each for state in states for each in self._sessions(state, own=False))
        names: dict[str, str] = {each["id"]: each["user"]["name"] for each in sessions}
        session_id: str = track["sessionId"]
        return names.get(session_id, session_id)

    async def change(self, mutation: str, **given: Any) -> None:
        """A mutation about this device in its call. Raises Refused, TransportError."""
        await self.device.change(mutation, "__typename", **self.ids, **given)

    async def user_id(self) -> str:
        """Whose device it is."""
        answer = await self.device.ask("{ viewer { user { id } } }")
        return str(answer["viewer"]["user"]["id"])

    async def leave(self) -> None:
        """Hang up."""
        await self.device.leave(self.ids)

    # What it notices

    async def hears(self, **tones: float) -> None:
        """Until exactly these people are heard, each with this tone in Hz."""

        def all_there(heard: dict[str, float]) -> bool:
            return heard.keys() == tones.keys() and all(abs(heard[who] - tones[who]) < TONE_WITHIN for who in tones)

        await self._until(self._heard_by_name, all_there, f"hear {tones}")

    async def sees(self, **brightness: float) -> None:
        """Until exactly these people's cameras are seen, each as bright as this, and moving."""
        await self._sees("CAMERA", brightness)

    async def sees_screen(self, **brightness: float) -> None:
        """Until exactly these people's screens are seen, each as bright as this, and moving."""
        await self._sees("SCREEN", brightness)

    async def _sees(self, kind: str, brightness: Mapping[str, float]) -> None:
        before = await self._seen_by_name(kind)

        def all_move(sights: dict[str, Sight]) -> bool:
            return sights.keys() == brightness.keys() and all(
                sight.frames >= (before[who].frames if who in before else 0) + MOVES
                and sight.brightness is not None
                and abs(sight.brightness - brightness[who]) < BRIGHTNESS_WITHIN
                for who, sight in sights.items()
            )

        await self._until(lambda: self._seen_by_name(kind), all_move, f"see each {kind} of {brightness}, from {before}")

    async def _heard_by_name(self) -> dict[str, float]:
        heard = await self.heard()
        return {
            self.sender(track): tone
            for track in self.receives
            if track["kind"] == "MICROPHONE" and (tone := heard.get(track["mid"])) is not None
        }

    async def _seen_by_name(self, kind: str) -> dict[str, Sight]:
        seen = await self.seen()
        return {
            self.sender(track): sight
            for track in self.receives
            if track["kind"] == kind and (sight := seen.get(track["mid"])) is not None and sight.frames
        }

    async def _until(self, look: Callable[[], Awaitable[T]], holds: Callable[[T], bool], what: str) -> None:
        assert self._following is not None
        deadline = asyncio.get_running_loop().time() + LONG_ENOUGH
        while not holds(found := await look()):
            if self._following.done():
                self._following.result()
            name = type(self).__name__
            assert asyncio.get_running_loop().time() < deadline, f"{name} doesn't {what}, but {found}: {self.receives}"
            await asyncio.sleep(STEP)

    # How it follows the call

    async def _follow(self, live: Watched) -> None:
        looked, known, losses = 0, set[str](), {None}
        while True:
            await live.until_more(than=looked, within=math.inf)
            states, looked = live.states[looked:], len(live.states)
            lost = {each["reconnectingSince"] for state in states for each in self._sessions(state, own=True)} - losses
            tracks = {track["id"] for each in self._sessions(states[-1], own=False) for track in each["tracks"]}
            if lost and not self.restarts_ice:
                async with self._negotiating:
                    await self._start_over()
            elif lost or tracks != known:
                await self.negotiate()
            known = tracks
            losses |= lost

    async def _start_over(self) -> None:
        self._connection, self._replaces = None, self._connection or self._replaces
        await self.start_over()
        await self.exchange(self._wanted())

    def _sessions(self, state: State, *, own: bool) -> list[State]:
        """This device's, or the others'."""
        there = state["call"]["sessions"] if "call" in state else []
        return [each for each in there if (each["id"] == self.ids["sessionId"]) is own]

    def _wanted(self) -> Wanted:
        others = self._sessions(self.live.states[-1], own=False) if self.live else []
        kinds = [track["kind"] for each in others for track in each["tracks"]]
        audio = sum(kind in SOUND for kind in kinds)
        return Wanted(audio, len(kinds) - audio)

    async def _answer_to(self, given: dict[str, Any]) -> State | None:
        """None while no media server is up."""
        try:
            return await self.device.change("negotiateMedia", NEGOTIATED, **given)
        except Refused as refusal:
            if "CONNECTION_LOST" in str(refusal):
                raise ConnectionLost from refusal
            if "MEDIA_IS_UNAVAILABLE" not in str(refusal):
                raise
            return None
