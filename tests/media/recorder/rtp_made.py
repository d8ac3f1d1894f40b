"""RTP packets made by hand: a tone as Opus, a moving picture as VP8, at times of the test's own choosing."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from av import AudioCodecContext, AudioFrame, CodecContext, VideoCodecContext, VideoFrame

from media.recorder.messages import PacketArrived

RATE, FRAME = 48_000, 960
MTU = 1_100  # bytes of a payload


class ToneSender:
    """A tone that is on between the given times (s), else silence, in packets of 20 ms."""

    def __init__(self, track: int, frequency: float, first_timestamp: int = 0xFFFFF000) -> None:
        self._track, self._frequency, self._first = track, frequency, first_timestamp
        codec = CodecContext.create("libopus", "w")
        assert isinstance(codec, AudioCodecContext)
        codec.format, codec.layout, codec.sample_rate, codec.bit_rate = "s16", "mono", RATE, 48_000
        codec.time_base = Fraction(1, RATE)
        self._codec = codec
        self._sent = 0

    def packets(self, begin: float, seconds: float, *, on: bool = True, delay: float = 0.0) -> Iterator[PacketArrived]:
        """What is captured from `begin` on; each packet arrives `delay` after its last sample."""
        for n in range(round(seconds * 50)):
            at = np.arange(n * FRAME, (n + 1) * FRAME) / RATE
            wave = (8000 * on * np.sin(2 * np.pi * self._frequency * at)).astype(np.int16)
            frame = AudioFrame.from_ndarray(wave[np.newaxis], format="s16", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, self._sent * FRAME, Fraction(1, RATE)
            captured = begin + n * FRAME / RATE
            for packet in self._codec.encode(frame):
                timestamp = round(captured * RATE) + self._first & 0xFFFFFFFF
                yield PacketArrived(
                    self._track, captured + 0.02 + delay, 7, self._sent & 0xFFFF, timestamp, True, bytes(packet)
                )
            self._sent += 1


class PictureSender:
    """Pictures of one brightness with a moving bar, 10 a second, a keyframe first and when asked for."""

    def __init__(self, track: int, width: int = 160, height: int = 120, first_timestamp: int = 0xFFFF0000) -> None:
        self._track, self._size, self._first = track, (width, height), first_timestamp
        self._sequence = 65_530
        self._frames = 0
        self._codec = self._encoder()

    def resize(self, width: int, height: int) -> None:
        self._size = (width, height)
        self._codec = self._encoder()

    def packets(self, begin: float, seconds: float, brightness: int, *, delay: float = 0.0) -> Iterator[PacketArrived]:
        for n in range(round(seconds * 10)):
            captured = begin + n / 10
            data = self._encoded(brightness)
            parts = [data[at : at + MTU] for at in range(0, len(data), MTU)]
            for number, part in enumerate(parts):
                descriptor = b"\x10" if number == 0 else b"\x00"
                timestamp = round(captured * 90_000) + self._first & 0xFFFFFFFF
                yield PacketArrived(
                    self._track,
                    captured + delay,
                    9,
                    self._sequence,
                    timestamp,
                    number == len(parts) - 1,
                    descriptor + part,
                )
                self._sequence = self._sequence + 1 & 0xFFFF

    def _encoded(self, brightness: int) -> bytes:
        width, height = self._size
        image = np.full((height, width, 3), brightness, np.uint8)
        image[:, (8 * self._frames) % width :][:, :8] = 255
        frame = VideoFrame.from_ndarray(image, format="rgb24").reformat(format="yuv420p")
        frame.pts, frame.time_base = self._frames * 100, Fraction(1, 1000)
        self._frames += 1
        return b"".join(bytes(packet) for packet in self._codec.encode(frame))

    def _encoder(self) -> VideoCodecContext:
        codec = CodecContext.create("libvpx", "w")
        assert isinstance(codec, VideoCodecContext)
        codec.width, codec.height = self._size
        codec.pix_fmt, codec.time_base, codec.bit_rate = "yuv420p", Fraction(1, 1000), 400_000
        codec.options = {"deadline": "realtime", "lag-in-frames": "0", "g": "3000"}
        return codec
