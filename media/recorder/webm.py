"""Makes a WebM file from a journal: sound and pictures as they are, with cues to seek by and its length."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from av import AudioStream, CodecContext, Packet, VideoCodecContext, VideoFrame, VideoStream
from av.container import OutputContainer
from av.stream import Stream

from media.recorder.journal import Kind, Record, read_journal
from media.recorder.mixer import FRAME, RATE
from media.recorder.picture import size_of
from media.recorder.sound import opus_encoder

MILLISECOND = Fraction(1, 1000)
SAMPLE = Fraction(1, RATE)
MOST_BLANKS = 16  # sizes; making one of the largest takes seconds, and a client can claim another size each time


class NothingRecorded(Exception):
    """The journal is empty."""


class Extent(NamedTuple):
    """What a journal holds: how long it is, and the size of its first picture, if there is one."""

    samples: int
    picture_size: tuple[int, int] | None

    @property
    def duration_ms(self) -> int:
        return round(self.samples * 1000 / RATE)


def write_webm(journal: Path, path: Path) -> Extent:
    """Raises OSError (of which av's errors are), NothingRecorded."""
    extent = extent_of(read_journal(journal))
    if extent.samples == 0:
        raise NothingRecorded
    with av.open(path, "w", format="webm", options={"cues_to_front": "1"}) as file:
        sound = file.add_stream("libopus", rate=RATE)
        assert isinstance(sound, AudioStream)
        _describe(sound)
        picture = _picture_stream(file, extent)
        for record in _records(journal, extent):
            file.mux(_packet(record, sound, picture))
    return extent


def extent_of(records: Iterable[Record]) -> Extent:
    samples, size = 0, None
    for record in records:
        if record.kind is Kind.SOUND:
            samples = max(samples, record.at + FRAME)
        elif record.kind is Kind.KEYFRAME and size is None:
            size = size_of(record.data)
    return Extent(max(0, samples), size)


class Blanks:
    """Black keyframes, each made once."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, int], bytes] = {}

    def of(self, size: tuple[int, int]) -> bytes:
        """In this size; beyond `MOST_BLANKS` sizes in the first one, which a player shows as well."""
        if size not in self._made and len(self._made) >= MOST_BLANKS:
            size = next(iter(self._made))
        if size not in self._made:
            self._made[size] = blank(size)
        return self._made[size]


def blank(size: tuple[int, int]) -> bytes:
    """A black keyframe."""
    codec = CodecContext.create("libvpx", "w")
    assert isinstance(codec, VideoCodecContext)
    codec.width, codec.height, codec.pix_fmt, codec.time_base = *size, "yuv420p", MILLISECOND
    codec.options = {"deadline": "realtime", "lag-in-frames": "0"}
    width, height = size
    black = VideoFrame.from_ndarray(np.zeros((height, width), np.uint8), format="gray").reformat(format="yuv420p")
    black.pts, black.time_base = 0, MILLISECOND
    return b"".join(bytes(packet) for packet in (*codec.encode(black), *codec.encode(None)))


def _describe(sound: AudioStream) -> None:
    """Packets come from an encoder like this one; opened, it says what players need to know of it."""
    like = opus_encoder()
    context = sound.codec_context
    context.format, context.layout, context.sample_rate = like.format, like.layout, like.sample_rate
    context.bit_rate, context.time_base = like.bit_rate, SAMPLE


def _picture_stream(file: OutputContainer, extent: Extent) -> VideoStream | None:
    if extent.picture_size is None:
        return None
    width, height = extent.picture_size
    stream = file.add_mux_stream("vp8", width=width, height=height, time_base=MILLISECOND)
    assert isinstance(stream, VideoStream)
    return stream


def _records(journal: Path, extent: Extent) -> Iterator[Record]:
    """As journalled, but pictures strictly one after the other, and black before the first and after each share."""
    size, shown_at = extent.picture_size, -1
    blanks = Blanks()
    if size is not None:
        yield Record(Kind.KEYFRAME, 0, blanks.of(size))
        shown_at = 0
    for record in read_journal(journal):
        if record.kind is Kind.SOUND:
            yield record
        elif size is not None:
            shown_at = max(shown_at + 1, record.at)
            if record.kind is Kind.KEYFRAME:
                size = size_of(record.data)
            if record.kind is Kind.BLANK:
                yield Record(Kind.KEYFRAME, shown_at, blanks.of(size))
            else:
                yield Record(record.kind, shown_at, record.data)


def _packet(record: Record, sound: AudioStream, picture: VideoStream | None) -> "Packet[Stream]":
    packet = Packet(record.data)
    is_sound = record.kind is Kind.SOUND
    packet.stream = sound if is_sound or picture is None else picture
    packet.time_base = SAMPLE if is_sound else MILLISECOND
    packet.pts = packet.dts = record.at
    packet.duration = FRAME if is_sound else 0
    packet.is_keyframe = record.kind is not Kind.PICTURE
    return packet
