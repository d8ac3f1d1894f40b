"""From a journal to a file in the storage and in the call's thread, however long that takes.

A full disk and a storage that is away fail no recording: what was recorded waits, and is tried again, here and in
whatever process finds the journal later, until it is published or the log waits for it no longer.
"""

import asyncio
import logging
from uuid import UUID

from domain.recordings.recording import Recording, RecordingState
from media.node.recordings.recording_reports import RecordingReports
from media.node.recordings.work_folder import WorkFolder
from media.recorder.errors import RecordingFailed, RecordingInterrupted
from media.recorder.finishing import finish_journal
from media.recorder.messages import Finished
from runtime.storage.storage import RecordingStorage
from runtime.thread_pools import in_storage_thread, in_thread

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0  # seconds between attempts, doubling
NOT_STORED = "The recording can't be stored: {}."


class Publishing:
    """Lives on the event loop. Whoever calls it holds the recording's claim."""

    def __init__(self, work_folder: WorkFolder, storage: RecordingStorage, reports: RecordingReports) -> None:
        self._work_folder = work_folder
        self._storage = storage
        self._reports = reports
        self._one_at_a_time = asyncio.Lock()  # of the files that have to be made anew

    async def publish(self, recording_id: UUID, finished: Finished | None, otherwise: str = "") -> None:
        """Store the file, once it is made, and have it posted; `finished` is it if it was made already.

        otherwise: why there is nothing, if there is nothing in the journal.
        """
        pause = FIRST_PAUSE
        while await self._is_awaited(recording_id):
            try:
                finished = finished or await self._finish(recording_id)
                if finished is None:
                    return
                await in_storage_thread(self._storage.keep, recording_id, self._work_folder.file(recording_id))
            except RecordingInterrupted as problem:
                await self._reports.delayed(recording_id, str(problem), pause)
            except RecordingFailed as nothing:
                await self.fail(recording_id, otherwise or str(nothing))
                return
            except OSError as problem:
                if isinstance(problem, FileNotFoundError):
                    finished = None  # the file is gone; the journal isn't
                reason = NOT_STORED.format(problem.strerror or problem)
                await self._reports.delayed(recording_id, reason, pause)
            else:
                await self._reports.published(recording_id, finished)
                await self._clear(recording_id)
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def fail(self, recording_id: UUID, reason: str) -> None:
        """There is nothing to publish."""
        await self._reports.failed(recording_id, reason)
        await self._clear(recording_id)

    async def _finish(self, recording_id: UUID) -> Finished | None:
        async with self._one_at_a_time:
            return await finish_journal(self._work_folder.journal(recording_id), self._work_folder.file(recording_id))

    async def _is_awaited(self, recording_id: UUID) -> bool:
        """Whether the log waits for it. What nobody needs is cleared away; what may still be wanted stays."""
        recording = await self._reports.find(recording_id)
        if recording is None:
            return False
        if not recording.is_over:
            return True
        if _may_be_wanted(recording):
            logger.warning(
                "Recording %s had been given up; what was recorded stays in %s until somebody deletes it",
                recording_id,
                self._work_folder.journal(recording_id),
            )
        else:
            await self._clear(recording_id)
        return False

    async def _clear(self, recording_id: UUID) -> None:
        try:
            await in_thread(self._work_folder.clear, recording_id)
        except OSError as problem:
            logger.warning("What recording %s leaves behind can't be removed: %s", recording_id, problem)


def _may_be_wanted(recording: Recording) -> bool:
    return recording.state is RecordingState.FAILED and recording.started_at is not None
