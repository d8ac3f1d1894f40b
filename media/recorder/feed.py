"""The media process's side of a recording: starts its process, hands it the packets of a call, and hears what it says.

Packets are handed over in batches through a pipe. A recording process that can't keep up loses packets, but nothing
else of what it is told; forwarding never waits for it.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from media.provider import TrackKind
from media.recorder.errors import CUT_SHORT, RecordingFailed, RecordingInterrupted
from media.recorder.messages import (
    Answer,
    Busy,
    ClockReported,
    Failed,
    Finished,
    Interrupted,
    KeyframeWanted,
    Message,
    PacketArrived,
    RecordingBegan,
    Stop,
    TimePassed,
    TrackBegan,
    TrackEnded,
    TrackPaused,
    packed,
    read_answer,
)
from media.recorder.starting import NO_PROCESS, start_process
from media.sfu.up_track import UpTrack
from media.sfu.wire import rtcp
from media.sfu.wire.rtp import MARKER, Packet

logger = logging.getLogger(__name__)

RECORDED = frozenset({TrackKind.MICROPHONE, TrackKind.SCREEN, TrackKind.SCREEN_AUDIO})
TICK = 0.1  # s
PATIENCE = 10.0  # s
KEYFRAME_EVERY = 10.0  # s: how exactly a player can seek
LONGEST_BACKLOG = 8 << 20  # bytes
NTP_SECOND = 1 << 32

R = TypeVar("R")


@dataclass(slots=True, eq=False)
class RecordedTrack:
    """Subscribes to a track like a peer does, so that what is cut for peers is cut for the recording."""

    feed: "Feed"
    number: int
    track: UpTrack

    def deliver(self, packet: Packet, now: float) -> None:
        if self.feed.is_behind:
            self.feed.lost += 1
            return
        payload = packet.payload
        if packet.padding and payload:
            payload = payload[: -payload[-1]]
        self.feed.tell(
            PacketArrived(
                self.number,
                now,
                packet.ssrc,
                packet.sequence,
                packet.timestamp,
                packet.marker == MARKER,
                payload,
            )
        )

    def report(self, report: rtcp.SenderReport, now: float) -> None:
        self.feed.tell(ClockReported(self.number, now, report.ntp / NTP_SECOND, report.timestamp))

    def pause(self) -> None:
        self.feed.tell(TrackPaused(self.number, self.feed.now()))

    def stop(self) -> None:
        """The track is over, or the recording is."""
        if self in self.track.subscriptions:
            self.track.subscriptions.remove(self)
            self.feed.forget(self)


class Feed:
    """Of one recording: `start`, `begin`, `follow` tracks, `stop`. `abandon` at the end, or whenever it has to."""

    def __init__(self, journal: Path, file: Path, patience: float = PATIENCE) -> None:
        """patience: seconds that the process has to end, and again when it has been told to."""
        self._journal, self._file = journal, file
        self._patience = patience
        self._tracks: dict[int, RecordedTrack] = {}
        self._numbers = 0
        self._batch = bytearray()
        self._process: asyncio.subprocess.Process | None = None
        self._running: list[asyncio.Task[None]] = []
        loop = asyncio.get_running_loop()
        self._started: asyncio.Future[None] = _quiet(loop.create_future())
        self._result: asyncio.Future[Finished] = _quiet(loop.create_future())
        self.lost = 0  # packets
        self.is_behind = False
        self.stopped = False
        self.now: Callable[[], float] = loop.time

    async def start(self) -> None:
        """Get ready: its process runs and has its journal. Raises RecordingFailed."""
        try:
            self._process = await start_process("record", self._journal, self._file)
        except OSError as problem:
            raise RecordingFailed(NO_PROCESS.format(problem.strerror)) from problem
        self._running.append(asyncio.create_task(self._listen(self._process)))
        await asyncio.shield(self._started)

    def begin(self) -> None:
        """The recording begins now."""
        self.tell(TimePassed(self.now()))
        self._running.append(asyncio.create_task(self._tick()))

    def follow(self, track: UpTrack) -> None:
        """Record this track from now on, if it is of a kind that is recorded."""
        if track.kind not in RECORDED or self._result.done():
            return
        self._numbers += 1
        recorded = self._tracks[self._numbers] = RecordedTrack(self, self._numbers, track)
        self.tell(TrackBegan(self._numbers, track.publisher_id, track.kind, track.codec.clock_rate))
        track.subscriptions.append(recorded)
        track.want_keyframe(self.now())

    def stop(self) -> None:
        """Stop recording and begin to make the file; `result` waits for it."""
        self.stopped = True
        self._let_go()
        self._send(packed(Stop(self.now())))

    def interrupt(self, reason: str) -> None:
        """It can't go on here; what is recorded by now is in the journal."""
        self._fail(RecordingInterrupted(reason))

    async def result(self) -> Finished:
        """Raises RecordingFailed."""
        return await asyncio.shield(self._result)

    async def abandon(self) -> None:
        """End the process; its journal stays, unless the file was made already."""
        self._let_go()
        if self._process is not None:
            await self._end(self._process)
        for task in self._running:
            task.cancel()
            await asyncio.wait({task})
        self._fail(RecordingInterrupted(CUT_SHORT))
        if self.lost:
            logger.warning("A recorder couldn't keep up: %d packets are missing in %s", self.lost, self._file.name)

    def tell(self, message: Message) -> None:
        """In a moment, with others."""
        self._batch += packed(message)

    def forget(self, recorded: RecordedTrack) -> None:
        del self._tracks[recorded.number]
        self.tell(TrackEnded(recorded.number, self.now()))

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        """Without input it ends by itself, unless it is stuck; one that stands still heeds nothing but SIGKILL."""
        assert process.stdin is not None
        process.stdin.close()
        for insist in (process.terminate, process.kill):
            try:
                await asyncio.wait_for(process.wait(), self._patience)
            except TimeoutError:
                logger.warning("The recorder of %s doesn't end", self._file.name)
                insist()
        await process.wait()

    def _let_go(self) -> None:
        for recorded in list(self._tracks.values()):
            recorded.stop()
        self._flush()

    async def _tick(self) -> None:
        keyframes_at = self.now()
        while not self._result.done():
            self.tell(TimePassed(self.now()))
            self._flush()
            if self.now() - keyframes_at >= KEYFRAME_EVERY:
                keyframes_at = self.now()
                for recorded in self._tracks.values():
                    recorded.track.want_keyframe(keyframes_at)
            await asyncio.sleep(TICK)

    def _flush(self) -> None:
        batch, self._batch = bytes(self._batch), bytearray()
        self._send(batch)

    def _send(self, data: bytes) -> None:
        stdin = self._process.stdin if self._process else None
        if stdin is None or stdin.is_closing():
            return
        stdin.write(data)
        self.is_behind = stdin.transport.get_write_buffer_size() > LONGEST_BACKLOG

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        """However this ends, nobody waits for more."""
        assert process.stdout is not None
        try:
            while line := await process.stdout.readline():
                try:
                    self._heard(read_answer(line))
                except msgspec.DecodeError:
                    logger.warning("A recorder said what nobody understands: %r", line[:200])
            await process.wait()
        finally:
            self._fail(RecordingInterrupted(CUT_SHORT))

    def _heard(self, answer: Answer) -> None:
        match answer:
            case RecordingBegan() if not self._started.done():
                self._started.set_result(None)
            case KeyframeWanted():
                recorded = self._tracks.get(answer.track)
                if recorded is not None:
                    recorded.track.want_keyframe(self.now())
            case Finished() if not self._result.done():
                self._result.set_result(answer)
            case Failed(reason):
                self._fail(RecordingFailed(reason))
            case Interrupted(reason):
                self._fail(RecordingInterrupted(reason))
            case Busy():
                self._fail(RecordingInterrupted(CUT_SHORT))

    def _fail(self, error: RecordingFailed) -> None:
        for recorded in list(self._tracks.values()):
            recorded.stop()
        for waited_for in (self._started, self._result):
            if not waited_for.done():
                waited_for.set_exception(error)


def _quiet(future: asyncio.Future[R]) -> asyncio.Future[R]:
    """The future, whose error nobody has to ask for."""
    future.add_done_callback(lambda done: done.cancelled() or done.exception())
    return future
