"""Turns what the media module reports into facts of `MediaSession`, in order, even while the database is away."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import psycopg
from eventsourcing.persistence import PersistenceError

from api.media_node.speakers import SpeakerNews
from api.presence.sessions import SessionPresence
from domain.errors import DomainError, TryAgain
from domain.facts import Cause
from domain.media_session import MediaCloseReason, Quality, TrackKind
from domain.services.media_sessions import MediaSessions
from media import port
from media.port import Connection
from media.sampling import Sample

logger = logging.getLogger(__name__)

PAUSE = 0.5  # seconds between attempts while the database is away
LONGEST_QUEUE = 100_000  # reports; beyond it they are let go, signs of life and samples long before
SPARE = 1_000  # reports: the part of the queue that signs of life and samples may take

Report = Callable[[], object]


class MediaReports:
    """Implements `media.port.MediaEvents`: takes reports on the event loop, records them on a thread of its own.

    A peer's id is its participant session's.
    """

    def __init__(self, node_id: str, sessions: MediaSessions, presence: SessionPresence, speakers: SpeakerNews) -> None:
        self._node_id = node_id
        self._sessions = sessions
        self._presence = presence
        self._speakers = speakers
        self._queue: queue.Queue[Report | None] = queue.Queue(LONGEST_QUEUE)
        self._thread = threading.Thread(target=self._run, name="media-reports", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Returns when everything reported so far is recorded, or the database has been away for long."""
        self._queue.put(None)
        self._thread.join(timeout=5)

    # media.port.MediaEvents

    def connected(self, connection: Connection, at: datetime, after: timedelta) -> None:
        logger.info("%s: media connected after %d ms", connection.peer_id, after / timedelta(milliseconds=1))
        self._record(self._sessions.connected, connection, at, after=after)
        self.alive({connection.peer_id: at})

    def failed(self, connection: Connection, at: datetime, reason: str) -> None:
        logger.warning("%s: media failed: %s", connection.peer_id, reason)
        self._record(self._sessions.failed, connection, at, reason=reason)

    def published(self, connection: Connection, track_id: UUID, kind: port.TrackKind, at: datetime) -> None:
        self._record(self._sessions.published, connection, at, track_id=track_id, kind=TrackKind(kind.value))

    def unpublished(self, connection: Connection, track_id: UUID, kind: port.TrackKind, at: datetime) -> None:  # noqa: ARG002 - the port's signature
        self._record(self._sessions.unpublished, connection, at, track_id=track_id)

    def closed(self, connection: Connection, at: datetime, reason: port.CloseReason) -> None:
        logger.info("%s: media closed: %s", connection.peer_id, reason)
        self._record(self._sessions.closed, connection, at, reason=MediaCloseReason(reason.value))

    def alive(self, last_seen: Mapping[UUID, datetime]) -> None:
        if self._queue.qsize() < SPARE:
            self._queue.put_nowait(partial(self._presence.seen_each, last_seen))

    def sampled(self, connection: Connection, sample: Sample, at: datetime) -> None:
        if self._queue.qsize() < SPARE:
            self._record(self._sessions.sampled, connection, at, quality=_quality(sample))

    def speaking(self, call_id: UUID, peer_ids: tuple[UUID, ...], at: datetime) -> None:  # noqa: ARG002 - the port's signature
        """Who speaks is no fact, and of each call only the latest is told."""
        if not self._queue.full() and self._speakers.note(call_id, peer_ids):
            self._queue.put_nowait(self._speakers.tell)

    def _record(self, use_case: Callable[..., object], connection: Connection, at: datetime, **what: object) -> None:
        cause = Cause(f"media:{self._node_id}", "media", uuid4(), f"report:{uuid4()}")
        about = {"session_id": connection.peer_id, "connection_id": connection.id, "at": at}
        try:
            self._queue.put_nowait(partial(use_case, cause=cause, **about, **what))
        except queue.Full:
            logger.critical("The database has been away for too long; lost: %s %s", use_case.__name__, about | what)

    def _run(self) -> None:
        while (report := self._queue.get()) is not None:
            self._insist(report)

    def _insist(self, report: Report) -> None:
        """Repeat until the database has it: use cases that are satisfied already record nothing."""
        while True:
            try:
                report()
            except (psycopg.Error, PersistenceError, TryAgain) as problem:
                logger.warning("The database doesn't take a report of the media module yet: %s", problem)
                time.sleep(PAUSE)
            except DomainError as refusal:
                logger.info("A report of the media module came too late: %s", refusal)
                return
            except Exception:  # one report that can't be recorded must not keep all others from it
                logger.exception("A report of the media module can't be recorded")
                return
            else:
                return


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
