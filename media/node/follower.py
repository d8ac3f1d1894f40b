"""Follows the log for the media server: whoever left a call is cut off, and the floor is kept as it is recorded."""

import asyncio
import logging
import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress

import psycopg
from eventsourcing.persistence import PersistenceError

from domain.calls.call import Call
from domain.floor.floor import Floor
from domain.recordings.recording import Recording
from event_log import LogReader, LogTail, LogWentBack, Recorded
from media.node.enforcement import SCREEN, FloorEnforcement
from media.node.recordings.coordinator import RecordingCoordinator
from media.provider import TrackKind
from runtime.presence.media_nodes import MediaNodes

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds, for appends that nobody announced
PAUSE = 0.5  # seconds between attempts while the database is away
SENT: Mapping[type[Floor.Event], Collection[TrackKind]] = {
    Floor.Muted: [TrackKind.MICROPHONE],
    Floor.Unmuted: [TrackKind.MICROPHONE],
    Floor.CameraTurnedOn: [TrackKind.CAMERA],
    Floor.CameraTurnedOff: [TrackKind.CAMERA],
    Floor.ScreenShareStarted: SCREEN,
    Floor.ScreenShareStopped: SCREEN,
}
"""What each fact of the floor is about."""


class Follower:
    """Starts at the end of the log: when the process starts, nobody is connected."""

    def __init__(
        self,
        database_url: str,
        floor: FloorEnforcement,
        recordings: RecordingCoordinator,
        nodes: MediaNodes,
        loop: asyncio.AbstractEventLoop,
        progress: Callable[[int], None],
    ) -> None:
        """`progress` is told after each look at the log, and at least every second, how far it has come."""
        self._progress = progress
        self._database_url = database_url
        self._floor = floor
        self._recordings = recordings
        self._nodes = nodes
        self._loop = loop
        self._reader = LogReader(database_url)
        self.began_after = self._position = self._reader.end()
        self._stop = threading.Event()
        self._ended: asyncio.Future[None] = loop.create_future()
        self._thread = threading.Thread(target=self._run, name="media-follower", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Waits for the thread, so it is called from another one than the loop's."""
        self._stop.set()
        self._thread.join(timeout=2 * LOOK_EVERY)
        self._reader.close()

    async def ended(self) -> None:
        """Returns when it follows no more; raises what it ended by."""
        await asyncio.shield(self._ended)

    def _run(self) -> None:
        problem: Exception | None = None
        try:
            self._keep_following()
        except Exception as raised:  # noqa: BLE001 - for whoever waits for the end
            problem = raised
        with suppress(RuntimeError):  # the loop is closed already
            self._loop.call_soon_threadsafe(self._end, problem)

    def _end(self, problem: Exception | None) -> None:
        if self._ended.done():
            return
        if problem is None:
            self._ended.set_result(None)
        else:
            self._ended.set_exception(problem)

    def _keep_following(self) -> None:
        while not self._stop.is_set():
            try:
                with LogTail(self._database_url) as tail:
                    while not self._stop.is_set():
                        self._catch_up()
                        self._progress(self._position)
                        tail.wait(LOOK_EVERY)
            except (psycopg.Error, PersistenceError) as problem:
                logger.warning("The media process can't follow the log: %s", problem)
                self._stop.wait(PAUSE)

    def _catch_up(self) -> None:
        try:
            self._follow()
        except LogWentBack:
            logger.exception("Everyone is cut off, to connect again as far as the log still knows them.")
            self._position = self._reader.end()
            self._loop.call_soon_threadsafe(self._floor.start_over)

    def _follow(self) -> None:
        while batch := self._reader.read(self._position):
            self._nodes.forget_calls([each.fact.originator_id for each in batch if isinstance(each.fact, Call.Ended)])
            for recorded in batch:
                self._loop.call_soon_threadsafe(self._obey_or_end, recorded)
                self._position = recorded.position

    def _obey_or_end(self, recorded: Recorded) -> None:
        try:
            self._obey(recorded)
        except Exception as problem:  # noqa: BLE001 - for whoever waits for the end: no fact is skipped
            self._end(problem)

    def _obey(self, recorded: Recorded) -> None:
        fact, floor = recorded.fact, self._floor
        match fact:
            case Call.SessionLeft():
                floor.left(fact.originator_id, fact.session_id)
            case Call.Ended():
                floor.ended(fact.originator_id)
            case Recording.Event():
                self._recordings.obey(fact)
            case Floor.Unmuted() | Floor.CameraTurnedOn() | Floor.ScreenShareStarted():
                floor.changed(fact.call_id, fact.session_id, SENT[type(fact)], True, recorded.position)
            case Floor.Muted() | Floor.CameraTurnedOff() | Floor.ScreenShareStopped():
                floor.changed(fact.call_id, fact.session_id, SENT[type(fact)], False, recorded.position)
