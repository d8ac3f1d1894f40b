"""What the media process tells a recording process over its standard input, and what that answers.

Times are seconds of the media process's monotonic clock. A message is its length in 4 bytes, then MessagePack.
"""

from typing import BinaryIO
from uuid import UUID

import msgspec

from media.provider import TrackKind

LENGTH = 4  # bytes
LONGEST = 1 << 20  # bytes; a packet has 2,000 at most


class Told(msgspec.Struct, array_like=True, tag=True, frozen=True):
    """Base of what a recording process is told. `track` numbers the tracks of one recording."""


class TrackBegan(Told, frozen=True):
    """Packets of this track may come."""

    track: int
    publisher_id: UUID
    kind: TrackKind
    clock_rate: int


class PacketArrived(Told, frozen=True):
    """An RTP packet, without padding."""

    track: int
    at: float
    ssrc: int
    sequence: int
    timestamp: int
    ends_frame: bool
    payload: bytes


class ClockReported(Told, frozen=True):
    """A sender report: the track's `timestamp` was at `ntp`, seconds of the publisher's clock."""

    track: int
    at: float
    ntp: float
    timestamp: int


class TrackPaused(Told, frozen=True):
    """Nothing of it is forwarded for now."""

    track: int
    at: float


class TrackEnded(Told, frozen=True):
    """Nothing of it will come any more."""

    track: int
    at: float


class TimePassed(Told, frozen=True):
    """It is now `at`: silence is recorded too."""

    at: float


class Stop(Told, frozen=True):
    """Record up to `at` and make the file."""

    at: float


Message = TrackBegan | PacketArrived | ClockReported | TrackPaused | TrackEnded | TimePassed | Stop


class Answered(msgspec.Struct, tag=True, frozen=True):
    """Base of what a recording process says, one JSON document a line."""


class RecordingBegan(Answered, frozen=True):
    """The journal is open."""


class KeyframeWanted(Answered, frozen=True):
    """The picture can't be continued without one."""

    track: int


class Finished(Answered, frozen=True):
    """The file is complete. `size` is in bytes, `sha256` hexadecimal."""

    size: int
    duration_ms: int
    sha256: str


class Interrupted(Answered, frozen=True):
    """It can't go on for now; what was recorded is in the journal. `reason` is a sentence."""

    reason: str


class Failed(Answered, frozen=True):
    """There is no file, and nothing to make one from; `reason` is a sentence."""

    reason: str


class Busy(Answered, frozen=True):
    """Another process works on this recording."""


Answer = RecordingBegan | KeyframeWanted | Finished | Interrupted | Failed | Busy

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Message)
_answers = msgspec.json.Decoder(Answer)


def packed(message: Message) -> bytes:
    body = _encoder.encode(message)
    return len(body).to_bytes(LENGTH, "big") + body


def read_message(stream: BinaryIO) -> Message | None:
    """The next message; None at the end of the stream, wherever it is. Raises msgspec.DecodeError, ValueError."""
    head = stream.read(LENGTH)
    length = int.from_bytes(head, "big")
    if length > LONGEST:
        raise ValueError("A message is longer than any message is.")
    body = stream.read(length) if len(head) == LENGTH else b""
    return _decoder.decode(body) if body and len(body) == length else None


def written(answer: Answer) -> bytes:
    return msgspec.json.encode(answer) + b"\n"


def read_answer(line: bytes) -> Answer:
    """Raises msgspec.DecodeError."""
    answer: Answer = _answers.decode(line)
    return answer
