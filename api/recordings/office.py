"""The media process's part in recordings: begins and stops them as the log says, keeps the file, and reports it."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from eventsourcing.persistence import PersistenceError

from api.presence.media_nodes import MediaNodes
from api.recordings.storage import RecordingStorage
from api.threads import in_thread
from domain.clock import Clock
from domain.errors import DomainError, TryAgain
from domain.facts import Cause
from domain.recording import START_WITHIN, STOPPED_EARLY, Recording, RecordingState
from domain.services.recordings import Recordings
from media.recorder.feed import Feed, RecorderDied, RecordingFailed, finish_journal
from media.recorder.messages import Finished
from media.sfu import Sfu

logger = logging.getLogger(__name__)

PAUSE = 0.5  # seconds between attempts while the database is away
NOT_KEPT = "The recording can't be kept: {}."


class RecordingOffice:
    """Lives on the event loop. A recording under way has its journal in `folder` until its file is published."""

    def __init__(
        self,
        *,
        node_id: str,
        sfu: Sfu,
        recordings: Recordings,
        storage: RecordingStorage,
        nodes: MediaNodes,
        folder: Path,
        clock: Clock,
    ) -> None:
        self._node_id = node_id
        self._sfu = sfu
        self._recordings = recordings
        self._storage = storage
        self._nodes = nodes
        self._folder = folder
        self._clock = clock
        self._feeds: dict[UUID, Feed] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def obey(self, fact: Recording.Event) -> None:
        """Do what follows from a fact, in the background."""
        match fact:
            case Recording.Requested():
                self._begin(self._make(fact.originator_id, fact.call_id))
            case Recording.StopRequested():
                self._stop(fact.originator_id, fact.call_id)
            case Recording.Failed() if (feed := self._feeds.get(fact.originator_id)) is not None:
                self._sfu.unfollow(fact.call_id, feed.follow)
                self._begin(feed.abandon())

    def recover(self) -> None:
        """Finish and publish, in the background, what other processes had recorded when they died."""
        self._begin(self._recover())

    async def close(self) -> None:
        """What is being recorded stays in its journal, for the next process."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(feed.abandon() for feed in self._feeds.values()))

    # Making one

    async def _make(self, recording_id: UUID, call_id: UUID) -> None:
        if recording_id in self._feeds or not await self._is_ours(recording_id, call_id):
            return
        try:
            await in_thread(self._folder.mkdir, mode=0o700, parents=True, exist_ok=True)
        except OSError as problem:
            await self._fail(recording_id, NOT_KEPT.format(problem.strerror))
            return
        feed = self._feeds[recording_id] = Feed(self._journal(recording_id), self._file(recording_id))
        try:
            finished = await self._recorded(recording_id, call_id, feed)
        except RecordingFailed as failure:
            self._sfu.unfollow(call_id, feed.follow)
            await self._fail(recording_id, str(failure))
        else:
            await self._publish(recording_id, finished)
        finally:
            await asyncio.shield(feed.abandon())
            del self._feeds[recording_id]

    async def _recorded(self, recording_id: UUID, call_id: UUID, feed: Feed) -> Finished:
        """Nothing is recorded before it is in the log that it is; by then it may have been stopped."""
        await feed.start()
        await self._report(self._recordings.started, recording_id=recording_id, at=self._clock())
        if not await self._asks(lambda recording: not recording.is_over, recording_id):
            raise RecordingFailed(STOPPED_EARLY)
        feed.begin()
        self._sfu.follow(call_id, feed.follow)
        try:
            return await feed.result()
        except RecorderDied:
            self._sfu.unfollow(call_id, feed.follow)
            logger.warning("The recorder of %s died; what it had recorded is kept", recording_id)
            finished = await finish_journal(self._journal(recording_id), self._file(recording_id))
            if finished is None:
                raise
            return finished

    def _stop(self, recording_id: UUID, call_id: UUID) -> None:
        feed = self._feeds.get(recording_id)
        if feed is not None:
            self._sfu.unfollow(call_id, feed.follow)
            feed.stop()

    async def _is_ours(self, recording_id: UUID, call_id: UUID) -> bool:
        """Whether this process carries the call, as soon as it does: one that died keeps its calls for some seconds."""
        until = self._clock() + START_WITHIN
        while self._clock() < until and await self._asks(_awaits_recorder, recording_id):
            try:
                node = await in_thread(self._nodes.place, call_id, self._clock())
            except psycopg.Error as problem:
                logger.warning("It isn't known yet who records call %s: %s", call_id, problem)
                node = None
            if node is not None and node.node_id == self._node_id:
                return True
            await asyncio.sleep(PAUSE)
        return False

    # What becomes of it

    async def _publish(self, recording_id: UUID, finished: Finished) -> None:
        """The journal goes last: whenever this is interrupted, it is done again from there."""
        if not await self._asks(lambda recording: not recording.is_over, recording_id):
            await self._clear(recording_id)
            return
        try:
            await in_thread(self._storage.keep, recording_id, self._file(recording_id))
        except OSError as problem:
            await self._fail(recording_id, NOT_KEPT.format(problem.strerror))
            return
        await self._report(
            self._recordings.published,
            recording_id=recording_id,
            size=finished.size,
            duration_ms=finished.duration_ms,
            sha256=finished.sha256,
            at=self._clock(),
        )
        await self._clear(recording_id)

    async def _fail(self, recording_id: UUID, reason: str) -> None:
        logger.warning("Recording %s failed: %s", recording_id, reason)
        await self._report(self._recordings.failed, recording_id=recording_id, reason=reason, at=self._clock())
        await self._clear(recording_id)

    async def _clear(self, recording_id: UUID) -> None:
        for path in (self._file(recording_id), self._journal(recording_id)):
            try:
                await in_thread(path.unlink, missing_ok=True)
            except OSError as problem:
                logger.warning("%s can't be removed: %s", path, problem)

    async def _asks(self, question: Callable[[Recording], bool], recording_id: UUID) -> bool:
        """What the log says; no if it doesn't know the recording."""
        found: list[Recording | None] = []
        await self._insist(lambda: found.append(self._recordings.look_up(recording_id)))
        return any(recording is not None and question(recording) for recording in found)

    async def _report(self, use_case: Callable[..., object], **what: object) -> None:
        cause = Cause(f"media:{self._node_id}", "recorder", uuid4(), f"report:{uuid4()}")
        await self._insist(lambda: use_case(cause=cause, **what))

    async def _insist(self, use_case: Callable[[], object]) -> None:
        """Until the database has it."""
        while True:
            try:
                await in_thread(use_case)
            except (psycopg.Error, PersistenceError) as problem:
                logger.warning("The database is away while a recording has news: %s", problem)
            except TryAgain:
                logger.warning("A recording's news found the database busy")
            except DomainError as refusal:
                logger.warning("A recording's news was refused: %s", refusal)
                return
            else:
                return
            await asyncio.sleep(PAUSE)

    # After a crash

    async def _recover(self) -> None:
        for journal in await in_thread(lambda: sorted(self._folder.glob("*.journal"))):
            try:
                await self._finish(UUID(journal.stem))
            except ValueError:
                logger.warning("%s is no journal of a recording", journal)

    async def _finish(self, recording_id: UUID) -> None:
        """A journal that the log doesn't know may be of an installation that used this folder before: it stays."""
        if recording_id in self._feeds or not await self._asks(lambda _: True, recording_id):
            return
        try:
            finished = await finish_journal(self._journal(recording_id), self._file(recording_id))
        except RecordingFailed as failure:
            await self._fail(recording_id, str(failure))
            return
        if finished is not None:
            logger.info("Recording %s is finished after a crash", recording_id)
            await self._report(self._recordings.started, recording_id=recording_id, at=self._clock())
            await self._publish(recording_id, finished)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("A recording was given up", exc_info=error)

    def _journal(self, recording_id: UUID) -> Path:
        return self._folder / f"{recording_id}.journal"

    def _file(self, recording_id: UUID) -> Path:
        return self._folder / f"{recording_id}.webm"


def _awaits_recorder(recording: Recording) -> bool:
    return recording.state is RecordingState.REQUESTED
