"""A client whose sound and picture do the same at the same time: a tone and brightness in every second second."""

import asyncio
import fractions

import numpy as np
from aiortc import MediaStreamTrack
from av import AudioFrame, VideoFrame

RATE, FRAME = 48_000, 960
DARK, BRIGHT = 60, 180


class Metronome:
    """The time since the first track was asked for something (s)."""

    def __init__(self) -> None:
        self._began: float | None = None

    def now(self) -> float:
        now = asyncio.get_running_loop().time()
        self._began = self._began or now
        return now - self._began


def on(at: float) -> bool:
    return int(at) % 2 == 1


class ClappingTone(MediaStreamTrack):
    kind = "audio"

    def __init__(self, metronome: Metronome, frequency: float) -> None:
        super().__init__()
        self._metronome, self._frequency = metronome, frequency
        self._samples: int | None = None

    async def recv(self) -> AudioFrame:
        if self._samples is None:
            self._samples = round(self._metronome.now() * RATE)
        await asyncio.sleep(max(0.0, (self._samples + FRAME) / RATE - self._metronome.now()))
        at = np.arange(self._samples, self._samples + FRAME) / RATE
        wave = (on(float(at[0])) * 8000 * np.sin(2 * np.pi * self._frequency * at)).astype(np.int16)
        frame = AudioFrame.from_ndarray(wave[np.newaxis], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._samples, fractions.Fraction(1, RATE)
        self._samples += FRAME
        return frame


class ClappingPicture(MediaStreamTrack):
    kind = "video"

    def __init__(self, metronome: Metronome) -> None:
        super().__init__()
        self._metronome = metronome
        self._frames = 0

    async def recv(self) -> VideoFrame:
        await asyncio.sleep(1 / 20)
        now = self._metronome.now()
        image = np.full((120, 160, 3), BRIGHT if on(now) else DARK, dtype=np.uint8)
        image[:, (4 * self._frames) % 160 :][:, :8] = 255
        frame = VideoFrame.from_ndarray(image, format="rgb24")
        frame.pts, frame.time_base = round(now * 90_000), fractions.Fraction(1, 90_000)
        self._frames += 1
        return frame
