"""What a media process asks the log about recordings, and tells it: again, until the database has it."""

import asyncio
import logging
from collections.abc import Callable
from uuid import UUID, uuid4

import psycopg
from eventsourcing.persistence import PersistenceError

from domain.kernel.clock import Clock
from domain.kernel.errors import DomainError, TryAgain
from domain.kernel.occasion import Cause
from domain.recordings.recording import Recording
from domain.recordings.use_cases import RecordingUseCases
from media.recorder.messages import Finished
from runtime.thread_pools import in_thread

logger = logging.getLogger(__name__)

PAUSE = 0.5  # seconds between attempts while the database is away


class RecordingReports:
    """Lives on the event loop."""

    def __init__(self, node_id: str, recordings: RecordingUseCases, clock: Clock) -> None:
        self._node_id = node_id
        self._recordings = recordings
        self._clock = clock

    async def find(self, recording_id: UUID) -> Recording | None:
        """The recording as it is on record; None if nobody ever asked for it."""
        found: list[Recording | None] = []
        await self._insist(lambda: found.append(self._recordings.look_up(recording_id)))
        return found[0] if found else None

    async def started(self, recording_id: UUID) -> None:
        await self._report(self._recordings.started, recording_id=recording_id)

    async def interrupted(self, recording_id: UUID, reason: str) -> None:
        """`reason` is a sentence, here and below."""
        logger.warning("Recording %s is interrupted; what was recorded is kept: %s", recording_id, reason)
        await self._report(self._recordings.interrupted, recording_id=recording_id, reason=reason)

    async def delayed(self, recording_id: UUID, reason: str, again_in: float) -> None:
        logger.warning("Recording %s has to wait; it is tried again in %g s: %s", recording_id, again_in, reason)
        await self._report(self._recordings.delayed, recording_id=recording_id, reason=reason)

    async def published(self, recording_id: UUID, finished: Finished) -> None:
        await self._report(
            self._recordings.published,
            recording_id=recording_id,
            size=finished.size,
            duration_ms=finished.duration_ms,
            sha256=finished.sha256,
        )

    async def failed(self, recording_id: UUID, reason: str) -> None:
        logger.warning("Recording %s failed: %s", recording_id, reason)
        await self._report(self._recordings.failed, recording_id=recording_id, reason=reason)

    async def _report(self, use_case: Callable[..., object], **what: object) -> None:
        at, cause = self._clock(), Cause(f"media:{self._node_id}", "recorder", uuid4(), f"report:{uuid4()}")
        await self._insist(lambda: use_case(at=at, cause=cause, **what))

    async def _insist(self, use_case: Callable[[], object]) -> None:
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
