"""What a player finds in a recording."""

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

RATE = 48_000


@dataclass
class Watched:
    """A decoded file: its left channel, and of each picture when it shows (s), how bright it is, and what is in it."""

    duration: float  # s, as the file says
    sound: NDArray[np.int16]
    pictures: list[tuple[float, float, NDArray[np.uint8]]]

    def tones(self, begin: float, end: float, strongest: int = 3) -> list[int]:
        """The frequencies heard between two times, in steps of 10 Hz, lowest first."""
        part = self.sound[round(begin * RATE) : round(end * RATE)].astype(float)
        spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)))) / len(part)
        step = RATE / len(part)
        found: list[int] = []
        for at in np.argsort(spectrum)[::-1]:
            if len(found) == strongest or spectrum[at] < 100:
                break
            tone = round(at * step / 10) * 10
            if all(abs(tone - other) > 30 for other in found):
                found.append(tone)
        return sorted(found)

    def loud_from(self, after: float = 0.0) -> float:
        """When it first gets loud after a time (s)."""
        start = round(after * RATE)
        loud = np.flatnonzero(np.abs(self.sound[start:].astype(int)) > 2000)
        return after + float(loud[0]) / RATE

    def quiet_from(self, after: float) -> float:
        """From when on nothing is heard for 200 ms, after a time (s)."""
        for at in np.arange(after, len(self.sound) / RATE, 0.01):
            if np.abs(self.sound[round(at * RATE) : round((at + 0.2) * RATE)].astype(int)).max() < 500:
                return float(at)
        raise AssertionError("It is never quiet.")

    def heard_from(self, frequency: float, after: float) -> float:
        """When a tone sets in after a time (s): half as loud as it gets, in 50 ms."""
        window = RATE // 20
        wave = np.exp(-2j * np.pi * frequency * np.arange(window) / RATE)
        for at in range(round(after * RATE), len(self.sound) - window, RATE // 100):
            if 2 * abs(np.dot(self.sound[at : at + window].astype(float), wave)) / window > 4000:
                return (at + window / 2) / RATE
        raise AssertionError(f"{frequency} Hz is never heard.")

    def brightness_at(self, at: float) -> float:
        """Of what is on the screen then."""
        return [brightness for shown, brightness, _ in self.pictures if shown <= at][-1]

    def bright_from(self, brightness: float, after: float = 0.0) -> float:
        """When a picture of this brightness is first shown."""
        return next(at for at, found, _ in self.pictures if at >= after and abs(found - brightness) < 12)


def watch(path: Path) -> Watched:
    sound: list[NDArray[np.int16]] = []
    pictures: list[tuple[float, float, NDArray[np.uint8]]] = []
    with av.open(path) as file:
        assert file.duration is not None
        duration = file.duration / av.time_base
        for frame in file.decode():
            if isinstance(frame, av.AudioFrame):
                resampled = frame.to_ndarray()
                left = resampled[0] if frame.format.is_planar else resampled.reshape(-1, 2)[:, 0]
                if left.dtype != np.int16:
                    left = (left * 32767).astype(np.int16)
                sound.append(left)
            elif isinstance(frame, av.VideoFrame):
                gray = frame.to_ndarray(format="gray").astype(np.uint8)
                pictures.append((float(frame.time or 0), float(np.median(gray)), gray))
    return Watched(duration, np.concatenate(sound), pictures)


def first_after_seeking(path: Path, seconds: float) -> float:
    """Where a player comes out that seeks there: the time of the first packet it gets (s)."""
    with av.open(path) as file:
        file.seek(round(seconds * av.time_base))
        packet = next(file.demux())
        assert packet.pts is not None
        assert packet.time_base is not None
        return float(packet.pts * packet.time_base)
