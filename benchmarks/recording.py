"""How many recordings of a call one core sustains: ten people of whom all send sound, and a screen share.

A real recording process is told a minute of the call as fast as it can take it; what it costs is its CPU time, from
its start to the finished file.
"""

import heapq
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from media.provider import TrackKind
from media.recorder.messages import Finished, Message, PacketArrived, Stop, TimePassed, TrackBegan, packed, read_answer
from tests.media.recorder.rtp_made import PictureSender, ToneSender

PEOPLE = 10
SECONDS = 60
BEGAN = 1000.0


def call() -> Iterator[Message]:
    """Everything that a recording process is told of the call, in order."""
    yield TimePassed(BEGAN)
    screen = PEOPLE + 1
    for track in range(1, PEOPLE + 1):
        yield TrackBegan(track, uuid4(), TrackKind.MICROPHONE, 48_000)
    yield TrackBegan(screen, uuid4(), TrackKind.SCREEN, 90_000)
    sound = [ToneSender(track, 200.0 + 50 * track).packets(BEGAN, SECONDS) for track in range(1, PEOPLE + 1)]
    shown = PictureSender(screen, 1280, 720).packets(BEGAN, SECONDS, 120)
    ticks = (TimePassed(BEGAN + n / 10) for n in range(1, SECONDS * 10))
    streams: list[Iterator[PacketArrived | TimePassed]] = [*sound, shown, ticks]
    yield from heapq.merge(*streams, key=lambda message: message.at)
    yield Stop(BEGAN + SECONDS)


def cpu_seconds(told: bytes, folder: Path) -> float:
    """What a recording process takes for it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "media.recorder.process", "record", str(folder / "journal"), str(folder / "webm")]
    said = subprocess.run(command, input=told, capture_output=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    finished = read_answer(said.splitlines()[-1])
    assert isinstance(finished, Finished)
    assert abs(finished.duration_ms - SECONDS * 1000) < 100
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> list[dict[str, Any]]:
    told = b"".join(map(packed, call()))
    with TemporaryDirectory() as folder:
        taken = cpu_seconds(told, Path(folder))
    sustained = SECONDS / taken
    print(f"{'recordings of a call of ten that one core sustains':55} {sustained:8.1f}")
    return [
        {
            "name": "recording.per_core",
            "value": round(sustained, 2),
            "unit": "recordings of a ten-person call with a screen share per core",
            "peer": "real time",
            "peer_value": 1,
            "ratio": round(sustained, 2),
        }
    ]
