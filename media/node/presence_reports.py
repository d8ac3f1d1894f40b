"""Who is there and who is speaking, on the way to the database: of each session and each call the newest alone."""

import logging
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import psycopg

from media.node.report_queue import PAUSE
from runtime.presence.session_presence import SessionPresence
from runtime.presence.speaker_reports import SpeakerReports

logger = logging.getLogger(__name__)


class PresenceReports:
    """Signs of life, and who is speaking. `run` is for a thread of its own; all else returns at once."""

    def __init__(self, presence: SessionPresence, speakers: SpeakerReports) -> None:
        self._presence = presence
        self._speakers = speakers
        self._lock = threading.Lock()
        self._last_seen: dict[UUID, datetime] = {}
        self._woken = threading.Event()
        self._stopping = threading.Event()

    def alive(self, last_seen: Mapping[UUID, datetime]) -> None:
        """These sessions showed their last signs of life then."""
        with self._lock:
            self._last_seen.update(last_seen)
        self._woken.set()

    def speaking(self, call_id: UUID, session_ids: Sequence[UUID]) -> None:
        """These speak in the call now, the loudest first."""
        self._speakers.note(call_id, session_ids)
        self._woken.set()

    def run(self) -> None:
        """Until `stop` is called; then what there is is told once more."""
        while not self._stopping.is_set():
            self._woken.wait()
            self._woken.clear()
            try:
                self._tell()
            except psycopg.Error as problem:
                logger.warning("The database doesn't take the media server's news yet: %s", problem)
                self._stopping.wait(PAUSE)
                self._woken.set()

    def stop(self) -> None:
        self._stopping.set()
        self._woken.set()

    def _tell(self) -> None:
        """Raises psycopg.Error, and then nothing is forgotten."""
        with self._lock:
            told = dict(self._last_seen)
        self._presence.seen_each(told)
        with self._lock:
            for session_id, at in told.items():
                if self._last_seen[session_id] == at:
                    del self._last_seen[session_id]
        self._speakers.tell()
