"""Begins and stops recordings as the log says, and publishes what was recorded, by this process or by one that died."""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import ExitStack
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import psycopg

from domain.kernel.clock import Clock
from domain.recordings.recording import START_WITHIN, STOPPED_EARLY, Recording, RecordingState
from media.node.recordings.publishing import Publishing
from media.node.recordings.recording_reports import RecordingReports
from media.node.recordings.requested import RequestedRecordings
from media.node.recordings.work_folder import InUse, WorkFolder
from media.recorder.errors import RecordingFailed, RecordingInterrupted
from media.recorder.feed import Feed
from media.recorder.messages import Finished
from media.recorder.to_the_end import to_the_end
from media.sfu.sfu import Sfu
from runtime.presence.media_nodes import MediaNodes
from runtime.storage.storage import RecordingStorage
from runtime.thread_pools import in_storage_thread, in_thread

logger = logging.getLogger(__name__)

PAUSE = 0.5  # seconds between looks at what should be there soon
LOOK_EVERY = 60.0  # seconds, for journals that other processes left
ENDED = "The media server that recorded it ended."
MOVED = "The call has moved to another media server."
NOT_KEPT = "The recording can't be kept: {}."


class Placed(NamedTuple):
    """A call that this process carries, and the generation it is in (docs/decisions/media-node.md)."""

    call_id: UUID
    generation: int


class RecordingCoordinator:
    """Lives on the event loop."""

    def __init__(
        self,
        *,
        node_id: str,
        sfu: Sfu,
        reports: RecordingReports,
        work_folder: WorkFolder,
        storage: RecordingStorage,
        nodes: MediaNodes,
        clock: Clock,
    ) -> None:
        self._node_id = node_id
        self._sfu = sfu
        self._reports = reports
        self._work_folder = work_folder
        self._storage = storage
        self._publishing = Publishing(work_folder, storage, reports)
        self._nodes = nodes
        self._clock = clock
        self._feeds: dict[UUID, tuple[Placed, Feed]] = {}  # by recording
        self._left_alone: set[UUID] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def obey(self, fact: Recording.Event) -> None:
        """Do what follows from a fact, in the background."""
        match fact:
            case Recording.Requested():
                self._begin(self._make(fact.originator_id, fact.call_id))
            case Recording.StopRequested() | Recording.Failed():
                if fact.originator_id in self._feeds:
                    call, feed = self._feeds[fact.originator_id]
                    self._sfu.unfollow(call.call_id, feed.follow)
                    feed.stop()

    def take_up(self, requested: RequestedRecordings) -> None:
        """In the background: make what was asked for before this process came."""
        self._begin(self._say_if_nothing_can_be_stored())
        self._begin(self._make_requested(requested))

    @property
    def generations(self) -> dict[UUID, int]:
        """Of the calls that are being recorded, as they were when that began."""
        return {call.call_id: call.generation for call, _ in self._feeds.values()}

    def placed(self, call_id: UUID, generation: int) -> None:
        """The call is of this generation now: a recording of an earlier one has nobody here to go on with."""
        for call, feed in list(self._feeds.values()):
            if call.call_id == call_id and call.generation < generation and not feed.stopped:
                feed.interrupt(MOVED)

    async def close(self) -> None:
        """What is being recorded stays in its journal, for the next process."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # Making one

    async def _make_requested(self, requested: RequestedRecordings) -> None:
        until = self._clock() + START_WITHIN
        while self._clock() < until:
            try:
                found = await in_thread(requested.read)
            except psycopg.Error as problem:
                logger.warning("It isn't known yet which recordings are to be started: %s", problem)
                found = None
            if found is not None:
                for each in found:
                    self._begin(self._make(each.recording_id, each.call_id))
                return
            await asyncio.sleep(PAUSE)

    async def _make(self, recording_id: UUID, call_id: UUID) -> None:
        call = await self._ours(recording_id, call_id)
        if call is None:
            return
        with ExitStack() as stack:
            try:
                await in_thread(stack.enter_context, self._work_folder.claim(recording_id))
                if not await self._is(RecordingState.REQUESTED, recording_id):  # somebody else began it meanwhile
                    return
                await in_thread(self._work_folder.journal(recording_id).unlink, missing_ok=True)
            except InUse:
                return
            except OSError as problem:
                await self._publishing.fail(recording_id, NOT_KEPT.format(problem.strerror))
                return
            await self._record_and_publish(recording_id, call)

    async def _record_and_publish(self, recording_id: UUID, call: Placed) -> None:
        try:
            finished = await self._recorded(recording_id, call)
        except RecordingInterrupted as interruption:
            await self._reports.interrupted(recording_id, str(interruption))
            await self._publishing.publish(recording_id, None, otherwise=str(interruption))
        except RecordingFailed as failure:
            await self._publishing.fail(recording_id, str(failure))
        else:
            await self._publishing.publish(recording_id, finished)

    async def _recorded(self, recording_id: UUID, call: Placed) -> Finished:
        """Nothing is recorded before it is in the log that it is; by then it may have been stopped."""
        feed = Feed(self._work_folder.journal(recording_id), self._work_folder.file(recording_id))
        self._feeds[recording_id] = call, feed
        try:
            await feed.start()
            await self._reports.started(recording_id)
            if not await self._is(RecordingState.STARTED, recording_id) or feed.stopped:
                raise RecordingFailed(STOPPED_EARLY)
            feed.begin()
            self._sfu.follow(call.call_id, feed.follow)
            return await feed.result()
        finally:
            del self._feeds[recording_id]
            self._sfu.unfollow(call.call_id, feed.follow)
            await to_the_end(feed.abandon())

    async def _ours(self, recording_id: UUID, call_id: UUID) -> Placed | None:
        """The call, as soon as this process carries it: one that died keeps its calls for some seconds."""
        until = self._clock() + START_WITHIN
        while self._clock() < until and await self._is(RecordingState.REQUESTED, recording_id):
            try:
                placement = await in_thread(self._nodes.place, call_id)
            except psycopg.Error as problem:
                logger.warning("It isn't known yet who records call %s: %s", call_id, problem)
                placement = None
            if placement is not None and placement.node.node_id == self._node_id:
                return Placed(call_id, placement.generation)
            await asyncio.sleep(PAUSE)
        return None

    async def _is(self, state: RecordingState, recording_id: UUID) -> bool:
        recording = await self._reports.find(recording_id)
        return recording is not None and recording.state is state

    async def _say_if_nothing_can_be_stored(self) -> None:
        """Better at the start than after the first recording."""
        try:
            await in_storage_thread(self._storage.read, uuid4(), 0, 1)
        except FileNotFoundError:
            return
        except OSError as problem:
            logger.warning("Recordings can't be stored as things are: %s", problem.strerror or problem)

    # What others left

    async def look_for_journals(self) -> None:
        """Publish, in the background, what other processes left; until cancelled."""
        while True:
            try:
                for recording_id in await in_thread(self._work_folder.journals):
                    if recording_id not in self._left_alone:
                        self._begin(self._take_over(recording_id))
            except OSError as problem:
                logger.warning("It can't be seen what other media servers had recorded: %s", problem)
            await asyncio.sleep(LOOK_EVERY)

    async def _take_over(self, recording_id: UUID) -> None:
        """Publish it, unless somebody is at work on it. One that isn't on record may be of another installation."""
        recording = await self._reports.find(recording_id)
        if recording is None or recording.state is RecordingState.REQUESTED:
            return
        with ExitStack() as stack:
            try:
                await in_thread(stack.enter_context, self._work_folder.claim(recording_id))
            except InUse:
                return
            except OSError as problem:
                logger.warning("Recording %s can't be finished yet: %s", recording_id, problem)
                return
            if recording.is_over:
                self._left_alone.add(recording_id)
            else:
                await self._reports.interrupted(recording_id, ENDED)
            await self._publishing.publish(recording_id, None)

    # Tasks

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("A recording was given up", exc_info=error)
