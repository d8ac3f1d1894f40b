"""A WebRTC client for tests: sends a tone or a picture, hears and sees what arrives. Its signalling is pluggable."""

import asyncio
import fractions
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch

import aioice.ice
import numpy as np
from aiortc import (
    MediaStreamError,
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCRtpTransceiver,
    RTCSessionDescription,
)
from aiortc.jitterbuffer import JitterBuffer
from av import AudioFrame, VideoFrame

RATE = 48_000
FRAME = 960  # samples: 20 ms
PACKETS_TO_WAIT = 32  # for one that is lost, before a keyframe is asked for; a power of two

Negotiate = Callable[[str], Awaitable[str]]
"""Takes the SDP offer, returns the SDP answer."""


class Tone(MediaStreamTrack):
    """A sine of one frequency in Hz, in real time."""

    kind = "audio"

    def __init__(self, frequency: float) -> None:
        super().__init__()
        self._frequency = frequency
        self._samples = 0
        self._started: float | None = None

    async def recv(self) -> AudioFrame:
        loop = asyncio.get_running_loop()
        self._started = self._started or loop.time()
        await asyncio.sleep(max(0.0, self._started + self._samples / RATE - loop.time()))
        at = np.arange(self._samples, self._samples + FRAME) / RATE
        wave = (8000 * np.sin(2 * np.pi * self._frequency * at)).astype(np.int16)
        frame = AudioFrame.from_ndarray(wave[np.newaxis], layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._samples, fractions.Fraction(1, RATE)
        self._samples += FRAME
        return frame


class Picture(MediaStreamTrack):
    """A moving bar on a grey of the given brightness (0 to 255), 15 frames a second."""

    kind = "video"

    def __init__(self, brightness: int, width: int = 160, height: int = 120) -> None:
        super().__init__()
        self._brightness, self._width, self._height = brightness, width, height
        self._frames = 0

    async def recv(self) -> VideoFrame:
        await asyncio.sleep(1 / 15)
        image = np.full((self._height, self._width, 3), self._brightness, dtype=np.uint8)
        image[:, (4 * self._frames) % self._width :][:, :8] = 255
        frame = VideoFrame.from_ndarray(image, format="rgb24")
        frame.pts, frame.time_base = self._frames * 6000, fractions.Fraction(1, 90_000)
        self._frames += 1
        return frame


@dataclass
class Ear:
    """What was heard on one section, since it was last emptied."""

    samples: list[np.ndarray] = field(default_factory=list)
    frames: int = 0

    def hear(self, frame: AudioFrame) -> None:
        self.samples.append(frame.to_ndarray().reshape(-1, 2)[:, 0].copy())
        self.frames += 1
        del self.samples[:-50]

    def empty(self) -> None:
        self.samples.clear()

    @property
    def tone(self) -> float | None:
        """The frequency of the last 400 ms; None while there is less, or silence."""
        recent = self.samples[-20:]
        return dominant_tone(np.concatenate(recent)) if len(recent) == 20 else None


@dataclass
class Eye:
    """What was seen on one section."""

    frames: int = 0
    brightness: float | None = None  # the median of the last frame

    def see(self, frame: VideoFrame) -> None:
        self.frames += 1
        self.brightness = float(np.median(frame.to_ndarray(format="gray")))


def dominant_tone(samples: np.ndarray, rate: int = RATE) -> float | None:
    """The strongest frequency in Hz, None for silence."""
    if np.abs(samples).max() < 200:
        return None
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * rate / len(samples))


class TestPeer:
    """Publishes what it is given, receives what it asks for. Close it, or leave it to `async with`."""

    __test__ = False

    def __init__(self, negotiate: Negotiate) -> None:
        self._negotiate = negotiate
        self.address = "127.0.0.1"  # its own
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        self.ears: dict[str, Ear] = {}  # by mid
        self.eyes: dict[str, Eye] = {}
        self._watching: set[asyncio.Task[None]] = set()
        self.pc.on("track", self._track)

    def publish(self, track: MediaStreamTrack) -> RTCRtpTransceiver:
        """Send this track from the next negotiation on."""
        return self.pc.addTransceiver(track, direction="sendonly")

    def receive(self, kind: str = "audio", count: int = 1) -> None:
        """Offer this many more sections to receive on, from the next negotiation on."""
        for _ in range(count):
            transceiver = self.pc.addTransceiver(kind, direction="recvonly")
            if kind == "video":
                _wait_as_browsers_do(transceiver.receiver)

    async def negotiate(self) -> str:
        """Offer, and apply the answer, which is returned.

        A later offer waits for the connection, and an answer is never there within one turn of the loop: otherwise
        aiortc starts a receiver with the description before, and what arrives is nobody's.
        """
        if self.pc.remoteDescription:
            await self.connected()
        with only_loopback(self.address):
            await self.pc.setLocalDescription(await self.pc.createOffer())
        await asyncio.sleep(0)
        answer = await self._negotiate(self.pc.localDescription.sdp)
        await self.pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        await self._ask_for_keyframes(answer)
        return answer

    async def _ask_for_keyframes(self, answer: str) -> None:
        """As browsers do, and aiortc does not: without a keyframe that came before the answer it decodes nothing."""
        pictures = (section for section in answer.split("m=")[1:] if section.startswith("video"))
        sections = {section.partition("a=mid:")[2].split()[0]: section for section in pictures}
        for transceiver in self.pc.getTransceivers():
            sent = re.search(r"a=ssrc:(\d+)", sections.get(transceiver.mid or "", ""))
            if sent:
                await transceiver.receiver._send_rtcp_pli(int(sent[1]))

    async def connected(self) -> None:
        """Until media can flow."""
        await until(lambda: self.pc.connectionState == "connected")

    async def hears(self, *tones: float) -> None:
        """Until exactly these tones are heard, each on a section of its own (within 20 Hz)."""
        await until(lambda: matches(self.heard(), tones), lambda: f"heard {self.heard()}, not {tones}")

    def heard(self) -> list[float]:
        """The tones heard now, lowest first."""
        return sorted(tone for ear in self.ears.values() if (tone := ear.tone) is not None)

    async def close(self) -> None:
        await self.pc.close()
        for task in self._watching:
            task.cancel()
        if self._watching:
            await asyncio.wait(self._watching)

    async def vanish(self) -> None:
        """Stop without saying goodbye, as when the network is gone."""
        for transceiver in self.pc.getTransceivers():
            connection = transceiver.receiver.transport.transport._connection
            for protocol in connection._protocols:
                protocol.transport.abort()
        await self.close()

    async def __aenter__(self) -> "TestPeer":
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    def _track(self, track: MediaStreamTrack) -> None:
        self._watching.add(asyncio.ensure_future(self._watch(track)))

    async def _watch(self, track: MediaStreamTrack) -> None:
        mid = next(str(each.mid) for each in self.pc.getTransceivers() if each.receiver.track is track)
        ear, eye = Ear(), Eye()
        if track.kind == "audio":
            self.ears[mid] = ear
        else:
            self.eyes[mid] = eye
        try:
            while True:
                frame = await track.recv()
                if isinstance(frame, AudioFrame):
                    ear.hear(frame)
                elif isinstance(frame, VideoFrame):
                    eye.see(frame)
        except MediaStreamError:
            return


def _wait_as_browsers_do(receiver: RTCRtpReceiver) -> None:
    """aiortc waits for a lost packet until 512 others have come: at ten a second, its picture stands for a minute."""
    vars(receiver)["_RTCRtpReceiver__jitter_buffer"] = JitterBuffer(PACKETS_TO_WAIT, is_video=True)


def matches(heard: list[float], tones: tuple[float, ...]) -> bool:
    """Whether these are the tones, within 20 Hz."""
    return len(heard) == len(tones) and all(abs(a - b) < 20 for a, b in zip(heard, sorted(tones), strict=True))


async def until(condition: Callable[[], bool], otherwise: Callable[[], str] = lambda: "", within: float = 15) -> None:
    """Poll until it is so; fail after `within` seconds."""
    deadline = asyncio.get_running_loop().time() + within
    while not condition():
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(otherwise() or "it never came so")
        await asyncio.sleep(0.02)


@contextmanager
def only_loopback(address: str = "127.0.0.1") -> Iterator[None]:
    """Test clients use the loopback interface, which aioice leaves out."""
    with patch.object(aioice.ice, "get_host_addresses", lambda **_: [address]):
        yield
