"""Turns what the media server reports into facts of `MediaSession`, in order, even while the database is away."""

import asyncio
import logging
import queue
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Self
from uuid import UUID, uuid4

from domain.kernel.occasion import Cause
from domain.media_sessions import media_session as recorded
from domain.media_sessions.media_session import MediaCloseReason, Quality
from domain.media_sessions.use_cases import MediaSessionUseCases
from media.node.presence_reports import PresenceReports
from media.node.report_queue import PAUSE, ReportQueue
from media.provider import CloseReason, PeerConnection, Sample, TrackKind
from runtime.presence.session_presence import SessionPresence
from runtime.presence.speaker_reports import SpeakerReports
from runtime.thread_pools import on_own_thread

logger = logging.getLogger(__name__)

LONGEST_QUEUE = 100_000  # reports; beyond it they are let go, samples long before
SPARE = 1_000  # reports: the part of the queue that samples may take
CLOSE_WITHIN = 2.0  # seconds for what is still to be recorded at the end


class MediaReports:
    """Implements `media.provider.MediaEvents`: takes reports on the event loop, and has threads that pass them on.

    What is recorded goes another way than what counts for the moment only. A peer's id is its participant session's.
    An async context manager.
    """

    def __init__(
        self, node_id: str, sessions: MediaSessionUseCases, presence: SessionPresence, speakers: SpeakerReports
    ) -> None:
        self._node_id = node_id
        self._sessions = sessions
        self._facts = ReportQueue(LONGEST_QUEUE)
        self._presence = PresenceReports(presence, speakers)

    async def __aenter__(self) -> Self:
        self._running = {
            on_own_thread(self._facts.run, "media-facts"),
            on_own_thread(self._presence.run, "media-presence"),
        }
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Returns when everything reported so far is recorded, or the database doesn't take it in time.

        What isn't recorded then is that connections and tracks are over: the sessions count as dropped at their last
        sign of life, and are connected anew elsewhere.
        """
        self._facts.stop(CLOSE_WITHIN)
        self._presence.stop()
        _, late = await asyncio.wait(self._running, timeout=CLOSE_WITHIN + 2 * PAUSE)
        for task in late:
            task.cancel()
        if lost := self._facts.waiting:
            logger.error("The database is away at the end: %d reports of the media server are not recorded", lost)

    async def ended(self) -> None:
        """When one of the threads has, with what that ended with."""
        done, _ = await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
        done.pop().result()

    # media.provider.MediaEvents

    def connected(self, connection: PeerConnection, at: datetime, after: timedelta) -> None:
        logger.info("%s: media connected after %d ms", connection.peer_id, after / timedelta(milliseconds=1))
        self._enqueue(self._sessions.connected, connection, at, after=after)
        self.alive({connection.peer_id: at})

    def failed(self, connection: PeerConnection, at: datetime, reason: str) -> None:
        logger.warning("%s: media failed: %s", connection.peer_id, reason)
        self._enqueue(self._sessions.failed, connection, at, reason=reason)

    def published(self, connection: PeerConnection, track_id: UUID, kind: TrackKind, at: datetime) -> None:
        self._enqueue(self._sessions.published, connection, at, track_id=track_id, kind=recorded.TrackKind(kind.value))

    def unpublished(self, connection: PeerConnection, track_id: UUID, kind: TrackKind, at: datetime) -> None:
        self._enqueue(self._sessions.unpublished, connection, at, track_id=track_id)

    def closed(self, connection: PeerConnection, at: datetime, reason: CloseReason) -> None:
        logger.info("%s: media closed: %s", connection.peer_id, reason)
        self._enqueue(self._sessions.closed, connection, at, reason=MediaCloseReason(reason.value))

    def alive(self, last_seen: Mapping[UUID, datetime]) -> None:
        self._presence.alive(last_seen)

    def sampled(self, connection: PeerConnection, sample: Sample, at: datetime) -> None:
        if self._facts.waiting < SPARE:
            self._enqueue(self._sessions.sampled, connection, at, quality=_quality(sample))

    def speaking(self, call_id: UUID, peer_ids: tuple[UUID, ...], at: datetime) -> None:
        """Who speaks is no fact, and of each call only the latest is told."""
        self._presence.speaking(call_id, peer_ids)

    def _enqueue(
        self, use_case: Callable[..., object], connection: PeerConnection, at: datetime, **what: object
    ) -> None:
        cause = Cause(f"media:{self._node_id}", "media", uuid4(), f"report:{uuid4()}")
        about = {"session_id": connection.peer_id, "connection_id": connection.id, "at": at}
        try:
            self._facts.put(partial(use_case, cause=cause, **about, **what))
        except queue.Full:
            logger.critical("The database has been away for too long; lost: %s %s", use_case.__name__, about | what)


def _quality(sample: Sample) -> Quality:
    up, down = sample.up, sample.down
    return Quality(
        over_ms=round(sample.seconds * 1000),
        up_packets=up.packets,
        up_lost_packets=up.lost,
        up_bits_per_second=up.bitrate,
        up_jitter_us=_microseconds(up.jitter),
        down_packets=down.packets,
        down_lost_packets=down.lost,
        down_bits_per_second=down.bitrate,
        down_jitter_us=_microseconds(down.jitter),
        round_trip_us=_microseconds(sample.round_trip),
    )


def _microseconds(milliseconds: float | None) -> int | None:
    return None if milliseconds is None else round(milliseconds * 1000)
