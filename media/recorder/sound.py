"""Sound: each track's Opus packets decoded and placed in time, the mix encoded again."""

from fractions import Fraction
from typing import NamedTuple

import numpy as np
from av import AudioCodecContext, AudioFrame, CodecContext, FFmpegError, Packet

from media.recorder.messages import PacketArrived
from media.recorder.mixer import RATE, Mixer, Sound
from media.recorder.stream_clock import StreamClock

BIT_RATE = 96_000
TOLERANCE = 40 * RATE // 1000  # samples that a track may be off before it is placed anew, which can be heard


class SoundTrack:
    """Goes on where it left off by its own timestamps, so that it is continuous; placed anew when that is off."""

    def __init__(self, clock: StreamClock, mixer: Mixer, began: float) -> None:
        """`began`: when the recording did."""
        self._clock = clock
        self._mixer = mixer
        self._began = began
        self._offset: int | None = None  # of positions against timestamps
        self._decoder = _decoder()

    def reported(self, ntp: float, timestamp: int, at: float) -> None:
        self._clock.reported(ntp, timestamp, at)

    def arrived(self, packet: PacketArrived) -> None:
        """What can't be decoded is silence."""
        timestamp = self._clock.extended(packet.timestamp)
        offset = round((self._clock.time_of(timestamp, packet.at) - self._began) * RATE) - timestamp
        if self._offset is None or abs(offset - self._offset) > TOLERANCE:
            self._offset = offset
        sound = self._decoded(packet.payload)
        if sound is not None:
            self._mixer.add(timestamp + self._offset, sound)

    def _decoded(self, payload: bytes) -> Sound | None:
        try:
            frames = self._decoder.decode(Packet(payload)) if payload else []
        except FFmpegError:
            self._decoder = _decoder()
            return None
        parts = [frame.to_ndarray().reshape(-1, 2) for frame in frames]
        return np.concatenate(parts) if parts else None


class EncodedSound(NamedTuple):
    """An Opus packet; `at` in samples, before 0 for what a player leaves out (RFC 7845 §4.2)."""

    at: int
    data: bytes


class SoundEncoder:
    """The mix as Opus."""

    def __init__(self) -> None:
        self._codec = opus_encoder()
        self._samples = 0

    def encode(self, sound: Sound) -> list[EncodedSound]:
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(sound).reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._samples, Fraction(1, RATE)
        self._samples += len(sound)
        return _encoded(self._codec, frame)

    def finish(self) -> list[EncodedSound]:
        """What the encoder still holds."""
        return _encoded(self._codec, None)


def opus_encoder() -> AudioCodecContext:
    codec = CodecContext.create("libopus", "w")
    assert isinstance(codec, AudioCodecContext)
    codec.format, codec.layout, codec.sample_rate = "s16", "stereo", RATE
    codec.bit_rate, codec.time_base = BIT_RATE, Fraction(1, RATE)
    return codec


def _decoder() -> AudioCodecContext:
    codec = CodecContext.create("libopus", "r")
    assert isinstance(codec, AudioCodecContext)
    codec.format, codec.layout, codec.sample_rate = "s16", "stereo", RATE
    return codec


def _encoded(codec: AudioCodecContext, frame: AudioFrame | None) -> list[EncodedSound]:
    return [EncodedSound(packet.pts or 0, bytes(packet)) for packet in codec.encode(frame)]
